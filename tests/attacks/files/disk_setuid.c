// class: work directories on disk
// tries: become another user by a setuid file, or reach a device by a node, on its own disk
// mode: run
// policy: run
// flags: --work-disk --work-size 8MiB
// expect: SYSCALL_DENIED mknod | SYSCALL_DENIED mknodat | contained
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

int main(int argc, char** argv) {
  if (argc > 1) {
    // Started by the setuid file that it has made.
    if (geteuid() != 1000 || getegid() != 1000) puts("ESCAPED: another user");
    const int made = mknod("/work/node", S_IFBLK | 0666, makedev(7, 0));
    puts(made == 0 && open("/work/node", O_RDWR) >= 0 ? "ESCAPED: a device" : "contained");
    return 0;
  }
  static char block[1 << 16];
  const int from = open(argv[0], O_RDONLY);
  const int to = open("/work/mine", O_CREAT | O_WRONLY, 06755);
  long count;
  while ((count = read(from, block, sizeof block)) > 0) write(to, block, count);
  close(to);
  chown("/work/mine", 0, 0);
  chmod("/work/mine", 06755);
  execl("/work/mine", "/work/mine", "again", NULL);
  // Not to be executed would do as well.
  puts(errno == EACCES ? "contained" : "could not be tried");
}
