"""`sandbox_cli run --work-disk`: a work directory on a disk, its size, its rates, and its end."""

import signal
import time
import unittest

from cli import CliTest
from leftovers import loop_devices

MIB = 1 << 20


def wait_until(condition):
    """Patient: what is waited for happens on a busy host, too, or never."""
    deadline = time.monotonic() + 120
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


class DiskTest(CliTest):
    def setUp(self):
        super().setUp()
        self.before = loop_devices()

    def tearDown(self):
        left = lambda: set(loop_devices()) - set(self.before)
        self.assertTrue(wait_until(lambda: not left()), f"loop devices left: {left()}")
        super().tearDown()

    def python(self, code, *flags):
        """A run of Python code with /work on disk; its report."""
        result = self.cli(
            "run", "--format", "json", "--work-disk", *flags, "--", "python3", "-c", code
        )
        self.assertEqual(result.code, 0, result)
        return result.json

    def test_size_and_number_of_files(self):
        code = """
import errno, os
room = os.statvfs("/work")
print(room.f_bavail * room.f_bsize, room.f_favail)
written = 0
parts = []
try:
    while True:
        parts.append(f"/work/part{len(parts)}")
        with open(parts[-1], "wb", buffering=0) as file:
            for _ in range(64):
                written += file.write(bytes(1 << 16))
except OSError as error:
    print(errno.errorcode[error.errno])
print(written)
for part in parts:
    os.remove(part)
count = 0
try:
    while True:
        open(f"/work/{count}", "w").close()
        count += 1
except OSError as error:
    print(errno.errorcode[error.errno])
print(count, os.listdir("/work").count("lost+found"))
"""
        for size, files in [(16 * MIB, 500), (300 * MIB, 4096)]:
            report = self.python(
                code, "--work-size", f"{size}B", "--work-files", str(files), "--memory-limit",
                "128MiB"
            )
            words = report["standardOutput"].split()
            self.assertEqual(words[2], "ENOSPC", report)
            for room in (int(words[0]), int(words[3])):
                self.assertGreaterEqual(room, size)
                self.assertLessEqual(room, size * 1.04 + MIB)
            self.assertEqual(words[4], "ENOSPC", report)
            for count in (int(words[1]), int(words[5])):
                self.assertGreaterEqual(count, files)
                self.assertLessEqual(count, files * 1.04 + 200)
            self.assertEqual(words[6], "0")

    def test_reports_what_was_done(self):
        report = self.python(
            """
import mmap, os
with open("/work/file", "wb") as file:
    file.write(os.urandom(8 << 20))
    file.flush()
    os.fsync(file.fileno())
# Past what is in memory.
fd = os.open("/work/file", os.O_RDONLY | os.O_DIRECT)
print(os.readv(fd, [mmap.mmap(-1, 8 << 20)]))
"""
        )
        disk = report["usage"]["disk"]
        self.assertEqual(report["standardOutput"], f"{8 * MIB}\n")
        for key in ("readBytes", "writeBytes"):
            self.assertGreaterEqual(int(disk[key]), 8 * MIB)
            self.assertLess(int(disk[key]), 10 * MIB)
        self.assertGreater(int(disk["readOperationCount"]), 0)
        self.assertGreater(int(disk["writeOperationCount"]), 0)
        text = self.cli("run", "--work-disk", "--", "true")
        self.assertRegex(text.err, r"  disk read \d+\.\d MiB in \d+, written \d+\.\d MiB in \d+\n$")
        self.assertNotIn("disk", self.cli("run", "--", "true").err)

    def test_does_no_faster_than_its_rates(self):
        # A lower bound of the time holds on any host. The upper one is tests/bench/rates' business.
        write = """
import mmap, os, time
start = time.monotonic()
fd = os.open("/work/file", os.O_WRONLY | os.O_CREAT)
for i in range(16):
    os.write(fd, bytes(1 << 18))
os.fsync(fd)
print(time.monotonic() - start)
start = time.monotonic()
fd = os.open("/work/file", os.O_RDONLY | os.O_DIRECT)
while os.readv(fd, [mmap.mmap(-1, 1 << 18)]): pass
print(time.monotonic() - start)
"""
        report = self.python(write, "--disk-write-rate", "2MB/s", "--wall-limit", "60s")
        self.assertGreater(float(report["standardOutput"].split()[0]), 1.5, report)
        self.assertEqual(report["limits"]["diskWriteBytesPerSecond"], "2000000")
        report = self.python(write, "--disk-read-rate", "2MB/s", "--wall-limit", "60s")
        self.assertGreater(float(report["standardOutput"].split()[1]), 1.5, report)
        report = self.python(
            """
import os, time
start = time.monotonic()
fd = os.open("/work/file", os.O_WRONLY | os.O_CREAT)
for i in range(100):
    os.write(fd, b"x")
    os.fsync(fd)
print(time.monotonic() - start)
""",
            "--disk-write-ops", "50", "--wall-limit", "60s",
        )
        self.assertGreater(float(report["standardOutput"]), 1.5, report)

    def test_a_held_back_program_can_be_killed(self):
        # Its write waits for minutes in the kernel.
        code = """
import mmap, os
fd = os.open("/work/file", os.O_WRONLY | os.O_CREAT | os.O_DIRECT)
os.write(fd, mmap.mmap(-1, 64 << 20))
"""
        result = self.cli(
            "run", "--format", "json", "--work-disk", "--disk-write-rate", "100kB/s",
            "--wall-limit", "2s", "--", "python3", "-c", code
        )
        self.assertEqual(result.json["outcome"], {"limitExceeded": {"limit": "LIMIT_WALL_TIME"}})

    def test_refuses_what_cannot_be(self):
        for code, message, *flags in [
            (4, "has no disk to limit", "--disk-write-rate", "20MB/s"),
            (4, "is in memory (tmpfs)", "--work-disk", "--disk-directory", "/dev/shm"),
            (4, "/nowhere", "--work-disk", "--disk-directory", "/nowhere"),
            (2, "disk_rates.write_bytes", "--work-disk", "--disk-write-rate", "1kB/s"),
            (2, "disk_rates.read_operations", "--work-disk", "--disk-read-ops", "9"),
            (2, "--disk-write-rate", "--work-disk", "--disk-write-rate", "fast"),
            (2, "work_bytes", "--work-disk", "--work-size", "1B"),
            (4, "No space left", "--work-disk", "--work-size", "1000GiB"),
        ]:
            with self.subTest(flags):
                result = self.cli("run", *flags, "--", "true")
                self.assertEqual(result.code, code, result)
                self.assertIn(message, result.err)

    def test_nothing_is_left_of_a_killed_cli(self):
        process = self.start(
            "run", "--work-disk", "--disk-write-rate", "1MB/s", "--wall-limit", "300s", "--",
            "sh", "-c", "dd if=/dev/zero of=/work/file bs=1M count=8; echo ready; sleep 300",
        )
        # dd says how much it has written.
        process.stderr.readline()
        used = lambda: {
            name for name, has_file in loop_devices().items()
            if has_file and name not in self.before
        }
        self.assertTrue(used())
        process.send_signal(signal.SIGKILL)
        process.communicate()
        self.assertTrue(wait_until(lambda: not used()), f"in use: {used()}")
        # The next one removes the device, and what the control group says of it.
        self.assertEqual(self.cli("run", "--work-disk", "--", "true").code, 0)


if __name__ == "__main__":
    unittest.main()
