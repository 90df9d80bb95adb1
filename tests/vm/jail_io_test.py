"""Disks, networks and images of runs on control groups of version 2."""

import glob
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.abspath("tests/e2e"))
from image_layout import Layout, folder, link, member, tar_of  # noqa: E402
from network_peer import CLIENT, UPLINK, outside  # noqa: E402

CLI = os.path.abspath("judge/cli/sandbox_cli")
MIB = 1 << 20
DISKS = "/mnt"
# The machine is slow.
LIMITS = ["--time-limit", "60s", "--wall-limit", "120s"]

WRITE = """
import mmap, os, sys, time
fd = os.open("/work/file", os.O_WRONLY | os.O_CREAT | (os.O_DIRECT if sys.argv[1] == "direct" else 0))
block = mmap.mmap(-1, 1 << 18)
start = time.monotonic()
for _ in range(16):
    os.writev(fd, [block])
os.fsync(fd)
print(time.monotonic() - start)
"""


def setUpModule():
    # The guest's root file system is an overlay, whose changes are in memory.
    image = tempfile.mkstemp(dir="/tmp")[1]
    os.truncate(image, 256 * MIB)
    mke2fs = ["/usr/sbin/mke2fs", "-q", "-F", "-t", "ext4", image]
    subprocess.run(mke2fs, check=True, stdin=subprocess.DEVNULL)
    subprocess.run(["mount", "-o", "loop", image, DISKS], check=True)


def loop_devices():
    return {path for path in glob.glob("/sys/block/loop*") if len(os.path.basename(path)) > 8}


class JailIoTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.environment = dict(os.environ, ASSAY_STATE_DIR=os.path.join(self.folder, "state"))

    def tearDown(self):
        self.assertEqual(loop_devices(), set())
        self.assertEqual(glob.glob("/sys/fs/cgroup/assay/*-*/"), [])

    def run_jail(self, *arguments):
        return subprocess.run(
            [CLI, *arguments], capture_output=True, text=True, timeout=300, check=False,
            env=self.environment, stdin=subprocess.DEVNULL,
        )

    def report(self, flags, *program):
        result = self.run_jail("run", "--format", "json", *LIMITS, *flags, "--", *program)
        self.assertEqual(result.returncode, 0, result)
        return json.loads(result.stdout)

    def disk(self, *flags):
        return ["--work-disk", "--disk-directory", DISKS, "--work-size", "16MiB", *flags]

    def test_a_disk_is_held_back_and_counted(self):
        for kind in ("direct", "buffered"):
            with self.subTest(kind):
                report = self.report(
                    self.disk("--disk-write-rate", "1MiB/s"), "python3", "-c", WRITE, kind
                )
                self.assertGreater(float(report["standardOutput"]), 3)
                written = int(report["usage"]["disk"]["writeBytes"])
                self.assertGreaterEqual(written, 4 * MIB)
                self.assertLess(written, 6 * MIB)
        free = self.report(self.disk(), "python3", "-c", WRITE, "direct")
        self.assertLess(float(free["standardOutput"]), 3)

    def test_a_disk_ends_at_its_size(self):
        report = self.report(
            self.disk("--work-files", "100"), "sh", "-c",
            "head -c 30000000 /dev/zero > /work/file; stat -c %s /work/file; df --output=itotal /work",
        )
        lines = report["standardOutput"].split()
        self.assertGreaterEqual(int(lines[0]), 16 * MIB)
        self.assertLess(int(lines[0]), 18 * MIB)
        self.assertLess(int(lines[-1]), 300)

    def test_a_directory_without_nameless_files_is_told(self):
        result = self.run_jail("run", "--work-disk", "--", "true")
        self.assertEqual(result.returncode, 4, result)
        self.assertIn("O_TMPFILE", result.stderr)
        self.assertIn("name a directory on ext4", result.stderr)

    def test_loopback_and_egress(self):
        code = (
            "import socket, threading\n"
            "listener = socket.create_server(('127.0.0.1', 0))\n"
            "threading.Thread(target=lambda: listener.accept()[0].sendall(b'hello')).start()\n"
            "print(socket.create_connection(listener.getsockname()).recv(5).decode())\n"
        )
        report = self.report(["--network", "loopback"], "python3", "-c", code)
        self.assertEqual(report["standardOutput"], "hello\n")
        self.assertGreater(int(report["usage"]["network"]["sentBytes"]), 0)
        allowed = f"{UPLINK}:8000"
        report = self.report(
            ["--network", "egress", "--uplink", f"{UPLINK}/30", "--uplink-namespace", outside(self),
             "--allow", allowed],
            "python3", "-c", CLIENT, allowed, f"{UPLINK}:9000", "169.254.169.254:80",
        )
        lines = report["standardOutput"].splitlines()
        self.assertEqual(lines[0], f"{allowed} hello")
        for line in lines[1:]:
            self.assertRegex(line, r" (ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$")

    def test_an_image_with_a_disk(self):
        layout = Layout(os.path.join(self.folder, "image"))
        with open("/sbin/ldconfig", "rb") as file:
            program = file.read()
        layout.add(
            [tar_of([folder("usr"), link("bin", "usr"), member("usr/program", data=program, mode=0o755)])]
        )
        imported = self.run_jail("image", "import", f"oci:{layout.path}", "small")
        self.assertEqual(imported.returncode, 0, imported)
        report = self.report(self.disk("--image", "small"), "/bin/program", "--version")
        self.assertIn("ldconfig", report["standardOutput"])
        self.assertIn("disk", report["usage"])


if __name__ == "__main__":
    unittest.main()
