# class: network
# tries: connect to a listener of the host over TCP, from Python
# expect: SYSCALL_DENIED socket
import socket

socket.create_connection(("127.0.0.1", @PORT@))
print("ESCAPED: connected")
