// class: hard links to test data
// tries: read the answer next to its input, by way of standard input's descriptor
// expect: WRONG_ANSWER
// mode: judge
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  const char* const paths[] = {"../1.ans", "1.ans", "..", "/dev/stdin/../1.ans",
                               "/dev/fd/0/../1.ans"};
  char text[100] = "nothing found";
  for (int i = 0; i < 5; ++i) {
    int fd = openat(0, paths[i], O_RDONLY);
    if (fd < 0) fd = open(paths[i], O_RDONLY);
    const ssize_t size = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
    if (size > 0) text[size] = 0;
  }
  // What is next in the descriptor's file system.
  puts(text);
}
