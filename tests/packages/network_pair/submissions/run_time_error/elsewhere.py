import socket

input()
socket.create_connection(("169.254.169.254", 80))
