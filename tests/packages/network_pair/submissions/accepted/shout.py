import socket

input()
connection = socket.create_connection(("198.18.0.1", 4000)).makefile("rw")
connection.write(connection.readline().upper())
connection.flush()
