"""Runs sandbox_cli with one system call of its processes made to fail, and says what came of it."""

import dataclasses
import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../attacks"))
# pylint: disable=wrong-import-position
import host as hosts

# Of judge/cli/exit_code.h.
EXIT_HOST = 4
TIMEOUT_SECONDS = 150
# No run can hold memory once it is over but by what is compared one by one.
MEMORY_TOLERANCE_KIB = 4 << 20
# A program whose end and output are nobody else's.
PROGRAM = ("/bin/sh", "-c", "echo out; exit 7")


@dataclasses.dataclass(frozen=True)
class Call:
    """One of the system calls of a run: the `number`th of its name in processes of that role."""

    role: str
    name: str
    number: int
    about: str


@dataclasses.dataclass(frozen=True)
class Fault:
    """What is done to a call: an errno by name, "kill" or "freeze"."""

    role: str
    call: str
    number: int
    action: str
    # A regular expression: only calls on such objects are counted.
    about: str = ""
    and_later: bool = False

    def __str__(self):
        return f"{self.role} {self.call} {self.number} {self.action}"

    def arguments(self):
        number = f"{self.number}+" if self.and_later else str(self.number)
        action = str(getattr(errno, self.action, self.action))
        return ["--fault", self.role, self.call, self.about, number, action]


class Result:
    """A finished sandbox_cli, and what the injector saw."""

    def __init__(self, process, report):
        self.code = process.returncode
        self.out = process.stdout.decode(errors="backslashreplace")
        self.err = process.stderr.decode(errors="backslashreplace")
        self.events = [line.split("\t") for line in report.splitlines()]

    @property
    def hit(self):
        """Whether the call to fail was made at all."""
        return any(event[0] == "fault" for event in self.events)

    @property
    def calls(self):
        return [
            Call(event[1], event[2], int(event[3]), event[4])
            for event in self.events
            if event[0] == "call"
        ]

    @property
    def mischief(self):
        """Hangs, crashes and survivors, as lines."""
        return [" ".join(event) for event in self.events if event[0] in ("hang", "left", "signal")]

    @property
    def outcome(self):
        """The program's end and output, or the verdict; None where there is no report."""
        try:
            report = json.loads(self.out)
        except ValueError:
            return None
        fields = ("verdict", "outcome", "standardOutput", "standardError", "message")
        return [report.get(field) for field in fields]

    @property
    def error(self):
        """The one line of an infrastructure error without its prefix, or None."""
        prefix = "sandbox_cli: "
        one_line = self.err.startswith(prefix) and self.err.count("\n") == 1
        if self.code != EXIT_HOST or self.out or not one_line:
            return None
        return self.err[len(prefix) : -1]

    def __repr__(self):
        return f"exit code {self.code}, events {self.events[-3:]}\n{self.out}\n{self.err}"


class Laboratory:
    """A state folder of its own, and what the host was like before."""

    def __init__(self, injector, cli):
        hosts.become_subreaper()
        self.cli = os.path.realpath(cli)
        self.folder = tempfile.mkdtemp(prefix="assay-faults-")
        self.injector = os.path.abspath(injector)
        self.state = os.path.join(self.folder, "state")
        # There are no files that a fault could change.
        nothing = os.path.join(self.folder, "nothing")
        os.mkdir(nothing)
        self.environment = dict(os.environ, ASSAY_STATE_DIR=self.state)
        self.pids = []
        self.submission = os.path.join(self.folder, "program.c")
        with open(self.submission, "w", encoding="utf-8") as file:
            file.write("int main() { return 0; }\n")
        # The first run makes the state folder.
        self.run(self.run_command())
        self.host = hosts.Host(
            self.folder, nothing, self.state, nothing, MEMORY_TOLERANCE_KIB
        )

    def close(self):
        shutil.rmtree(self.folder)

    @staticmethod
    def run_command(*options, program=PROGRAM):
        return ("run", "--policy", "run", "--format", "json", *options, "--", *program)

    def run(self, command, fault=None):
        """Runs sandbox_cli to its end."""
        report = os.path.join(self.folder, "report")
        process = subprocess.run(
            [
                self.injector, "--report", report, *(fault.arguments() if fault else []),
                "--", self.cli, *command,
            ],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_SECONDS, check=False,
            env=self.environment, cwd=self.folder,
        )
        result = Result(process, hosts.read(report))
        self.pids += [event[1] for event in result.events if event[0] == "command"]
        return result

    def submit_command(self):
        # A compilation that is kept would leave no compiler to fail.
        return ("submit", self.submission, "--no-compile-cache", "--format", "json")

    @staticmethod
    def wrong(result, normal):
        """What is wrong with the end of a run that had to fail, or to end as usual; as lines."""
        if result.error is None and result.outcome != normal.outcome:
            unusual = f"neither an infrastructure error nor the usual outcome: {result}"
            return [*result.mischief, unusual]
        return result.mischief

    def left(self):
        """What the last two runs have left, as lines."""
        return self.host.differences(self.pids[-2:])
