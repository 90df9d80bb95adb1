"""Assay, with the barriers that it always has."""

from peer import Barriers, Peer
from program import MEMORY_BYTES, TASK_COUNT

POLICY = "native"
# Under this policy no socket can be made, and such jails share an empty network.
NAMESPACES = "5 of its own, an empty network and IPC"


class Assay(Peer):
    name = "Assay"
    barriers = Barriers(NAMESPACES, "memory, pids, cpu time", "allow-list", "fresh")
    pooled = True

    def contender(self, program, folder, slots):
        binds = [(program.host_path, program.jail_path)]
        binds += [(path, path) for path in program.folders]
        return {
            "assay": {
                "argv": [program.jail_path],
                "env": ["PATH=/usr/bin"],
                "binds": [{"host_path": host, "jail_path": jail} for host, jail in binds],
                "symlinks": [{"jail_path": path, "target": to} for path, to in program.links],
                "seccomp_policy": POLICY,
                "pooled": self.pooled,
                "memory_bytes": MEMORY_BYTES,
                "task_count": TASK_COUNT,
            }
        }


class AssayWithoutPool(Assay):
    """Each jail is made when it is asked for."""

    name = "Assay, no pool"
    pooled = False
