// class: symlinks and FIFOs at copy-out
// tries: leave a symbolic link that the judge would follow
// expect: SYSCALL_DENIED symlink
// control: yes
#include <stdio.h>
#include <unistd.h>

int main(void) { puts(symlink("/etc/shadow", "program") == 0 ? "ESCAPED: a link" : "refused"); }
