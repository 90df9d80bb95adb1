# class: abstract sockets
# tries: turn an end of a socket pair into a connection to somebody else
# expect: SYSCALL_DENIED connect
import socket

one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
one.connect(b"\0assay-attack-mailbox")
print("ESCAPED: connected")
