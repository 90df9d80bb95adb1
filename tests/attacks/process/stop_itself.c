// class: stalls
// tries: stall the judge by stopping itself
// expect: WALL_TIME_LIMIT_EXCEEDED
// flags: --wall-limit 700ms
#include <signal.h>

int main(void) { raise(SIGSTOP); }
