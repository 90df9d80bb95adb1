// class: compile-time file reads
// tries: ask the preprocessor which files the host has
// expect: contained
// control: yes
#include <stdio.h>

int main(void) {
#if __has_include("@SECRET@") || __has_include("/etc/passwd") || __has_include("/etc/hostname") || \
    __has_include("/root/.bashrc") || __has_include("/proc/1/status") || __has_include("/sys/kernel")
  puts("ESCAPED: a file of the host is there");
#else
  puts("contained");
#endif
}
