// class: memory
// tries: take all memory from the stack
// expect: MEMORY_LIMIT_EXCEEDED | RUNTIME_ERROR SIGSEGV
// flags: --memory-limit 64MiB
static int Deeper(volatile char* above) {
  volatile char frame[65536];
  frame[0] = above[0];
  frame[60000] = 1;
  return Deeper(frame) + frame[0];
}

int main(void) {
  volatile char start = 1;
  return Deeper(&start);
}
