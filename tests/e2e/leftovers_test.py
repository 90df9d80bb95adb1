"""Runs in images, with disks and with networks leave nothing behind, nor do those that are killed.

    leftovers_test.py [FACTOR]

FACTOR multiplies the numbers of runs: 10 makes a thousand of each.
"""

import os
import signal
import subprocess
import sys
import time
import unittest

from cli import CliTest
from image_layout import Layout, folder, link, member, tar_of
from leftovers import Leftovers
from network_peer import UPLINK, outside

FACTOR = int(sys.argv.pop()) if sys.argv[-1].isdigit() else 1
RUNS = 100 * FACTOR
KILLED = 40 * FACTOR
DISK = ["--work-disk", "--work-size", "32MiB", "--disk-write-rate", "100MB/s"]


class LeftoversTest(CliTest):
    def setUp(self):
        super().setUp()
        layout = Layout(os.path.join(self.folder, "image"))
        # Of a static program and some folders.
        with open("/sbin/ldconfig", "rb") as file:
            program = file.read()
        layout.add(
            [tar_of([folder("usr"), folder("etc"), member("etc/a"), folder("opt"), link("bin", "usr"),
                     member("usr/program", data=program, mode=0o755)])]
        )
        self.assertEqual(self.cli("image", "import", f"oci:{layout.path}", "many").code, 0)
        self.image = ["--image", "many"]
        self.egress = ["--network", "egress", "--uplink", f"{UPLINK}/30", "--uplink-namespace",
                       outside(self), "--allow", f"{UPLINK}:8000"]
        # Whatever the first run makes for good.
        self.run_many([self.image, [*DISK, *self.egress]], 2)
        self.leftovers = Leftovers()

    def run_many(self, kinds, count):
        for i in range(count):
            flags = kinds[i % len(kinds)]
            program = ["/bin/program", "--version"] if self.image[0] in flags else [
                "/bin/sh", "-c", "echo x > /work/file"
            ]
            result = self.cli("run", *flags, "--", *program)
            self.assertEqual(result.code, 0, result)

    def check(self, what, count, start):
        print(f"{count} {what}: {time.monotonic() - start:.1f} s", flush=True)
        self.assertEqual(self.leftovers.wait(self.pids), [])

    def test_images(self):
        start = time.monotonic()
        self.run_many([self.image, [*self.image, "--network", "loopback"]], RUNS)
        self.check("runs in an image", RUNS, start)
        self.assertEqual(self.cli("image", "remove", "many").code, 0)

    def test_disks_and_networks(self):
        start = time.monotonic()
        self.run_many(
            [[*DISK, "--network", "loopback"], [*DISK, *self.egress], [*self.image, *DISK]], RUNS
        )
        self.check("runs with disks and networks", RUNS, start)

    def test_killed(self):
        flags = ["run", *self.image, *DISK, *self.egress, "--", "/bin/program", "--version"]
        start = time.monotonic()
        self.assertEqual(self.cli(*flags).code, 0)
        whole = time.monotonic() - start
        in_time = 0
        for i in range(KILLED):
            process = self.start(*flags)
            try:
                # At any point of its life.
                process.wait(timeout=whole * i / KILLED)
                in_time += 1
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
            process.communicate()
            # The next one takes over the uplink, and may find the device of the last one.
        self.assertLess(in_time, KILLED / 2)
        # Removes what is only empty by now: control groups, loop devices.
        self.run_many([DISK], 1)
        self.check(f"runs that were killed but for {in_time}", KILLED, start)
        self.assertEqual(self.cli("image", "remove", "many").code, 0)


if __name__ == "__main__":
    unittest.main()
