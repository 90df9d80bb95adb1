"""isolate: a run is a sandbox made, used and removed, three commands of it."""

import os
import shutil
import subprocess

from peer import NONE, Barriers, Peer, command, commands, find_program
from program import CPU_SECONDS, MEMORY_BYTES, TASK_COUNT, WALL_SECONDS

NAMESPACES = "pid mnt net ipc"


class Isolate(Peer):
    name = "isolate"
    barriers = Barriers(NAMESPACES, "memory, cpu time", NONE, "fresh")

    def __init__(self):
        self._binary = None
        self._slots = 0
        self._options = []

    def contender(self, program, folder, slots):
        self._binary = find_program("isolate")
        self._slots = slots
        self._choose_control_groups()
        shutil.copy(program.host_path, os.path.join(folder, program.name))
        base = [self._binary, *self._options, "--box-id={slot}"]
        run = [f"--time={CPU_SECONDS}", f"--wall-time={WALL_SECONDS}", f"--processes={TASK_COUNT}"]
        if self._options:
            run.append(f"--cg-mem={MEMORY_BYTES >> 10}")
        run += ["--silent", f"--dir=bench={folder}"]
        return commands(
            {"argv": [*base, "--init"]},
            command(*base, *run, "--run", "--", f"/bench/{program.name}"),
            {"argv": [*base, "--cleanup"]},
        )

    def close(self):
        for slot in range(self._slots):
            self._call(f"--box-id={slot}", "--cleanup")

    def _choose_control_groups(self):
        """Without groups where this isolate cannot use the host's, as the table then says."""
        self._options = ["--cg"]
        if self._call("--init") != 0:
            self._options = []
            self.barriers = Barriers(NAMESPACES, f"{NONE} (--cg fails here)", NONE, "fresh")
        else:
            self._call("--cleanup")

    def _call(self, *arguments):
        argv = [self._binary, *self._options, *arguments]
        return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True).returncode
