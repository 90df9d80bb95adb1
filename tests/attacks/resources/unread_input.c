// class: output floods
// tries: block the judge by reading no input and writing no output
// expect: contained
// mode: run
#include <stdio.h>
#include <unistd.h>

int main(void) {
  usleep(200000);
  puts("contained");
}
