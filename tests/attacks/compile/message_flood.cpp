// class: compiler bombs
// tries: fill the judge's memory by messages
// expect: COMPILE_ERROR: limit of 1024 KiB on messages
#define A x y z; int
#define B A A A A A A A A A A
#define C B B B B B B B B B B
#define D C C C C C C C C C C
D D D D D D D D D D
int main() {}
