"""nsjail, in its mode for one run."""

import os

from adaptors import control_group
from peer import ALL_NAMESPACES, NONE, Barriers, Peer, command, commands, find_program
from program import CPU_SECONDS, MEMORY_BYTES, TASK_COUNT, UID, WALL_SECONDS

CONTROLLERS = {"mem": "memory", "pids": "pids", "cpu": "cpu"}


class Nsjail(Peer):
    name = "nsjail"
    barriers = Barriers(ALL_NAMESPACES, "memory, pids, cpu quota", NONE, "fresh")

    def __init__(self):
        self._group = f"assay-peers-{os.getpid()}-nsjail"

    def contender(self, program, folder, slots):
        argv = [find_program("nsjail"), "--mode", "o", "--really_quiet", "--cwd", "/work"]
        argv += ["--user", str(UID), "--group", str(UID), "--time_limit", str(WALL_SECONDS)]
        argv += ["--rlimit_as", "inf", "--rlimit_cpu", str(CPU_SECONDS)]
        argv += ["--disable_proc", "--iface_no_lo", "--tmpfsmount", "/work"]
        argv += ["--cgroup_mem_max", str(MEMORY_BYTES), "--cgroup_pids_max", str(TASK_COUNT)]
        argv += ["--cgroup_cpu_ms_per_sec", "1000"]
        if control_group.is_v2():
            argv.append("--use_cgroupv2")
        else:
            control_group.make_group(self._group, CONTROLLERS.values())
            for option, controller in CONTROLLERS.items():
                argv += [f"--cgroup_{option}_mount", f"{control_group.ROOT}/{controller}"]
                argv += [f"--cgroup_{option}_parent", self._group]
        argv += ["--bindmount_ro", f"{program.host_path}:{program.jail_path}"]
        for path in program.folders:
            argv += ["--bindmount_ro", path]
        for path, target in program.links:
            argv += ["--symlink", f"{target}:{path}"]
        return commands(command(*argv, "--", program.jail_path))

    def close(self):
        control_group.remove_group(self._group)
