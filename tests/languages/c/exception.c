#include <assert.h>
#include <stdio.h>
int main(void) { assert(getchar() == 0 && "boom"); }
