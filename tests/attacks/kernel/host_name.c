// class: clock and host name
// tries: find out the host's name
// expect: contained
// control: yes
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

int main(void) {
  struct utsname name;
  uname(&name);
  puts(strcmp(name.nodename, "assay") == 0 ? "contained" : name.nodename);
}
