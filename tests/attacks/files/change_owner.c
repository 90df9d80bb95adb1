// class: chown along a path
// tries: give files to root, or to another jail's user
// expect: contained
// mode: run
// policy: run
// vm: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  close(open("/work/mine", O_CREAT | O_WRONLY, 0600));
  const int owners[] = {0, 1, 999, 1001, 65534, 0x70000001};
  int done = 0;
  for (int i = 0; i < 6; ++i) {
    done |= chown("/work/mine", owners[i], -1) == 0 || chown("/work/mine", -1, owners[i]) == 0;
    done |= lchown("/plant/link", owners[i], owners[i]) == 0;
    done |= chown("/plant/public", owners[i], owners[i]) == 0;
    done |= fchownat(0, "", owners[i], owners[i], AT_EMPTY_PATH) == 0;
    done |= chown("/", owners[i], owners[i]) == 0 || chown("/work", owners[i], owners[i]) == 0;
  }
  puts(done ? "ESCAPED: an owner was changed" : "contained");
}
