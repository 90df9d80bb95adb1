"""Makes each step of a jail's set-up and of a run fail, and prints what sandbox_cli says then.

    stages_test.py [--slow] [--format text|json|markdown] [--cli PATH] [--injector PATH] [WORD...]

Each row of STEPS is one fault. It must end in an infrastructure error that names the stage and the
errno, without a verdict, and leave nothing behind; the next run works. Every Stage of
sandbox/launcher/protocol.h must have a row. WORDs choose rows by stage, role or call.
"""

import argparse
import dataclasses
import json
import os
import re
import sys

import faults

PROTOCOL = "sandbox/launcher/protocol.h"

# Only a launcher without root comes to these, and this test has root.
WITHOUT_ROOT = {"kUserNamespace"}


@dataclasses.dataclass(frozen=True)
class Step:
    """A call to fail, and how that must be reported."""

    # Of protocol.h, or a word for what the supervisor does.
    stage: str
    role: str
    call: str
    # An errno by name, "kill" or "freeze".
    action: str
    # What the error says beside the errno; "" where the run must end as usual.
    says: str
    # Part of what the call is about (a path, a descriptor's file), as a regular expression.
    about: str = ""
    # Which of those calls.
    nth: int = 1
    # UNAVAILABLE is tried again: it has to fail each time to be seen.
    always: bool = False
    options: tuple = ()
    submit: bool = False
    # Takes half a minute.
    slow: bool = False

    @property
    def fault(self):
        return faults.Fault(self.role, self.call, self.nth, self.action, self.about, self.always)


# Names of control files on version 1 and 2.
LIMIT = r"memory\.(limit_in_bytes|max)$"
PEAK = r"memory\.(max_usage_in_bytes|peak)$"
CPU = r"(/cpuacct\.usage|^(?!.*/cpu/).*/cpu\.stat)$"
DIED = "the launcher has died"
JAIL_DIED = "the jail died without being told to"

LOOPBACK = ("--network", "loopback")
# Nothing is ever sent by the uplink.
EGRESS = ("--network", "egress", "--uplink", "10.201.7.1/30", "--allow", "10.201.7.1:9",
          "--network-send-rate", "1MB/s")
DISK = ("--work-disk", "--work-size", "8MiB")
SLOW_DISK = (*DISK, "--disk-write-rate", "1MB/s")
IO = r"blkio\.throttle\.write_bps_device|io\.max"

STEPS = (
    # The supervisor, before it makes jails.
    Step("state folder", "supervisor", "mkdir", "ENOSPC", "make .*/state/run/", r"/run/"),
    Step("state folder", "supervisor", "flock", "ENOLCK", "lock .*/state/run/", r"/run/"),
    Step("signals", "supervisor", "signalfd4", "EMFILE", "signalfd"),
    Step("thread", "supervisor", "clone3", "EAGAIN", "start a thread"),
    Step("control groups", "supervisor", "mkdir", "ENOSPC", "mkdir /sys/fs/cgroup/", r"\d-\w{8}$"),
    Step("undertaker", "supervisor", "timerfd_create", "EMFILE", "timerfd for the undertaker"),
    Step("launcher image", "supervisor", "memfd_create", "EMFILE", "memfd_create for the launcher"),
    Step("launcher image", "supervisor", "write", "ENOSPC", "launcher's image", "assay-launcher"),
    Step("launcher socket", "supervisor", "socketpair", "EMFILE", "socketpair for the launcher"),
    Step("start launcher", "launcher", "openat", "EMFILE", "start the launcher", "/dev/null"),
    Step("start launcher", "launcher", "execve", "ENOMEM", "start the launcher"),
    Step("launcher pidfd", "supervisor", "pidfd_open", "EMFILE", "pidfd_open of the", nth=2),
    Step("filter", "supervisor", "memfd_create", "EMFILE", "memfd_create", "seccomp"),
    # The launcher's start.
    Step("kShedInheritance", "launcher", "setgroups", "EPERM", "shed what the launcher inherits"),
    Step("kShedInheritance", "launcher", "close_range", "ENOMEM", "shed what the launcher"),
    Step("kReserveMemory", "launcher", "mmap", "ENOMEM", "reserve the launcher's memory"),
    Step("kOpenProc", "launcher", "openat", "EMFILE", "open the launcher's /proc", "^/proc$"),
    Step("kRequest", "launcher", "recvmsg", "EMFILE", "read a request"),
    # A root.
    Step("kTemplateNamespace", "launcher", "clone3", "ENOSPC", "make a mount namespace"),
    Step("kTemplateNamespace", "builder", "mount", "EPERM", "make a mount namespace"),
    Step("kTemplateNamespace", "builder", "mount", "kill", r"namespace.*\[EINTR\]", always=True),
    Step("kTemplateRoot", "builder", "fsopen", "ENOMEM", "mount the root tmpfs"),
    Step("kTemplateStep", "builder", "mkdirat", "ENOSPC", "make the directory /work"),
    Step("kTemplateStep", "builder", "mknodat", "ENOSPC", "make the file /dev/null"),
    Step("kTemplateStep", "builder", "symlinkat", "ENOSPC", "link /tmp to work"),
    Step("kTemplateStep", "builder", "open_tree", "EACCES", "mount /usr at /usr", "^/usr$"),
    Step("kTemplateStep", "builder", "move_mount", "ENOSPC", "mount /usr at /usr", "^usr$"),
    Step("kTemplatePivot", "builder", "pivot_root", "EINVAL", "pivot_root"),
    # Control groups of a jail.
    Step("jail's groups", "supervisor", "mkdirat", "ENOSPC", "mkdir /sys/fs/cgroup/", "jail-0$"),
    Step("jail's groups", "supervisor", "openat", "EMFILE", "memory", LIMIT),
    Step("jail's groups", "supervisor", "write", "EBUSY", "memory", LIMIT),
    Step("jail's groups", "supervisor", "openat", "ENFILE", "cgroup.procs", "procs$"),
    # A jail.
    Step("jail's socket", "supervisor", "socketpair", "EMFILE", "socketpair for a jail", nth=2),
    Step("ask launcher", "supervisor", "sendmsg", "ENOBUFS", "send a request to the launcher"),
    Step("hear launcher", "supervisor", "recvmsg", "EMFILE", "receive the launcher's reply"),
    Step("hear launcher", "supervisor", "recvmsg", "ENOMEM", "receive the launcher's reply"),
    Step("hear launcher", "supervisor", "poll", "ENOMEM", "poll the launcher's socket"),
    Step("kEnterTemplate", "launcher", "setns", "EPERM", "setns to the root's mount namespace"),
    Step("kEnterNetwork", "launcher", "setns", "EPERM", "run's network namespace", nth=2,
         options=LOOPBACK),
    Step("kEnterNetwork", "launcher", "setns", "kill", "", nth=3, options=LOOPBACK),
    Step("kClone", "launcher", "clone3", "ENOSPC", "clone3 with all namespaces", nth=2),
    Step("kClone", "launcher", "clone3", "EAGAIN", "clone3|mount namespace", always=True),
    Step("kMapIds", "launcher", "write", "EPERM", "write uid_map and gid_map", "uid_map"),
    Step("kParentDeath", "init", "prctl", "EPERM", "tie the jail's life to the launcher's"),
    Step("kInitDescriptors", "init", "dup3", "EMFILE", "arrange descriptors"),
    Step("kInitIds", "init", "setresuid", "EPERM", "set init's ids"),
    Step("kHostName", "init", "sethostname", "EPERM", "sethostname"),
    Step("kWorkDirectory", "init", "mount", "ENOMEM", "mount the work directory", "/work"),
    Step("kProc", "init", "mount", "EPERM", "mount /proc", "proc", options=("--proc",)),
    Step("kProc", "init", "open_tree", "ENOMEM", "mount /proc", options=("--proc",)),
    Step("kCloneProgram", "init", "clone3", "ENOMEM", "clone the program's process"),
    Step("kSession", "program", "setsid", "EPERM", "make a session"),
    Step("kResourceLimits", "program", "prlimit64", "EINVAL", "setrlimit"),
    Step("kCgroup", "program", "write", "EBUSY", "enter the control groups", "procs$"),
    Step("kCgroupNamespace", "program", "unshare", "ENOSPC", "make a cgroup namespace"),
    Step("kDropPrivileges", "program", "prctl", "EPERM", "drop privileges"),
    Step("kDropPrivileges", "program", "setresuid", "EAGAIN", "drop privileges", always=True),
    Step("kDropPrivileges", "program", "capset", "EPERM", "drop privileges"),
    Step("kLandlock", "program", "landlock_create_ruleset", "EMFILE", "apply Landlock"),
    Step("kLandlock", "program", "landlock_restrict_self", "EPERM", "apply Landlock"),
    Step("kSeccomp", "program", "seccomp", "ENOMEM", "load the seccomp filter"),
    Step("kReady", "program", "sendmsg", "ENOBUFS", "report readiness"),
    Step("hear jail", "supervisor", "poll", "ENOMEM", "poll a jail's control socket", nth=2),
    Step("hear jail", "supervisor", "recvmsg", "EMFILE", "receive a jail's readiness", nth=3),
    Step("start counting", "supervisor", "write", "EIO", "write cpuacct.usage", CPU),
    # A work directory on disk.
    Step("disk's image", "supervisor", "openat", "EMFILE", "make a file in /var/tmp",
         "^/var/tmp$", options=DISK),
    Step("disk's image", "supervisor", "ftruncate", "EFBIG", "size a disk image", "/var/tmp/",
         options=DISK),
    Step("mke2fs", "launcher", "execve", "ENOMEM", "start .*/mke2fs", "mke2fs", options=DISK),
    Step("mke2fs", "launcher", "execve", "kill", "/mke2fs failed|start .*/mke2fs", "mke2fs",
         options=DISK),
    Step("disk's file", "supervisor", "fallocate", "ENOSPC", r"take \d+ bytes in /var/tmp",
         options=DISK),
    Step("disk's file", "supervisor", "sendfile", "EIO", "copy a disk image", options=DISK),
    Step("loop device", "supervisor", "openat", "EMFILE", "/dev/loop-control", "^/dev/loop-control",
         options=DISK),
    Step("loop device", "supervisor", "ioctl", "ENOMEM", "LOOP_CTL_ADD", "^/dev/loop-control",
         options=DISK),
    Step("loop device", "supervisor", "openat", "EMFILE", "open /dev/loop", r"^/dev/loop\d",
         always=True, options=DISK),
    Step("loop device", "supervisor", "ioctl", "EINVAL", "LOOP_CONFIGURE /dev/loop",
         r"^/dev/loop\d", options=DISK),
    Step("mount disk", "supervisor", "fsopen", "ENOMEM", "fsopen ext4", "ext4", options=DISK),
    Step("mount disk", "supervisor", "fsconfig", "EIO", "mount /dev/loop", nth=4, options=DISK),
    Step("mount disk", "supervisor", "fsmount", "EMFILE", "fsmount /dev/loop", options=DISK),
    Step("mount disk", "supervisor", "fchown", "EPERM", "give a work directory", options=DISK),
    Step("kWorkDirectory", "init", "move_mount", "ENOSPC", "mount the work directory",
         options=DISK),
    Step("count disk", "supervisor", "syncfs", "EIO", "sync a work directory", options=DISK),
    Step("limit disk", "supervisor", "openat", "EMFILE", IO, IO, options=SLOW_DISK),
    Step("limit disk", "supervisor", "write", "EINVAL", IO, IO, options=SLOW_DISK),
    # A network.
    Step("network namespace", "thread", "unshare", "ENOSPC", "make a network namespace",
         options=LOOPBACK),
    Step("network namespace", "thread", "socket", "EMFILE", "open a netlink socket",
         options=LOOPBACK),
    Step("network device", "supervisor", "sendmsg", "EPERM", "find lo", options=LOOPBACK),
    Step("network device", "supervisor", "sendmsg", "ENOMEM", "take lo into use", nth=2,
         options=LOOPBACK),
    Step("packet filter", "launcher", "execve", "ENOMEM", "start .*/nft", "nft", options=EGRESS),
    Step("packet filter", "launcher", "execve", "kill", "/nft could not", "nft", options=EGRESS),
    Step("cable", "supervisor", "sendmsg", "ENOMEM", "make the network devices uplink", nth=4,
         options=EGRESS),
    Step("read usage", "supervisor", "sendmsg", "ENOMEM", "read the counters of lo", nth=6,
         options=LOOPBACK),
    # A run.
    Step("output pipe", "supervisor", "pipe2", "EMFILE", "pipe", nth=2),
    Step("run request", "supervisor", "sendmsg", "ENOBUFS", "send a run request", nth=3),
    Step("kRunRequest", "program", "recvmsg", "EMFILE", "receive the run request"),
    Step("exec", "program", "execve", "ENOMEM", "execute /bin/sh"),
    Step("watch", "supervisor", "ppoll", "ENOMEM", "poll a run's descriptors"),
    Step("read output", "supervisor", "read", "EIO", "read", "pipe:"),
    Step("hear jail", "supervisor", "recvfrom", "ENOMEM", "receive a jail's message"),
    Step("read usage", "supervisor", "pread64", "EIO", "read memory", PEAK),
    Step("read usage", "supervisor", "pread64", "EIO", "read cpu", CPU),
    # Killed from outside: once, then each time.
    Step("kill launcher", "launcher", "recvmsg", "kill", ""),
    Step("kill launcher", "launcher", "recvmsg", "kill", DIED, always=True),
    Step("kill launcher", "launcher", "clone3", "kill", "", nth=2),
    Step("kill init", "init", "sethostname", "kill", ""),
    Step("kill init", "init", "sethostname", "kill", "a jail died while it was set", always=True),
    Step("kill init", "init", "sendmsg", "kill", JAIL_DIED),
    Step("kill program", "program", "capset", "kill", ""),
    Step("kill program", "program", "capset", "kill", "program was killed while", always=True),
    Step("kill program", "program", "recvmsg", "kill", "killed from outside before"),
    # Stopped for good.
    Step("stop launcher", "launcher", "setns", "freeze", "the launcher did not answer", slow=True),
    Step("stop init", "init", "sethostname", "freeze", "a jail was not ready in time", slow=True),
    Step("stop program", "program", "capset", "freeze", "a jail was not ready in time", slow=True),
    # Of a submission.
    Step("compile", "init", "sethostname", "ENOMEM", "compile C17 .*sethostname", submit=True),
    Step("compile", "program", "seccomp", "EINVAL", "compile C17 .*load the seccomp", submit=True),
    Step("test", "program", "execve", "ENOMEM", "execute ", nth=2, submit=True),
    Step("disk full", "supervisor", "mkdir", "ENOSPC", "make .*/run/", r"/run/.*/", submit=True),
    Step("disk full", "supervisor", "write", "ENOSPC", "write .*/run/", r"/run/", submit=True),
)


def stages():
    """The names in enum Stage, but for that which is none."""
    with open(PROTOCOL, encoding="utf-8") as file:
        body = re.search(r"enum class Stage : uint32_t \{(.*?)\};", file.read(), re.DOTALL).group(1)
    return set(re.findall(r"^  (k\w+)", body, re.MULTILINE)) - {"kNone"}


def problems(step, result, normal, laboratory):
    """What is wrong with how a step's failure ended, as lines."""
    found = laboratory.wrong(result, normal)
    if not result.hit:
        found.append("the call was not made")
    if not step.says and result.outcome != normal.outcome:
        found.append(f"not as usual: {result}")
    if step.says and not found:
        of_errno = step.action.startswith("E")
        named = not of_errno or f"[{step.action}]" in (result.error or "")
        if result.error is None or not named or not re.search(step.says, result.error):
            found.append(f'does not say "{step.says}" and the errno: {result}')
    return found + laboratory.left()


@dataclasses.dataclass
class Row:
    """What became of a step."""

    step: Step
    said: str
    problems: list

    def fields(self):
        step = self.step
        fault = f"{step.role} {step.call}: {step.action}"
        fault += " each time" if step.always else ""
        return step.stage, fault, self.said, "; ".join(self.problems) or "ok"


def run_all(laboratory, steps, report):
    commands = {
        (): laboratory.run_command(),
        ("--proc",): laboratory.run_command("--proc"),
        **{
            flags: laboratory.run_command(*flags) for flags in (LOOPBACK, EGRESS, DISK, SLOW_DISK)
        },
        "submit": laboratory.submit_command(),
    }
    normal = {key: laboratory.run(command) for key, command in commands.items()}
    rows = []
    for step in steps:
        key = "submit" if step.submit else step.options
        result = laboratory.run(commands[key], step.fault)
        said = result.error or ("as usual" if result.outcome == normal[key].outcome else "")
        said = said.replace(laboratory.folder, "")
        rows.append(Row(step, said, problems(step, result, normal[key], laboratory)))
        report(rows[-1])
    for key, command in commands.items():
        if laboratory.run(command).outcome != normal[key].outcome:
            sys.exit(f"stages_test: afterwards {command} does not work")
    return rows


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--slow", action="store_true", help="those that take half a minute, too")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    parser.add_argument("--cli", default="judge/cli/sandbox_cli")
    parser.add_argument("--injector", default="tests/faults/injector")
    arguments = parser.parse_args()
    missing = stages() - {step.stage for step in STEPS} - WITHOUT_ROOT
    if missing:
        sys.exit(f"stages_test: no step for {' '.join(sorted(missing))}")
    steps = [
        step
        for step in STEPS
        if (arguments.slow or not step.slow)
        and (not arguments.words or {step.stage, step.role, step.call} & set(arguments.words))
    ]
    separators = {"text": "  ", "markdown": " | "}

    def report(row):
        if arguments.format in separators:
            separator = separators[arguments.format]
            print(separator.join(row.fields()), flush=True)

    laboratory = faults.Laboratory(os.path.abspath(arguments.injector), arguments.cli)
    try:
        rows = run_all(laboratory, steps, report)
    finally:
        laboratory.close()
    failed = sum(bool(row.problems) for row in rows)
    if arguments.format == "json":
        print(json.dumps([row.fields() for row in rows], indent=1))
    elif arguments.format == "text":
        print(f"{len(rows)} faults, {failed} failed")
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
