// class: work directories on disk
// tries: open the device behind its work directory, shut it down, or unlock it by an ioctl
// mode: run
// policy: run
// flags: --work-disk --work-size 8MiB
// expect: SYSCALL_DENIED ioctl
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

int main(void) {
  struct stat info;
  if (stat("/work", &info) != 0) return 1;
  char path[64];
  snprintf(path, sizeof path, "/dev/loop%u", (unsigned)(info.st_dev & 0xFF));
  if (open(path, O_RDWR) >= 0) puts("ESCAPED: a device");
  unsigned flags = 2;
  const int fd = open("/work", O_RDONLY);
  // EXT4_IOC_SHUTDOWN.
  puts(ioctl(fd, 0x8004587D, &flags) == 0 ? "ESCAPED: shut down" : "refused by the kernel alone");
}
