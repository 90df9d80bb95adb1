// class: signals to the supervisor
// tries: signal every process group and session, and queue signals with forged senders
// expect: contained
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  int reached = 0;
  for (pid_t group = 1; group < 100000; ++group) {
    siginfo_t forged;
    memset(&forged, 0, sizeof forged);
    forged.si_code = SI_QUEUE;
    forged.si_pid = 1;
    if (group != getpgrp()) reached += kill(-group, SIGKILL) == 0;
    if (group != getpid()) reached += syscall(SYS_rt_sigqueueinfo, group, SIGKILL, &forged) == 0;
  }
  puts(reached == 0 ? "contained" : "ESCAPED: a signal was sent");
}
