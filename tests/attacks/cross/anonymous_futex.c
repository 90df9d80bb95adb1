// class: futex on shared files
// tries: wake another run that waits on memory of the same address, and on a device's
// expect: contained
// mode: cross
// vm: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "tests/attacks/cross/roles.h"

static int* Word(int i) {
  static int* words[3];
  if (words[i] != NULL) return words[i];
  if (i == 0)
    words[i] =
        mmap((void*)0x10000000, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (i == 1)
    words[i] =
        mmap((void*)0x20000000, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (i == 2)
    words[i] = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, open("/dev/zero", O_RDWR), 0);
  return words[i];
}

static void* Wait(void* number) {
  int* const word = Word((int)(long)number);
  while (1) syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL, NULL, 0);
}

static void Send(void) {
  for (long i = 0; i < 3; ++i) {
    pthread_t thread;
    pthread_create(&thread, NULL, Wait, (void*)i);
  }
  usleep(50000);
}

static int Received(void) {
  int woken = 0;
  for (int i = 0; i < 3; ++i) woken += syscall(SYS_futex, Word(i), FUTEX_WAKE, 10, NULL, NULL, 0);
  return woken > 0;
}
