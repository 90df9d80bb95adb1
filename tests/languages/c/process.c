#include <stdio.h>
#include <stdlib.h>
int main(void) { puts(system("exit 0") == 0 ? "done" : "refused"); }
