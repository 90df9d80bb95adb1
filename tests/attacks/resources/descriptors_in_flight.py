# class: kernel-memory bombs
# tries: keep open files in messages that nobody reads, beyond the limit on descriptors
# expect: MEMORY_LIMIT_EXCEEDED | contained
# flags: --memory-limit 32MiB --time-limit 20s
import array
import os
import socket

one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
one.setblocking(False)
sent = 0
try:
    while sent < 100000:
        files = array.array("i", [os.open("/box/main.py", os.O_RDONLY) for _ in range(100)])
        one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
        for fd in files:
            os.close(fd)
        sent += len(files)
except OSError:
    pass
print("contained" if sent < 100000 else "ESCAPED: no limit")
