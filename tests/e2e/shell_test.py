"""`sandbox_cli shell`: a terminal of its own for a jail, on ours."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
import unittest

from cli import CLI, CliTest


class Terminal:
    """sandbox_cli shell, and the person at its terminal."""

    def __init__(self, test, *arguments, size=(24, 80)):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(test.folder)
            os.execve(CLI, [CLI, "shell", *arguments], dict(test.environment, TERM="dumb"))
        test.pids.append(self.pid)
        self.shown = ""
        self.resize(*size)

    def resize(self, rows, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def modes(self):
        return termios.tcgetattr(self.fd)

    def type(self, text):
        os.write(self.fd, text.encode())

    def read(self, timeout):
        if not select.select([self.fd], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.shown += data.decode(errors="replace")
        return bool(data)

    def wait_for(self, pattern):
        """What is shown up to the pattern, which is then not looked for again."""
        deadline = time.monotonic() + 60
        while (match := re.search(pattern, self.shown)) is None:
            if not self.read(max(0, deadline - time.monotonic())):
                raise AssertionError(f"no {pattern!r} in {self.shown!r}")
        before, self.shown = self.shown[: match.end()], self.shown[match.end() :]
        return before

    def end(self):
        """The exit code."""
        while self.read(60):
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


class ShellTest(CliTest):
    def test_a_session(self):
        terminal = Terminal(self, size=(33, 101))
        terminal.wait_for(r"\[jail\] ~\$ ")
        terminal.type("stty size; tty; id -u; ls /etc; echo d''one\r")
        shown = terminal.wait_for("done\r\n")
        self.assertIn("33 101\r\n", shown)
        self.assertIn("1000\r\n", shown)
        self.assertNotIn("shadow", shown)
        terminal.resize(50, 120)
        terminal.type("sleep 0.3; stty size\r")
        terminal.wait_for("50 120\r\n")
        terminal.type("exit 7\r")
        self.assertEqual(terminal.end(), 7)

    def test_job_control(self):
        terminal = Terminal(self)
        terminal.wait_for(r"\$ ")
        terminal.type("echo $-; sleep 1000\r")
        self.assertIn("m", re.search(r"\n(\w+)\r\n", terminal.wait_for(r"\n\w*m\w*\r\n")).group(1))
        time.sleep(0.5)
        terminal.type("\x1a")  # Ctrl-Z
        terminal.wait_for("Stopped")
        terminal.type("jobs; bg; fg\r")
        terminal.wait_for(r"sleep 1000 &")
        time.sleep(0.5)
        terminal.type("\x03")  # Ctrl-C ends the job and not the shell.
        terminal.wait_for(r"\$ ")
        terminal.type("echo code $?\r")
        terminal.wait_for("code 130\r\n")
        terminal.type("\x04")  # Ctrl-D
        self.assertEqual(terminal.end(), 0)

    def test_the_terminal_gets_its_modes_back(self):
        terminal = Terminal(self)
        before = terminal.modes()
        terminal.wait_for(r"\$ ")
        self.assertNotEqual(terminal.modes(), before)
        terminal.type("stty -echo; kill -9 $$\r")
        # A reader keeps the terminal's other end open for a moment: its modes can be asked for.
        while terminal.modes() != before:
            terminal.read(0.1)
        self.assertEqual(terminal.end(), 128 + 9)

    def test_a_closed_terminal_ends_the_jail(self):
        terminal = Terminal(self)
        terminal.wait_for(r"\$ ")
        terminal.type("sleep 1000\r")
        time.sleep(0.5)
        os.close(terminal.fd)
        _, status = os.waitpid(terminal.pid, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 128 + signal.SIGHUP)

    def test_limits_end_it(self):
        terminal = Terminal(self, "--wall-limit", "2s")
        terminal.wait_for("the shell was ended: wall time limit exceeded")
        self.assertEqual(terminal.end(), 1)

    def test_typing_on_another_terminal_is_denied(self):
        terminal = Terminal(self)
        terminal.wait_for(r"\$ ")
        terminal.type("python3 -c 'import fcntl; fcntl.ioctl(0, 0x5412, b\"x\")'\r")
        terminal.wait_for("the shell was ended: .*ioctl")
        self.assertEqual(terminal.end(), 1)

    def test_it_needs_a_terminal(self):
        result = self.cli("shell")
        self.assertEqual(result.code, 2, result)
        self.assertIn("needs a terminal", result.err)
        result = self.cli("shell", "--image", "none")
        self.assertEqual(result.code, 2, result)
        self.assertIn("image none:latest is not in the host's image store", result.err)


if __name__ == "__main__":
    unittest.main()
