# class: abstract sockets
# tries: give an end of a socket pair a name under which others could reach it
# expect: SYSCALL_DENIED bind
import socket

one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
one.bind(b"\0assay-attack-bound")
print("ESCAPED: bound")
