"""Runs the hostile programs below this folder through sandbox_cli, and looks at the host after each.

    attacks_test.py [OPTION...] [WORD...]

A WORD chooses the programs that have it in their name, or whose class it is; none chooses all.
Prints a table; exits with 1 when a program did not end as its header says, or left something.
"""

import argparse
import dataclasses
import json
import os
import sys
import time
import xml.etree.ElementTree as ElementTree

import host as hosts
import program as programs
import runner as runners


@dataclasses.dataclass
class Row:
    """What became of one attack."""

    program: programs.Program
    got: list
    changes: list
    seconds: float
    # Whether it ran outside of a jail, where it must not end as it does in one.
    outside: bool = False

    @property
    def as_expected(self):
        as_in_jail = all(
            any(programs.meets(got, expected) for expected in self.program.expect)
            for got in self.got
        )
        if self.program.open and not self.outside:
            # What is not closed: it must be seen, or the documents are to be changed.
            known = all("ESCAPED" in got or got == "contained" for got in self.got)
            return known and not as_in_jail
        return bool(self.got) and as_in_jail != self.outside

    @property
    def passed(self):
        return self.as_expected and not self.changes

    def to_dict(self):
        return {
            "class": self.program.attack_class,
            "program": self.program.name,
            "tries": self.program.tries,
            "expected": list(self.program.expect),
            "got": self.got,
            "as_expected": self.as_expected,
            "open": self.program.open,
            "host_unchanged": not self.changes,
            "changes": self.changes,
            "seconds": round(self.seconds, 1),
        }

    def to_line(self, width):
        got = " / ".join(dict.fromkeys(self.got))
        line = f"{self.program.name:{width}}  {self.program.attack_class:24}  "
        good = "OPEN" if self.program.open and not self.outside else "ok"
        line += f"{good if self.as_expected else 'FAILED':6}  "
        line += f"{'CHANGED' if self.changes else 'unchanged':9}  {self.seconds:5.1f} s  "
        line += repr(got[:120].strip())
        if not self.as_expected:
            expected = " | ".join(self.program.expect)
            line += f"\n{'':{width}}  {'must not be' if self.outside else 'expected'}: {expected}"
        return "\n".join([line, *(f"{'':{width}}  {change}" for change in self.changes)])


def attack(runner, program, host):
    """Runs one program and looks at the host."""
    start = time.monotonic()
    try:
        got = runner.run(program)
    except runners.RunnerError as error:
        got = [str(error)]
    changes = host.differences(runner.pids) + runner.messages()
    return Row(program, got, changes, time.monotonic() - start)


def control(runner, program):
    """Runs one program outside of a jail: were it not for a barrier, the attack would succeed."""
    start = time.monotonic()
    got = runner.control(program)
    return Row(program, [got], [], time.monotonic() - start, outside=True)


def write_xml(path, rows):
    """A test.xml with a case for each program."""
    suite = ElementTree.Element("testsuite", name="attacks", tests=str(len(rows)))
    for row in rows:
        case = ElementTree.SubElement(
            suite, "testcase", name=row.program.name, time=f"{row.seconds:.1f}"
        )
        if not row.passed:
            ElementTree.SubElement(case, "failure", message=row.to_line(0)[:1000])
    ElementTree.ElementTree(suite).write(path)


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--cli", default="judge/cli/sandbox_cli", help="the sandbox_cli to attack")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--list", action="store_true", help="list the programs and run none")
    parser.add_argument("--vm", action="store_true", help="only those marked to be quick there")
    parser.add_argument("--mode", action="append", choices=programs.MODES, help="only of this mode")
    parser.add_argument("--not-mode", action="append", default=[], choices=programs.MODES)
    parser.add_argument(
        "--build", metavar="DIR", help="compile into DIR for --binaries and run none"
    )
    parser.add_argument(
        "--binaries", metavar="DIR", help="run what --build compiled, the rest as ever"
    )
    parser.add_argument(
        "--slowness", metavar="FACTOR", type=int, default=1, help="multiply all limits of time"
    )
    parser.add_argument(
        "--images", action="store_true", help="attack from container images, and leave out Java"
    )
    parser.add_argument(
        "--controls",
        action="store_true",
        help="show that the attacks succeed without a jail (those for which that is harmless)",
    )
    return parser.parse_args()


def choose(arguments):
    chosen = []
    for program in programs.load_all():
        wanted = programs.matches(program, arguments.words)
        wanted &= not arguments.vm or program.vm
        wanted &= not arguments.mode or program.mode in arguments.mode
        wanted &= program.mode not in arguments.not_mode
        wanted &= not arguments.controls or program.control
        wanted &= not arguments.images or program.language in runners.IMAGES
        wanted &= not arguments.images or program.mode != "package"
        if wanted:
            chosen.append(program)
    if not chosen:
        sys.exit("attacks_test: no program is chosen")
    return chosen


def list_programs(chosen, as_json):
    if as_json:
        fields = [dict(dataclasses.asdict(program), text="") for program in chosen]
        print(json.dumps(fields, indent=1))
        return
    for program in chosen:
        print(f"{program.name:44}  {program.attack_class:24}  {' | '.join(program.expect)}")


def build_all(runner, chosen, folder):
    os.makedirs(folder, exist_ok=True)
    for program in chosen:
        if program.built_ahead:
            runner.build(program, os.path.join(folder, program.name.replace("/", "_")))


def run_all(runner, chosen, arguments):
    host = hosts.Host(runner.folder, runner.path("plant"), runner.state, runner.cli)
    width = max(len(program.name) for program in chosen)
    rows = []
    for program in chosen:
        row = control(runner, program) if arguments.controls else attack(runner, program, host)
        rows.append(row)
        if arguments.format == "text":
            print(row.to_line(width), flush=True)
    return rows


def main():
    arguments = parse_arguments()
    chosen = choose(arguments)
    if arguments.list:
        list_programs(chosen, arguments.format == "json")
        return 0
    hosts.become_subreaper()
    cli = os.path.realpath(arguments.cli)
    binaries = arguments.binaries and os.path.abspath(arguments.binaries)
    runner = runners.Runner(cli, binaries, arguments.slowness, arguments.vm)
    try:
        if arguments.build:
            build_all(runner, chosen, arguments.build)
            return 0
        if arguments.images:
            runner.import_images()
            # Importing reads every file: cross/access_times.c takes a fresh time for a message.
            time.sleep(5)
        rows = run_all(runner, chosen, arguments)
    finally:
        runner.close()
    if arguments.format == "json":
        print(json.dumps([row.to_dict() for row in rows], indent=1))
    return summarize(rows, arguments)


def summarize(rows, arguments):
    """Counts, for people and for the test runner; the exit code."""
    if "XML_OUTPUT_FILE" in os.environ:
        write_xml(os.environ["XML_OUTPUT_FILE"], rows)
    failed = [row.program.name for row in rows if not row.passed]
    if arguments.format == "text":
        expected = sum(row.as_expected for row in rows)
        unchanged = sum(not row.changes for row in rows)
        where = "programs that must succeed outside of a jail" if arguments.controls else "attacks"
        print(f"\n{len(rows)} {where}, {expected} as expected, host unchanged after {unchanged}")
        known = [row.program.name for row in rows if row.program.open and row.as_expected]
        if known and not arguments.controls:
            print(f"of these known to be open, see docs/threat_model.md: {' '.join(known)}")
        if failed:
            print("failed: " + " ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
