"""How exactly runs are held back: a disk and a network, at a rate, for some seconds each.

    tests/bench/rates/run [--rate BYTES] [--seconds N] [--repeats N] [--cli PATH]

Prints a line for each way of writing, reading, sending and receiving, with what the program did in
a second by its own clock: the median of the repeats, how far that is from the rate, and the least
and the most. Exits with 1 when a median is more than a tenth off. Needs root, and a quiet host.
"""

import argparse
import json
import statistics
import subprocess
import sys

WRITE = """
import mmap, os, sys, time
kind, rate, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
flags = os.O_WRONLY | os.O_CREAT | (os.O_DIRECT if kind == "direct" else 0)
fd = os.open("/work/file", flags)
block = mmap.mmap(-1, 1 << 18)
block.write(b"x" * len(block))
done = 0
start = time.monotonic()
while done < rate * seconds:
    done += os.writev(fd, [block])
    if kind == "each-fsync": os.fsync(fd)
if kind == "fsync": os.fsync(fd)
print(done / (time.monotonic() - start))
"""

READ = """
import mmap, os, sys, time
kind, rate, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
# The file is made first, which nothing holds back, past what is in memory.
fd = os.open("/work/file", os.O_RDWR | os.O_CREAT | os.O_DIRECT)
block = mmap.mmap(-1, 1 << 20)
size = 0
while size < rate * seconds:
    size += os.writev(fd, [block])
os.close(fd)
fd = os.open("/work/file", os.O_RDONLY | (os.O_DIRECT if kind == "direct" else 0))
done = 0
start = time.monotonic()
while True:
    count = os.readv(fd, [block])
    if count == 0: break
    done += count
print(done / (time.monotonic() - start))
"""

OPERATIONS = """
import mmap, os, sys, time
kind, rate, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
fd = os.open("/work/file", os.O_RDWR | os.O_CREAT | os.O_DIRECT)
block = mmap.mmap(-1, 4096)
count = int(rate * seconds)
if kind == "read":
    os.writev(fd, [mmap.mmap(-1, 1 << 20)])
start = time.monotonic()
for i in range(count):
    offset = i % 256 * 4096
    if kind == "read": os.preadv(fd, [block], offset)
    else: os.pwritev(fd, [block], offset)
print(count / (time.monotonic() - start))
"""

# The network of a run that is over is gone, with whatever its connections had still to say: each has
# a thread that may wait for ever.
SERVER = """
import socket, threading
listener = socket.create_server(("", 8000))
print("ready", flush=True)
block = bytes(1 << 16)
def serve(connection):
    kind = connection.recv(1)
    try:
        while kind == b"s" and connection.recv(1 << 16): pass
        while kind == b"r": connection.sendall(block)
    except OSError: pass
    connection.close()
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""

NETWORK = """
import socket, sys, time
kind, rate, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
connection = socket.create_connection(("10.200.0.1", 8000))
connection.sendall(kind[:1].encode())
block = bytes(1 << 16)
done = 0
start = time.monotonic()
while done < rate * seconds:
    if kind == "send":
        connection.sendall(block)
        done += len(block)
    else:
        done += len(connection.recv(1 << 16))
print(done / (time.monotonic() - start))
"""


def run(cli, flags, code, *arguments):
    """What the program measured."""
    result = subprocess.run(
        [cli, "run", "--format", "json", "--time-limit", "60s", "--wall-limit", "300s", *flags,
         "--", "python3", "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False,
    )
    report = json.loads(result.stdout)
    if report["outcome"] != {"exited": {"exitCode": 0}}:
        sys.exit(f"{flags}: {report['outcome']}: {report['standardError']}")
    return float(report["standardOutput"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=20_000_000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--cli", default="bazel-bin/judge/cli/sandbox_cli")
    options = parser.parse_args()
    rate = options.rate
    disk = ["--work-disk", "--work-size", "1GiB"]
    server = subprocess.Popen(
        ["unshare", "--net", sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True
    )
    server.stdout.readline()
    network = ["--network", "egress", "--uplink", "10.200.0.1/30", "--allow", "10.200.0.1:8000",
               "--uplink-namespace", f"/proc/{server.pid}/ns/net"]
    cases = [
        ("write, O_DIRECT", WRITE, "direct", [*disk, "--disk-write-rate", f"{rate}B"]),
        ("write, fsync at the end", WRITE, "fsync", [*disk, "--disk-write-rate", f"{rate}B"]),
        ("write, fsync each", WRITE, "each-fsync", [*disk, "--disk-write-rate", f"{rate}B"]),
        ("write, buffered", WRITE, "buffered", [*disk, "--disk-write-rate", f"{rate}B"]),
        ("read, O_DIRECT", READ, "direct", [*disk, "--disk-read-rate", f"{rate}B"]),
        ("read, buffered", READ, "buffered", [*disk, "--disk-read-rate", f"{rate}B"]),
        ("send, TCP", NETWORK, "send", [*network, "--network-send-rate", f"{rate}B"]),
        ("receive, TCP", NETWORK, "receive", [*network, "--network-receive-rate", f"{rate}B"]),
    ]
    operations = 500
    cases += [
        ("write operations", OPERATIONS, "write", [*disk, "--disk-write-ops", str(operations)]),
        ("read operations", OPERATIONS, "read", [*disk, "--disk-read-ops", str(operations)]),
    ]
    good = True
    try:
        for name, code, kind, flags in cases:
            wanted = operations if code is OPERATIONS else rate
            scale = 1 if code is OPERATIONS else 1e6
            got = sorted(
                run(options.cli, flags, code, kind, wanted, options.seconds) / scale
                for _ in range(options.repeats)
            )
            median = statistics.median(got)
            off = median * scale / wanted - 1
            good = good and abs(off) <= 0.1
            unit = "per second" if code is OPERATIONS else "MB/s"
            print(
                f"{name:24} {median:8.2f} {unit:10}  {off:+7.1%}  {got[0]:.2f} to {got[-1]:.2f}",
                flush=True,
            )
    finally:
        server.kill()
        server.communicate()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
