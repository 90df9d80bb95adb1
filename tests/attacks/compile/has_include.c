// class: compile-time file reads
// tries: ask the preprocessor which files the host has
// expect: contained
// control: yes
#include <stdio.h>

// An image has a file of this name of its own.
#ifdef IN_IMAGE
#define USERS "/etc/shadow"
#else
#define USERS "/etc/passwd"
#endif

int main(void) {
#if __has_include("@SECRET@") || __has_include(USERS) || __has_include("/etc/hostname") || \
    __has_include("/root/.bashrc") || __has_include("/proc/1/status") || __has_include("/sys/kernel")
  puts("ESCAPED: a file of the host is there");
#else
  puts("contained");
#endif
}
