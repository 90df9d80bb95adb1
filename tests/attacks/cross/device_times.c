// class: device nodes
// tries: leave a message in the times, mode or contents of shared devices
// expect: contained | SYSCALL_DENIED utimensat
// mode: cross
// policy: run
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "tests/attacks/cross/roles.h"

static const char* const kDevices[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random",
                                       "/dev/urandom"};

static void Send(void) {
  const struct timespec times[2] = {{12345, 0}, {12345, 0}};
  for (int i = 0; i < 5; ++i) {
    const int fd = open(kDevices[i], O_RDWR);
    futimens(fd, NULL);
    futimens(fd, times);
    utimensat(AT_FDCWD, kDevices[i], NULL, 0);
    chmod(kDevices[i], 0600);
    (void)!write(fd, "message", 7);
  }
}

static int Received(void) {
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  for (int i = 0; i < 5; ++i) {
    struct stat status;
    if (stat(kDevices[i], &status) != 0) return 1;
    if (status.st_mtime == 12345 || status.st_mtime > now.tv_sec - 3 ||
        (status.st_mode & 0777) != 0666)
      return 1;
  }
  return 0;
}
