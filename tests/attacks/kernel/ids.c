// class: uid dropped but not gid
// tries: find an id or group of the host's that was not given up
// expect: contained
// vm: yes
// control: yes
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  uid_t uids[3];
  gid_t gids[3];
  gid_t groups[64];
  getresuid(&uids[0], &uids[1], &uids[2]);
  getresgid(&gids[0], &gids[1], &gids[2]);
  int good = getgroups(64, groups) == 0;
  for (int i = 0; i < 3; ++i) good &= uids[i] == 1000 && gids[i] == 1000;
  // The id with which files are made is the fourth.
  struct stat file = {0};
  FILE* const made = fopen("made", "w");
  if (made != NULL) fstat(fileno(made), &file);
  good &= file.st_uid == 1000 && file.st_gid == 1000;
  puts(good ? "contained" : "ESCAPED: an id of another");
}
