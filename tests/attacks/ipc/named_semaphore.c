// class: shared /dev/shm
// tries: make a named semaphore, which glibc keeps in /dev/shm
// expect: contained
// control: yes
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>

int main(void) {
  sem_t* semaphore = sem_open("/assay-attack-sem", O_CREAT, 0666, 1);
  puts(semaphore == SEM_FAILED ? "contained" : "ESCAPED: a semaphore");
  sem_unlink("/assay-attack-sem");
}
