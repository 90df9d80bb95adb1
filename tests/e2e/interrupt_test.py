"""Ctrl-C, SIGTERM, a reader that goes away, and SIGKILL: nothing stays."""

import os
import signal
import time
import unittest

from cli import APLUSB, CliTest

LOOP = os.path.join(APLUSB, "submissions/time_limit_exceeded/loop.cpp")
MARK = "87654"


def marked_processes():
    """Pids of jailed programs that have MARK on their command line."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                arguments = file.read().split(b"\0")
        except OSError:
            continue
        if arguments[0].endswith(b"sleep") and MARK.encode() in arguments:
            found.append(pid)
    return found


class InterruptTest(CliTest):
    def wait_for(self, condition):
        for _ in range(500):
            if condition():
                return
            time.sleep(0.01)
        self.fail("timed out")

    def test_signals_end_a_run(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                process = self.start("run", "--wall-limit", "60s", "--", "sleep", MARK)
                self.wait_for(marked_processes)
                process.send_signal(number)
                process.communicate(timeout=10)
                self.assertEqual(process.returncode, 128 + number)
                self.assertEqual(marked_processes(), [])

    def test_signals_end_a_judgement(self):
        process = self.start("submit", LOOP, "--problem", APLUSB, "--time-limit", "60s")
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
        self.assertEqual(process.returncode, 130, (out, err))
        self.assertEqual((out, err), (b"", b""))

    def test_signals_end_a_compilation(self):
        path = self.write("random.cpp", '#include "/dev/random"\nint main() {}')
        process = self.start("submit", path)
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
        self.assertEqual(process.returncode, 143)

    def test_a_reader_that_goes_away_ends_a_run(self):
        process = self.start("run", "--wall-limit", "60s", "--", "sh", "-c",
                             f"while :; do echo x; done; sleep {MARK}")
        process.stdout.read(2)
        process.stdout.close()
        process.wait(timeout=10)
        process.stderr.close()
        self.assertEqual(process.returncode, 141)

    def test_what_a_killed_process_leaves_is_gone_after_the_next(self):
        process = self.start("run", "--wall-limit", "60s", "--", "sleep", MARK)
        self.wait_for(marked_processes)
        process.kill()
        process.communicate(timeout=10)
        self.wait_for(lambda: not marked_processes())
        self.assertEqual(len(os.listdir(os.path.join(self.state, "run"))), 1)
        self.assertEqual(self.cli("run", "--", "/bin/true").code, 0)
        # tearDown() looks for directories, control groups and mounts.

    def test_two_at_once_do_not_disturb_each_other(self):
        processes = [self.start("run", "--", "sh", "-c", "sleep 0.3; echo x") for _ in range(4)]
        ended = [(process.communicate(timeout=30), process.returncode) for process in processes]
        for (out, err), code in ended:
            self.assertEqual((code, out), (0, b"x\n"), err)


if __name__ == "__main__":
    unittest.main()
