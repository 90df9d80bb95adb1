// class: mount and procfs races
// tries: open a file of the host by its handle, past every mount
// expect: SYSCALL_DENIED open_by_handle_at
// vm: yes
// control: yes
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  char buffer[sizeof(struct file_handle) + 8] = {0};
  struct file_handle* handle = (struct file_handle*)buffer;
  handle->handle_bytes = 8;
  handle->handle_type = 1;
  memcpy(handle->f_handle, (int[]){2, 0}, 8);
  const int root = open("/", O_RDONLY);
  puts(open_by_handle_at(root, handle, O_RDONLY) >= 0 ? "ESCAPED: opened"
                                                      : "refused by the kernel alone");
}
