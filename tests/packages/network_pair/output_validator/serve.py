"""Serves the input's line over TCP, and wants it back in capitals."""

import select
import socket
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    line = file.readline().strip()
listener = socket.create_server(("198.18.0.1", 4000))
print("ready", flush=True)
# Standard input ends with the program, which may never come.
ready, _, _ = select.select([listener, sys.stdin], [], [])
if listener not in ready:
    sys.exit(43)
connection = listener.accept()[0].makefile("rw")
connection.write(line + "\n")
connection.flush()
got = connection.readline().strip()
with open(sys.argv[3] + "judgemessage.txt", "w", encoding="utf-8") as file:
    file.write(got + "\n")
sys.exit(42 if got == line.upper() else 43)
