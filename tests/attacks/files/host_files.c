// class: host files
// tries: see files and folders of the host
// expect: contained
// vm: yes
// control: yes
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
#ifdef IN_IMAGE
  // It has the folders, and nothing in them.
  const char* const paths[] = {"/etc/shadow",    "/etc/machine-id",
                               "/root/.bashrc",  "/root/.cache",
                               "/var/tmp",       "/var/lib/assay",
                               "/run/lock",      "/sys/kernel",
                               "/dev/mem",       "/dev/kmsg",
                               "/dev/tty",       "/dev/ptmx",
                               "/dev/fuse",      "/dev/kvm",
                               "/dev/sda",       "/dev/vda",
                               "/proc/1",        "/etc/resolv.conf",
                               "/etc/hosts",     "@SECRET@",
                               "/../etc/shadow", "/work/../../etc/shadow"};
#else
  const char* const paths[] = {"/etc/passwd",    "/etc/shadow",
                               "/root",          "/home",
                               "/var",           "/run",
                               "/sys",           "/boot",
                               "/dev/mem",       "/dev/kmsg",
                               "/dev/tty",       "/dev/ptmx",
                               "/dev/fuse",      "/dev/kvm",
                               "/dev/sda",       "/dev/vda",
                               "/proc/1",        "/mnt",
                               "/etc/hosts",     "@SECRET@",
                               "/../etc/passwd", "/work/../../etc/passwd"};
#endif
  int seen = 0;
  for (unsigned i = 0; i < sizeof paths / sizeof *paths; ++i) {
    if (access(paths[i], F_OK) == 0 && ++seen) printf("ESCAPED: sees %s\n", paths[i]);
  }
  if (seen == 0) puts("contained");
}
