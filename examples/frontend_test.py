"""Runs frontend.py as its README says, against a sandboxd that is killed on the way."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.abspath("tests/service"))

from daemon import ServiceTest, unittest  # noqa: E402

SLOW = "import time\ntime.sleep(2)\nprint(sum(map(int, input().split())))\n"
WRONG = "print(3)\n"


class FrontendTest(ServiceTest):
    def frontend(self, source):
        path = os.path.join(self.folder, "solution.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(source)
        return subprocess.Popen(
            [sys.executable, "-B", "examples/frontend.py", self.daemon.target, path, "python3"],
            env={**os.environ, "PYTHONPATH": os.path.abspath("tests/service/stubs")},
            stdout=subprocess.PIPE,
            text=True,
        )

    def test_tells_what_happens(self):
        out, _ = self.frontend(WRONG).communicate(timeout=60)
        lines = out.splitlines()
        self.assertEqual(lines[:3], ["queued", "compile_started", "compile_result"])
        self.assertIn("test 1: VERDICT_ACCEPTED", lines)
        self.assertIn("test 2: VERDICT_WRONG_ANSWER", lines)
        self.assertEqual(lines[-1].strip(), "VERDICT_WRONG_ANSWER")

    def test_goes_on_after_a_crash(self):
        process = self.frontend(SLOW)
        while "test_started" not in process.stdout.readline():
            self.assertIsNone(process.poll())
        self.daemon.kill()
        self.start()
        out, _ = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, out)
        self.assertIn("UNAVAILABLE: trying again", out)
        self.assertEqual(out.splitlines()[-1].strip(), "VERDICT_ACCEPTED")


if __name__ == "__main__":
    unittest.main()
