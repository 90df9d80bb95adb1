// class: System V IPC
// tries: make a POSIX message queue, which is kernel memory with a name
// expect: SYSCALL_DENIED mq_open
// control: yes
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>

int main(void) {
  const mqd_t queue = mq_open("/assay-attack", O_CREAT | O_RDWR, 0666, NULL);
  puts(queue != (mqd_t)-1 ? "ESCAPED: a queue" : "refused");
  mq_unlink("/assay-attack");
}
