"""bubblewrap: it has no limits of its own, and takes a seccomp filter ready-made."""

import os

from adaptors.assay import POLICY
from peer import ALL_NAMESPACES, NONE, Barriers, Peer, command, commands, find_program
from program import UID

SECCOMP_FD = 9


class Bubblewrap(Peer):
    name = "bubblewrap"
    barriers = Barriers(ALL_NAMESPACES, NONE, "allow-list", "fresh")

    def __init__(self, driver):
        self._driver = driver

    def contender(self, program, folder, slots):
        binary = find_program("bwrap")
        filter_path = os.path.join(folder, "seccomp.bpf")
        with open(filter_path, "wb") as file:
            file.write(self._driver.seccomp_program(POLICY))
        argv = [binary, "--unshare-all", "--unshare-user", "--uid", str(UID), "--gid", str(UID)]
        argv += ["--die-with-parent", "--new-session", "--clearenv", "--setenv", "PATH", "/usr/bin"]
        argv += ["--cap-drop", "ALL", "--dev", "/dev", "--tmpfs", "/work", "--chdir", "/work"]
        argv += ["--ro-bind", program.host_path, program.jail_path]
        for path in program.folders:
            argv += ["--ro-bind", path, path]
        for path, target in program.links:
            argv += ["--symlink", target, path]
        argv += ["--seccomp", str(SECCOMP_FD), "--", program.jail_path]
        return commands(command(*argv, inherited_path=filter_path, inherited_fd=SECCOMP_FD))
