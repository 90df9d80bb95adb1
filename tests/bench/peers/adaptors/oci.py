"""crun and runc, with one bundle for each run in flight."""

import json
import os
import subprocess

from adaptors import control_group
from adaptors.assay import POLICY
from peer import ALL_NAMESPACES, Barriers, Peer, command, commands, find_program
from program import MEMORY_BYTES, TASK_COUNT, UID

LISTING = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), f"../../../../policies/seccomp/golden/{POLICY}.txt"
)
# The user namespace's range on the host.
FIRST_HOST_ID = 100000
ID_COUNT = 65536
CPU_PERIOD_US = 100000


def allowed_syscalls():
    """The calls that the policy allows, if only with some arguments."""
    with open(LISTING, encoding="utf-8") as lines:
        allowed = [line for line in lines if line.endswith(": allow\n")]
    return sorted({line.split(":")[0].split()[0] for line in allowed})


class OciRuntime(Peer):
    barriers = Barriers(ALL_NAMESPACES, "memory, pids, cpu quota", "allow-list", "fresh")
    binary = ""
    options = ()

    def __init__(self):
        self.name = self.binary
        self._group = f"assay-peers-{os.getpid()}-{self.binary}"
        self._command = None

    def contender(self, program, folder, slots):
        state = os.path.join(folder, "state")
        self._command = [find_program(self.binary), "--root", state, *self.options]
        for slot in range(slots):
            self._make_bundle(program, os.path.join(folder, f"bundle-{slot}"), slot)
        return commands(
            command(
                *self._command,
                "run",
                "--bundle",
                os.path.join(folder, "bundle-{slot}"),
                f"assay-peers-{os.getpid()}-{{run}}",
            )
        )

    def close(self):
        if self._command is None:
            return
        # What an interrupted measurement left.
        listed = subprocess.run([*self._command, "list", "--quiet"], capture_output=True, text=True)
        for container in listed.stdout.split():
            subprocess.run([*self._command, "delete", "--force", container], capture_output=True)
        control_group.remove_group(self._group)

    def _make_bundle(self, program, bundle, slot):
        binds = [(program.host_path, program.jail_path)]
        binds += [(path, path) for path in program.folders]
        root = os.path.join(bundle, "rootfs")
        # The container's root user may not make mount points in a folder of the host's root user.
        for path in ("/proc", "/dev", "/work"):
            os.makedirs(root + path)
        for host_path, path in binds:
            os.makedirs(os.path.dirname(root + path), exist_ok=True)
            if os.path.isdir(host_path):
                os.makedirs(root + path)
            else:
                open(root + path, "w", encoding="utf-8").close()
        for path, target in program.links:
            os.symlink(target, root + path)
        with open(os.path.join(bundle, "config.json"), "w", encoding="utf-8") as file:
            json.dump(self._config(program, binds, slot), file)

    def _config(self, program, binds, slot):
        """The runtime's configuration, by the OCI runtime specification 1.0.2."""
        ids = [{"containerID": 0, "hostID": FIRST_HOST_ID, "size": ID_COUNT}]
        none = {kind: [] for kind in ("bounding", "effective", "permitted", "ambient")}
        tmpfs = {"type": "tmpfs", "source": "tmpfs"}
        return {
            "ociVersion": "1.0.2",
            "process": {
                "terminal": False,
                "user": {"uid": UID, "gid": UID},
                "args": [program.jail_path],
                "env": ["PATH=/usr/bin"],
                "cwd": "/work",
                "capabilities": none,
                "noNewPrivileges": True,
            },
            "root": {"path": "rootfs", "readonly": True},
            "mounts": [
                {"destination": "/proc", "type": "proc", "source": "proc"},
                {"destination": "/dev", "options": ["nosuid", "mode=755", "size=64k"], **tmpfs},
                {"destination": "/work", "options": ["nosuid", "nodev", "mode=1777"], **tmpfs},
            ]
            + [
                {
                    "destination": path,
                    "type": "bind",
                    "source": host_path,
                    "options": ["bind", "ro", "nosuid", "nodev"],
                }
                for host_path, path in binds
            ],
            "linux": {
                "cgroupsPath": f"/{self._group}/{slot}",
                "namespaces": [
                    {"type": kind}
                    for kind in ("user", "pid", "mount", "network", "ipc", "uts", "cgroup")
                ],
                "uidMappings": ids,
                "gidMappings": ids,
                "resources": {
                    "memory": {"limit": MEMORY_BYTES},
                    "pids": {"limit": TASK_COUNT},
                    "cpu": {"quota": CPU_PERIOD_US, "period": CPU_PERIOD_US},
                },
                "seccomp": {
                    "defaultAction": "SCMP_ACT_ERRNO",
                    "architectures": ["SCMP_ARCH_X86_64"],
                    "syscalls": [{"names": allowed_syscalls(), "action": "SCMP_ACT_ALLOW"}],
                },
            },
        }


class Crun(OciRuntime):
    binary = "crun"
    options = ("--cgroup-manager=cgroupfs",)


class Runc(OciRuntime):
    binary = "runc"
