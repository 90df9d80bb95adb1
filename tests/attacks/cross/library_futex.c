// class: futex on shared files
// tries: wake another run that waits on a word of a library both are shown
// expect: contained
// open: yes
// mode: cross
// policy: native
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

#include "tests/attacks/cross/roles.h"

static int* Word(void) {
  static int* word;
  if (word == NULL) {
    const int file = open("/usr/lib/x86_64-linux-gnu/libm.so.6", O_RDONLY);
    word = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, 0);
  }
  return word;
}

static void* Wait(void* unused) {
  while (1) syscall(SYS_futex, Word(), FUTEX_WAIT, *Word(), NULL, NULL, 0);
  return unused;
}

static void Send(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, Wait, NULL);
  usleep(50000);
}

// How many waiters were woken; this run has none.
static int Received(void) { return syscall(SYS_futex, Word(), FUTEX_WAKE, 10, NULL, NULL, 0) > 0; }
