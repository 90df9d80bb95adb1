# class: abstract sockets
# tries: send from one end of a socket pair, which is allowed, to an abstract socket of the host
# expect: contained
import socket

one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
try:
    one.sendto(b"x", b"\0assay-attack-mailbox")
    print("ESCAPED: sent")
except ConnectionRefusedError:
    print("contained")
