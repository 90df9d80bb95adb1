"""The programs that are measured, and the limits that contenders get as far as they know them."""

import dataclasses
import os

MEMORY_BYTES = 256 << 20
TASK_COUNT = 64
CPU_SECONDS = 1
WALL_SECONDS = 10
# Inside a jail.
UID = 1000


@dataclasses.dataclass(frozen=True)
class Program:
    """A program as the host has it, and what a root filesystem must hold for it."""

    name: str
    title: str
    host_path: str
    standard_input: str = ""
    expected_output: str = ""
    # Host folders that are shown at the same path.
    folders: tuple = ()
    # (path, target)
    links: tuple = ()

    @property
    def jail_path(self):
        return f"/box/{self.name}"


def measured_programs(binaries):
    """The programs, from a folder laid out as Bazel's output."""
    return [
        Program(
            name="return0",
            title="static C, return 0",
            host_path=os.path.realpath(os.path.join(binaries, "judge/cli/return0")),
        ),
        Program(
            name="aplusb",
            title="A+B in C++, dynamic, iostream",
            host_path=os.path.realpath(os.path.join(binaries, "tests/bench/peers/aplusb")),
            standard_input="1 2\n",
            expected_output="3\n",
            folders=("/usr/lib/x86_64-linux-gnu", "/usr/lib64"),
            links=(("/lib", "usr/lib"), ("/lib64", "usr/lib64")),
        ),
    ]
