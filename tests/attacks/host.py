"""What the host looks like from outside of every jail, before and after an attack."""

import ctypes
import glob
import hashlib
import os
import re
import time

# Host ids of jails start here; see sandbox/pool/jail_factory.cc.
FIRST_JAIL_ID = 0x70000000
# Attacks that make something with a name put this into it.
MARK = "assay-attack"
SETTLE_SECONDS = 10
MEMORY_TOLERANCE_KIB = 192 << 10
PR_SET_CHILD_SUBREAPER = 36
SHARED_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/")
DEVICES = ("null", "zero", "full", "random", "urandom")
SETTINGS = (
    "kernel/core_pattern",
    "kernel/hostname",
    "kernel/domainname",
    "kernel/modprobe",
    "kernel/sysrq",
    "vm/overcommit_memory",
)


def become_subreaper():
    """Whatever sandbox_cli leaves becomes a child of this process, and so can be seen."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def reap():
    """Ends the zombies among the children that were taken over."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
    except ChildProcessError:
        pass


def children():
    """Children of this process, and theirs are found when they die."""
    reap()
    found = set()
    for pid in read(f"/proc/self/task/{os.getpid()}/children").split():
        found.add(f"{pid} ({read(f'/proc/{pid}/comm').strip()})")
    return found


def control_groups(cli_pids):
    """Control groups that one of these supervisors made, on either version."""
    names = re.compile(r"(%s)-[0-9a-f]{8}" % "|".join(map(str, cli_pids)))
    found = set()
    for folder, folders, _ in os.walk("/sys/fs/cgroup"):
        found.update(os.path.join(folder, name) for name in folders if names.fullmatch(name))
    return found


def marked_files(own_folder):
    """Files in shared folders that an attack made: by their name, or their owner."""
    found = set()
    for folder in SHARED_FOLDERS:
        for name in os.listdir(folder) if os.path.isdir(folder) else []:
            path = os.path.join(folder, name)
            try:
                jailed = os.lstat(path).st_uid >= FIRST_JAIL_ID
            except OSError:
                continue
            if (jailed or MARK in name) and path != own_folder:
                found.add(path)
    return found


def describe(path):
    """All of a file or link but when it was read."""
    status = os.lstat(path)
    kind = f"{path} {status.st_ino} {status.st_mode:o} {status.st_uid} {status.st_nlink}"
    kind += f" {status.st_size} {status.st_mtime_ns} {status.st_rdev}"
    if os.path.isfile(path) and not os.path.islink(path):
        with open(path, "rb") as file:
            kind += " " + hashlib.sha256(file.read()).hexdigest()
    return kind


def tree(folder):
    """Every file below a folder, with its content."""
    found = set()
    for parent, folders, files in os.walk(folder):
        found.update(describe(os.path.join(parent, name)) for name in folders + files)
    return found


def meminfo():
    values = {}
    for line in read("/proc/meminfo").splitlines():
        name, value = line.split(":")
        values[name] = int(value.split()[0])
    return values


def kernel_memory():
    """KiB that outlive the processes which caused them, if anything does."""
    values = meminfo()
    return sum(
        values.get(name, 0)
        for name in ("Shmem", "SUnreclaim", "KernelStack", "PageTables", "Percpu", "Mlocked")
    )


class Host:
    """Takes the state of the host when made; `differences()` says what has changed since."""

    def __init__(
        self,
        own_folder,
        watched_folder,
        state_folder,
        cli,
        memory_tolerance_kib=MEMORY_TOLERANCE_KIB,
    ):
        self.own_folder = own_folder
        self.watched_folder = watched_folder
        self.state_folder = state_folder
        self.cli = cli
        self.memory_tolerance_kib = memory_tolerance_kib
        self.facts = self.take([])
        self.memory = kernel_memory()
        self.clock = time.time() - time.monotonic()

    def take(self, cli_pids):
        """What must be as it was, as sets of lines."""
        ipc = set()
        for name in ("shm", "sem", "msg"):
            lines = read(f"/proc/sysvipc/{name}").splitlines()[1:]
            ipc.update(f"{name} {' '.join(line.split()[:2])}" for line in lines)
        return {
            "process": children(),
            "mount": set(read("/proc/self/mountinfo").splitlines()),
            "control group": control_groups(cli_pids) if cli_pids else set(),
            "state folder": set(glob.glob(os.path.join(self.state_folder, "run", "*"))),
            "file": marked_files(self.own_folder),
            "watched file": tree(self.watched_folder) | {describe(self.cli)},
            "device": {describe(f"/dev/{name}") for name in DEVICES},
            "IPC object": ipc,
            "socket": {
                line.split()[-1]
                for line in read("/proc/net/unix").splitlines()
                if MARK in line
            },
            "key owner": {
                line.split(":")[0]
                for line in read("/proc/key-users").splitlines()
                if int(line.split(":")[0]) >= FIRST_JAIL_ID
            },
            "setting": {f"{name} = {read('/proc/sys/' + name)}" for name in SETTINGS},
        }

    def differences_now(self, cli_pids):
        found = []
        now = self.take(cli_pids)
        for kind, before in self.facts.items():
            found += [f"new {kind}: {line}" for line in sorted(now[kind] - before)]
            found += [f"{kind} is gone: {line}" for line in sorted(before - now[kind])]
        grown = kernel_memory() - self.memory
        if grown > self.memory_tolerance_kib:
            found.append(f"{grown >> 10} MiB more memory in use")
        if abs(time.time() - time.monotonic() - self.clock) > 1:
            found.append("the clock was set")
        return found

    def differences(self, cli_pids):
        """What has changed, after the time that the kernel needs to take things down."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            found = self.differences_now(cli_pids)
            if not found or time.monotonic() > deadline:
                return found
            time.sleep(0.1)
