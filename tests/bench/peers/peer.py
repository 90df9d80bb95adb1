"""What an adaptor is."""

import dataclasses
import os
import shutil

# Of a person's shell: where Debian and local builds put programs for root.
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Absent(Exception):
    """The peer is not on this host, with the reason: it is left out."""


@dataclasses.dataclass(frozen=True)
class Barriers:
    """What stands between the program and the host: a fast peer may be one without a fence."""

    # All of: user pid mnt net ipc uts cgroup, or fewer.
    namespaces: str
    cgroups: str
    seccomp: str
    # "fresh" or "reused"
    jail: str


ALL_NAMESPACES = "all 7"
NONE = "–"


class Peer:
    """One way to run a program. Subclasses set `name` and `barriers`.

    `folder` is the adaptor's own: empty, readable for every user, removed afterwards.
    """

    name = ""
    barriers = Barriers(NONE, NONE, NONE, "fresh")

    def contender(self, program, folder, slots):
        """The `Contender` of v1/plan.proto, without its name. `slots`: the most runs in flight.

        Raises Absent.
        """
        raise NotImplementedError

    def close(self):
        """Removes what contender() and the runs left on the host. May be called more than once."""


def find_program(name):
    """The absolute path of a program. Raises Absent."""
    path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{PATH}")
    if path is None:
        raise Absent("not on PATH")
    return os.path.abspath(path)


def command(*argv, **fields):
    """A Command that runs the measured program."""
    return {"argv": list(argv), "runs_program": True, **fields}


def commands(*steps):
    return {"commands": {"steps": list(steps)}}
