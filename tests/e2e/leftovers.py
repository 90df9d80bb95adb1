"""What runs could leave on a host, in words, and waiting until it is gone."""

import glob
import os
import re
import subprocess
import tempfile
import time

# Numbers from which on loop devices are ours.
FIRST_LOOP_DEVICE = 65536
# Disks of runs are here by default.
DISK_FOLDER = "/var/tmp"
# Others write to the disk, too: one disk of a run that stays is larger.
ROOM_TOLERANCE_BYTES = 32 << 20


def loop_devices():
    """Our loop devices, each with whether it has a file."""
    devices = {}
    for name in os.listdir("/sys/block"):
        match = re.fullmatch(r"loop(\d+)", name)
        if match and int(match[1]) >= FIRST_LOOP_DEVICE:
            devices[name] = os.path.exists(f"/sys/block/{name}/loop/backing_file")
    return devices


def network_namespaces():
    """Those that a process is in, or has open."""
    found = set()
    for link in glob.glob("/proc/[0-9]*/ns/net") + glob.glob("/proc/[0-9]*/fd/*"):
        try:
            target = os.readlink(link)
        except OSError:
            continue
        if target.startswith("net:["):
            found.add(target)
    return found


def mounts():
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        return {line.split(" ", 2)[2] for line in file}


def packet_filter():
    """Tables of this network namespace."""
    listed = subprocess.run(
        ["/usr/sbin/nft", "list", "tables"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=True,
    )
    return set(listed.stdout.splitlines())


def open_without_name():
    """Files of disks that some process holds."""
    found = set()
    for link in glob.glob("/proc/[0-9]*/fd/*"):
        try:
            target = os.readlink(link)
        except OSError:
            continue
        if target.startswith(DISK_FOLDER + "/#"):
            found.add(target)
    return found


def room():
    """Bytes in use on the disk of runs' disks."""
    info = os.statvfs(DISK_FOLDER)
    return (info.f_blocks - info.f_bfree) * info.f_bsize


class Leftovers:
    """Takes the state of the host when made; `wait()` says what has come since and stays."""

    KINDS = {
        "mounts": mounts,
        "loop devices": lambda: set(loop_devices()),
        "network namespaces": network_namespaces,
        "network devices": lambda: set(os.listdir("/sys/class/net")),
        "packet filter": packet_filter,
        "files without names": open_without_name,
        "files": lambda: set(os.listdir(DISK_FOLDER)) | set(os.listdir(tempfile.gettempdir())),
    }

    def __init__(self):
        self.before = {kind: take() for kind, take in self.KINDS.items()}
        self.room = room()

    def wait(self, cli_pids, seconds=120):
        """Lines of what is left once the kernel had time; control groups of these supervisors, too."""
        deadline = time.monotonic() + seconds
        left = self.left(cli_pids)
        while left and time.monotonic() < deadline:
            time.sleep(0.2)
            # What others make meanwhile comes and goes.
            left &= self.left(cli_pids)
        return sorted(left)

    def left(self, cli_pids):
        lines = set()
        for kind, take in self.KINDS.items():
            lines |= {f"{kind}: {each}" for each in take() - self.before[kind]}
        pids = {str(pid) for pid in cli_pids}
        for path in glob.glob("/sys/fs/cgroup/*/assay/*-*/") + glob.glob("/sys/fs/cgroup/assay/*-*/"):
            if os.path.basename(path[:-1]).split("-")[0] in pids:
                lines.add(f"control group: {path}")
        if room() > self.room + ROOM_TOLERANCE_BYTES:
            lines.add(f"more than {ROOM_TOLERANCE_BYTES} bytes more in use in {DISK_FOLDER}")
        return lines
