"""Fails each system call of a run, one at a time: what follows is the usual outcome or an error.

    sweep_test.py [--all] [--submit] [--cli PATH] [--injector PATH] [WORD...]

Each call that the launcher, the builder of the root, the jail's init, the program before its exec
and the supervisor make is refused once, and the first four of these are killed before each, too.
Without --all it takes calls of each kind, not each of them. WORDs choose a role, a call or an action.
"""

import argparse
import collections
import sys
import time

import faults

# Never refused by a kernel, or with a result that nobody can act on. close(2) frees its descriptor
# whatever it returns, so that refusing it would be a leak of the test's own.
UNFAILING = {
    "arch_prctl", "brk", "clock_gettime", "close", "exit", "exit_group", "futex", "geteuid",
    "getpid", "madvise", "munmap", "rseq", "rt_sigaction", "rt_sigprocmask", "set_robust_list",
    "set_tid_address", "timerfd_settime", "umask", "uname",
}
ERRORS = {
    "access": "EACCES", "capset": "EPERM", "clone3": "EAGAIN", "eventfd2": "EMFILE",
    "execve": "ENOMEM", "fcntl": "EMFILE", "flock": "ENOLCK", "fsmount": "EMFILE",
    "fsopen": "EMFILE", "ftruncate": "ENOSPC", "getdents64": "EIO", "ioctl": "ENOTTY",
    "landlock_create_ruleset": "EMFILE", "memfd_create": "EMFILE", "mkdir": "ENOSPC",
    "mkdirat": "ENOSPC", "mknodat": "ENOSPC", "mount": "EPERM", "open_tree": "EMFILE",
    "openat": "EMFILE", "pidfd_open": "EMFILE", "pipe2": "EMFILE", "prctl": "EPERM",
    "prlimit64": "EPERM", "rmdir": "EBUSY", "seccomp": "EPERM", "setgroups": "EPERM",
    "setns": "EPERM", "setsid": "EPERM", "signalfd4": "EMFILE", "socketpair": "EMFILE",
    "symlinkat": "ENOSPC", "timerfd_create": "EMFILE", "unlinkat": "EBUSY", "unshare": "ENOSPC",
    "write": "ENOSPC",
}
DEFAULT_ERROR = "ENOMEM"
KILLED_ROLES = ("launcher", "builder", "init", "program")
# The supervisor's calls before this one are those of its dynamic loader.
FIRST_OF_SUPERVISOR = "geteuid"
# Where the supervisor's own memory is refused, abseil and C++ end it: SIGABRT is no verdict. What
# such a process leaves is for the next to remove.
MEMORY_CALLS = ("mmap", "mprotect")
ABORTED = ["signal 6"]
# Where these are refused at the very end, something is left that the next run has to remove.
REMOVING_CALLS = ("fcntl", "getdents64", "newfstatat", "openat", "rmdir", "unlink", "unlinkat")
# Of one role's calls of a name without --all.
FEW = 2


def plan(calls, everything):
    """The faults to try, in the order of the calls."""
    own = False
    seen = collections.Counter()
    planned = []
    for call in calls:
        own |= (call.role, call.name) == ("supervisor", FIRST_OF_SUPERVISOR)
        if call.role == "supervisor" and not own:
            continue
        seen[call.role, call.name] += 1
        if not everything and seen[call.role, call.name] > FEW:
            continue
        if call.name not in UNFAILING and call.about != "anon_inode:[eventfd]":
            error = ERRORS.get(call.name, DEFAULT_ERROR)
            planned.append(faults.Fault(call.role, call.name, call.number, error))
        # From its exec on it is the program that is killed, with a verdict.
        if call.role in KILLED_ROLES and (call.role, call.name) != ("program", "execve"):
            planned.append(faults.Fault(call.role, call.name, call.number, "kill"))
    return planned


def matches(fault, words):
    return not words or any(word in str(fault).split() for word in words)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--all", action="store_true", help="each call")
    parser.add_argument("--submit", action="store_true", help="of a submission's judgement")
    parser.add_argument("--verbose", action="store_true", help="say what came of each")
    parser.add_argument("--cli", default="judge/cli/sandbox_cli")
    parser.add_argument("--injector", default="tests/faults/injector")
    arguments = parser.parse_args()
    laboratory = faults.Laboratory(arguments.injector, arguments.cli)
    command = laboratory.submit_command() if arguments.submit else laboratory.run_command()
    failed = 0
    endings = collections.Counter()
    start = time.monotonic()
    try:
        normal = laboratory.run(command)
        for fault in plan(normal.calls, arguments.all):
            if not matches(fault, arguments.words):
                continue
            result = laboratory.run(command, fault)
            ending = "not made" if not result.hit else "error" if result.error else "as usual"
            if fault.call in MEMORY_CALLS and result.mischief == ABORTED and not result.out:
                ending = "aborted"
                result = laboratory.run(command)
            found = laboratory.wrong(result, normal)
            if fault.call in REMOVING_CALLS and not found and result.error is None:
                result = laboratory.run(command)
            endings[ending] += 1
            found = found or laboratory.left()
            if found:
                failed += 1
                print(f"{fault}: {'; '.join(found)}", flush=True)
            elif arguments.verbose:
                print(f"{fault}: {result.error or ending}", flush=True)
        again = laboratory.run(command)
    finally:
        laboratory.close()
    summary = ", ".join(f"{count} {ending}" for ending, count in sorted(endings.items()))
    print(f"{sum(endings.values())} faults in {time.monotonic() - start:.0f} s: {summary}")
    if again.outcome != normal.outcome:
        failed += 1
        print(f"a run without faults failed afterwards: {again}")
    return 1 if failed or not endings else 0


if __name__ == "__main__":
    sys.exit(main())
