"""A thousand runs in an image leave nothing behind, nor do those that are killed."""

import os
import signal
import unittest

from cli import CliTest
from image_layout import Layout, folder, link, member, tar_of

RUNS = 1000


class ImageManyTest(CliTest):
    def mounts(self):
        with open("/proc/self/mountinfo", encoding="utf-8") as file:
            return sorted(line.split(" ", 2)[2] for line in file)

    def test_nothing_stays_mounted(self):
        layout = Layout(os.path.join(self.folder, "image"))
        with open("/bin/busybox" if os.path.exists("/bin/busybox") else "/sbin/ldconfig", "rb") as file:
            program = file.read()
        # Of a static program and some folders.
        layout.add(
            [tar_of([folder("usr"), folder("etc"), member("etc/a"), folder("opt"), link("bin", "usr"),
                     member("usr/program", data=program, mode=0o755)])]
        )
        self.assertEqual(self.cli("image", "import", f"oci:{layout.path}", "many").code, 0)
        before = self.mounts()
        for i in range(RUNS):
            flags = ["run", "--image", "many", "--", "/bin/program", "--help"]
            if i % 10 == 0:
                # At any point of its life.
                process = self.start(*flags)
                try:
                    process.wait(timeout=i / RUNS * 0.1)
                except Exception:  # pylint: disable=broad-except
                    process.send_signal(signal.SIGKILL)
                process.communicate()
                continue
            result = self.cli(*flags)
            self.assertEqual(result.code, 0, result)
        self.assertEqual(self.mounts(), before)
        # Removes what the killed ones have left.
        self.assertEqual(self.cli("run", "--", "true").code, 0)
        self.assertEqual(self.cli("image", "remove", "many").code, 0)


if __name__ == "__main__":
    unittest.main()
