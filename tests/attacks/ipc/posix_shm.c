// class: shared /dev/shm
// tries: make POSIX shared memory under a name that others know
// expect: contained
// vm: yes
// control: yes
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>

int main(void) {
  const int fd = shm_open("/assay-attack-shm", O_CREAT | O_RDWR, 0666);
  puts(fd < 0 ? "contained" : "ESCAPED: shared memory");
  shm_unlink("/assay-attack-shm");
}
