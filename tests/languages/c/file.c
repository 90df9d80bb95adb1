#include <stdio.h>
int main(void) { puts(fopen("/etc/passwd", "r") || fopen("/box/new", "w") ? "done" : "refused"); }
