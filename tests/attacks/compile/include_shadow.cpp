// class: compile-time file reads
// tries: include password and environment files by many paths
// expect: COMPILE_ERROR: /etc/shadow: No such file

// An image has a file of this name of its own.
#ifdef IN_IMAGE
#define USERS "/etc/shadow"
#else
#define USERS "/etc/passwd"
#endif
#if __has_include("/etc/shadow") || __has_include(USERS) || __has_include("/proc/self/stat")
// Compiles, and so fails the test.
int main() {}
#else
#include "/src/../etc/shadow"
#include "/proc/self/cwd/../etc/passwd"
#include "/dev/fd/0"
#endif
