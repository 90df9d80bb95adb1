# class: kernel-memory bombs
# tries: fill as many socket pairs as it can, in many processes
# expect: MEMORY_LIMIT_EXCEEDED | contained
# flags: --memory-limit 32MiB --time-limit 20s
import os
import socket
import time

for _ in range(30):
    if os.fork() != 0:
        continue
    kept = []
    try:
        while True:
            for end in socket.socketpair():
                end.setblocking(False)
                kept.append(end)
                try:
                    while True:
                        end.send(b"x" * 4096)
                except BlockingIOError:
                    pass
    except OSError:
        time.sleep(100)
time.sleep(3)
print("contained")
