"""`sandbox_cli run --network`: what a program reaches, and what not."""

import re
import signal
import socket
import threading
import time
import unittest

from cli import CliTest
from network_peer import CLIENT, UPLINK, outside

ALLOWED = f"{UPLINK}:8000"


class NetworkTest(CliTest):
    def lines(self, *arguments):
        result = self.cli("run", *arguments)
        self.assertEqual(result.code, 0, result)
        return result.out.splitlines()

    def outside(self):
        return outside(self)

    def egress(self, outside):
        return ["--network", "egress", "--uplink", f"{UPLINK}/30", "--uplink-namespace", outside,
                "--allow", ALLOWED]

    def host_port(self):
        """The port of a listener on the host's loopback."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        return listener.getsockname()[1]

    def test_loopback_is_the_runs_own(self):
        code = """
import socket, threading
for address in ("127.0.0.1", "::1"):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.create_server((address, 0), family=family)
    thread = threading.Thread(target=lambda: listener.accept()[0].sendall(b"hello"))
    thread.start()
    print(socket.create_connection(listener.getsockname()[:2]).recv(5).decode())
    thread.join()
"""
        self.assertEqual(
            self.lines("--network", "loopback", "--", "python3", "-c", code), ["hello", "hello"]
        )

    def test_loopback_reaches_nothing_else(self):
        targets = [f"127.0.0.1:{self.host_port()}", "169.254.169.254:80", "10.0.0.1:80",
                   "198.18.0.1:80", "198.19.0.0:80"]
        lines = self.lines("--network", "loopback", "--", "python3", "-c", CLIENT, *targets)
        self.assertEqual(
            lines,
            [f"{targets[0]} ECONNREFUSED"] + [f"{target} ENETUNREACH" for target in targets[1:]],
        )

    def test_egress_reaches_what_is_allowed_and_nothing_else(self):
        outside = self.outside()
        refused = [
            # Another service there, the host's loopback, the metadata address, the router's ends,
            # where another run would be, and somewhere else.
            f"{UPLINK}:9000", f"127.0.0.1:{self.host_port()}", "169.254.169.254:80",
            "198.19.0.0:80", "10.200.0.2:80", "198.19.0.3:80", "198.18.0.2:80", "8.8.8.8:53",
        ]
        lines = self.lines(*self.egress(outside), "--", "python3", "-c", CLIENT, ALLOWED, *refused)
        self.assertEqual(lines[0], f"{ALLOWED} hello")
        self.assertEqual(len(lines), 1 + len(refused))
        for line in lines[1:]:
            self.assertRegex(line, r" (ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|timed out)$")

    def test_egress_does_not_reach_another_run(self):
        outside = self.outside()
        # Listens everywhere, and says by its output that it does.
        other = self.start(
            "run", *self.egress(outside), "--wall-limit", "120s", "--", "python3", "-uc",
            "import socket; s = socket.create_server(('', 8000)); print('ready'); s.accept()",
        )
        self.assertEqual(other.stdout.readline().strip(), b"ready")
        second = self.outside()
        lines = self.lines(
            *self.egress(second), "--", "python3", "-c", CLIENT, ALLOWED,
            *(f"198.19.0.{number}:8000" for number in (0, 2, 3)),
        )
        self.assertEqual(lines[0], f"{ALLOWED} hello")
        for line in lines[1:]:
            self.assertNotIn("hello", line)
        other.terminate()
        other.communicate()

    def test_egress_cannot_forge_its_address_or_speak_other_protocols(self):
        code = """
import errno, socket
def attempt(what, function):
    try:
        function()
        print(what, "done")
    except OSError as error:
        print(what, errno.errorcode[error.errno])
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
attempt("other", lambda: udp.bind(("198.19.0.3", 0)))
attempt("send", lambda: udp.sendto(b"x", ("10.200.0.1", 8000)))
# The refusal comes with the next call.
udp.connect(("10.200.0.1", 8000))
attempt("again", lambda: (udp.send(b"x"), udp.recv(1)))
"""
        lines = self.lines(*self.egress(self.outside()), "--", "python3", "-c", code)
        self.assertEqual(lines[:2], ["other EADDRNOTAVAIL", "send done"])
        self.assertRegex(lines[2], r"^again (EHOSTUNREACH|EACCES|ECONNREFUSED|EPERM|ENETUNREACH)$")
        result = self.cli(
            "run", *self.egress(self.outside()), "--", "python3", "-c",
            "import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",
        )
        self.assertIn("denied system call socket", result.err)

    def test_who_is_allowed_sees_one_sender_whatever_a_run_does(self):
        code = """
import errno, socket, struct
def ask(what, prepare):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.settimeout(2)
    try:
        ancillary = prepare(udp) or []
        udp.sendmsg([b"x"], ancillary, 0, ("10.200.0.1", 8000))
        print(what, udp.recv(100).decode())
    except OSError as error:
        print(what, errno.errorcode.get(error.errno, "none"))
def information(address):
    # in_pktinfo with the address to send from.
    packed = struct.pack("=i4s4s", 0, socket.inet_aton(address), bytes(4))
    return lambda udp: [(socket.IPPROTO_IP, 8, packed)]
ask("plain", lambda udp: None)
ask("loopback", lambda udp: udp.bind(("127.0.0.1", 0)))
for address in ("198.19.0.3", "198.19.0.0", "10.200.0.2", "10.200.0.1", "8.8.8.8"):
    ask(address, information(address))
ask("own", information("198.19.0.1"))
"""
        lines = self.lines(*self.egress(self.outside()), "--allow", f"{ALLOWED}/udp", "--",
                           "python3", "-c", code)
        self.assertEqual(lines[0], "plain 10.200.0.2")
        self.assertEqual(lines[-1], "own 10.200.0.2")
        self.assertEqual(len(lines), 8)
        for line in lines[1:-1]:
            self.assertRegex(line, r" (E[A-Z]+|none)$")

    def test_egress_has_no_ipv6_and_no_groups(self):
        code = """
import errno, socket, struct
def attempt(what, function):
    try:
        function()
        print(what, "done")
    except OSError as error:
        print(what, errno.errorcode.get(error.errno, "none"))
six = lambda kind=socket.SOCK_STREAM: socket.socket(socket.AF_INET6, kind)
for number in range(1, 6):
    attempt("link-local", lambda: six().connect(("fe80::1", 8000, 0, number)))
    attempt("all nodes", lambda: six(socket.SOCK_DGRAM).sendto(b"x", ("ff02::1", 8000, 0, number)))
attempt("global", lambda: six().connect(("2001:db8::1", 8000)))
attempt("mapped port", lambda: six().connect(("::ffff:10.200.0.1", 9000)))
attempt("mapped metadata", lambda: six().connect(("::ffff:169.254.169.254", 80)))
def shout(address):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    udp.settimeout(1)
    udp.sendto(b"x", (address, 8000))
    udp.recv(10)
for address in ("255.255.255.255", "224.0.0.1", "10.200.0.3", "198.19.255.255"):
    attempt(address, lambda: shout(address))
"""
        lines = self.lines(*self.egress(self.outside()), "--allow", f"{ALLOWED}/udp", "--",
                           "python3", "-c", code)
        self.assertEqual(len(lines), 17)
        for line in lines:
            # A group of one's own loopback has nobody but oneself.
            if not line.startswith("all nodes"):
                self.assertRegex(line, r" (E[A-Z]+|none)$")

    def test_egress_to_the_hosts_own_namespace_reaches_no_other_service_of_it(self):
        uplink = "10.202.7.1"
        listener = socket.create_server(("", 0))
        allowed = socket.create_server(("", 0))
        for each in (listener, allowed):
            self.addCleanup(each.close)
        threading.Thread(target=lambda: allowed.accept()[0].sendall(b"hello"), daemon=True).start()
        port = listener.getsockname()[1]
        own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(own.close)
        addresses = {uplink, "127.0.0.1", "10.202.7.2"}
        try:
            own.connect(("192.0.2.1", 9))
            addresses.add(own.getsockname()[0])
        except OSError:
            # The host has no way out itself.
            pass
        reached = f"{uplink}:{allowed.getsockname()[1]}"
        lines = self.lines(
            "--network", "egress", "--uplink", f"{uplink}/30", "--allow", reached, "--", "python3",
            "-c", CLIENT, reached, *(f"{address}:{port}" for address in sorted(addresses)),
        )
        self.assertEqual(lines[0], f"{reached} hello")
        for line in lines[1:]:
            self.assertRegex(line, r" (ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$")
        listener.setblocking(False)
        with self.assertRaises(BlockingIOError):
            listener.accept()

    def test_runs_with_loopback_do_not_meet(self):
        # By a port, and by a name of an abstract socket, which a network would let it bind.
        listen = """
import socket, time
listener = socket.create_server(("127.0.0.1", 5000))
pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0]
pair.bind("\\0assay-meeting")
print("ready", flush=True)
time.sleep(100)
"""
        meet = """
import errno, socket
def attempt(what, function):
    try:
        function()
        print(what, "done")
    except OSError as error:
        print(what, errno.errorcode[error.errno])
attempt("port", lambda: socket.create_connection(("127.0.0.1", 5000)))
pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0]
attempt("name", lambda: pair.connect("\\0assay-meeting"))
"""
        first = self.start("run", "--network", "loopback", "--wall-limit", "120s", "--", "python3",
                           "-uc", listen)
        self.assertEqual(first.stdout.readline(), b"ready\n")
        lines = self.lines("--network", "loopback", "--", "python3", "-c", meet)
        self.assertEqual(lines, ["port ECONNREFUSED", "name ECONNREFUSED"])
        first.terminate()
        first.communicate()

    def test_reports_bytes(self):
        code = """
import socket
connection = socket.create_connection(("10.200.0.1", 8000))
connection.sendall(bytes(1 << 20))
received = 0
while received < 1 << 20: received += len(connection.recv(65536))
"""
        result = self.cli(
            "run", "--format", "json", *self.egress(self.outside()), "--", "python3", "-c", code
        )
        self.assertEqual(result.code, 0, result)
        for key in ("sentBytes", "receivedBytes"):
            count = int(result.json["usage"]["network"][key])
            self.assertGreaterEqual(count, 1 << 20)
            self.assertLess(count, 1.2 * (1 << 20))
        text = self.cli("run", "--network", "loopback", "--", "true")
        self.assertRegex(text.err, r"  network sent 0\.0 MiB, received 0\.0 MiB\n$")

    def test_is_no_faster_than_its_rates(self):
        code = """
import socket, time
connection = socket.create_connection(("10.200.0.1", 8000))
start = time.monotonic()
connection.sendall(bytes(2 << 20))
received = 0
while received < 2 << 20: received += len(connection.recv(65536))
print(time.monotonic() - start)
"""
        outside = self.outside()
        for flag in ("--network-send-rate", "--network-receive-rate"):
            [seconds] = self.lines(
                *self.egress(outside), flag, "1MB/s", "--wall-limit", "60s", "--", "python3", "-c",
                code,
            )
            self.assertGreater(float(seconds), 1.5, flag)

    def test_refuses_what_cannot_be(self):
        egress = ["--network", "egress", "--uplink", f"{UPLINK}/30"]
        for code, message, *flags in [
            (2, "needs --uplink", "--network", "egress"),
            (2, "are for --network egress", "--allow", ALLOWED),
            (2, "are for --network egress", "--network", "loopback", "--network-send-rate", "1MB"),
            (2, "metadata", *egress, "--allow", "169.254.169.254:80"),
            (2, "each host's own", *egress, "--allow", "127.0.0.1:80"),
            (2, "runs' own addresses", *egress, "--allow", "198.19.0.3:80"),
            (2, "is not ADDRESS:PORT", *egress, "--allow", "example.org"),
            (2, "egress.uplink_address", "--network", "egress", "--uplink", "10.200.0.1/24"),
            (2, "network_rates.send_bytes", *egress, "--network-send-rate", "1kB"),
            (2, "/nowhere", *egress, "--uplink-namespace", "/nowhere"),
            (2, "--network", "--network", "host"),
        ]:
            with self.subTest(flags):
                result = self.cli("run", *flags, "--", "true")
                self.assertEqual(result.code, code, result)
                self.assertIn(message, result.err)

    def test_an_uplink_is_one_servers(self):
        outside = self.outside()
        first = self.start(
            "run", *self.egress(outside), "--wall-limit", "120s", "--", "sh", "-c",
            "echo ready; sleep 120",
        )
        self.assertEqual(first.stdout.readline().strip(), b"ready")
        second = self.cli("run", *self.egress(outside), "--", "true")
        self.assertEqual(second.code, 4, second)
        self.assertIn("uplink of its own", second.err)
        first.terminate()
        first.communicate()

    def test_nothing_is_left(self):
        outside = self.outside()
        devices = outside.replace("ns/net", "net/dev")

        def uplinks():
            with open(devices, encoding="utf-8") as file:
                return re.findall(r"assay\w+", file.read())

        self.assertEqual(self.cli("run", *self.egress(outside), "--", "true").code, 0)
        process = self.start(
            "run", *self.egress(outside), "--", "sh", "-c", "echo ready; sleep 100"
        )
        self.assertEqual(process.stdout.readline().strip(), b"ready")
        self.assertEqual(len(uplinks()), 1)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        deadline = time.monotonic() + 120
        while uplinks() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(uplinks(), [])
        # The next one removes the folder of the one that was killed.
        self.assertEqual(self.cli("run", "--", "true").code, 0)


if __name__ == "__main__":
    unittest.main()
