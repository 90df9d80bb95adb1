// class: compiler bombs
// tries: fill the disk with an object file
// expect: COMPILE_ERROR: File size limit exceeded
char a[1UL << 40] = {1};
int main(void) { return a[5]; }
