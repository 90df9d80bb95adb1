"""What runs with a network talk to: a server in a namespace of its own."""

import subprocess
import sys

# Echoes whatever comes on these ports by TCP, and tells by UDP who has sent, in a network namespace of
# its own.
SERVER = """
import socket, threading
def serve(connection):
    while True:
        data = connection.recv(65536)
        if not data: break
        connection.sendall(data)
for port in (8000, 9000):
    listener = socket.create_server(("", port))
    def accept(listener=listener):
        while True: threading.Thread(target=serve, args=(listener.accept()[0],)).start()
    threading.Thread(target=accept).start()
told = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
told.bind(("", 8000))
def tell():
    while True:
        _, sender = told.recvfrom(65536)
        told.sendto(sender[0].encode(), sender)
threading.Thread(target=tell).start()
print("ready", flush=True)
"""

# Says for each ADDRESS:PORT whether there is an answer.
CLIENT = """
import errno, socket, sys
for text in sys.argv[1:]:
    address, port = text.rsplit(":", 1)
    try:
        with socket.create_connection((address, int(port)), timeout=20) as connection:
            connection.sendall(b"hello")
            print(text, connection.recv(5).decode())
    except OSError as error:
        print(text, errno.errorcode.get(error.errno, error))
"""

UPLINK = "10.200.0.1"


def outside(test):
    """A namespace with a server, until the test ends; its path."""
    process = subprocess.Popen(
        ["unshare", "--net", sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True
    )
    test.addCleanup(process.stdout.close)
    test.addCleanup(process.wait)
    test.addCleanup(process.kill)
    test.assertEqual(process.stdout.readline(), "ready\n")
    return f"/proc/{process.pid}/ns/net"
