# class: symlinks and FIFOs at copy-out
# tries: leave a FIFO on which the judge would hang
# expect: SYSCALL_DENIED mknod | SYSCALL_DENIED mknodat
import os

os.mkfifo("fifo")
print("ESCAPED: a FIFO")
