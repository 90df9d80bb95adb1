import socket

try:
    socket.socket()
    print("done")
except OSError:
    print("refused")
