"""Compares Assay with other sandboxes on this host. See run, which builds what this needs."""

import argparse
import contextlib
import json
import os
import platform
import sys
import tempfile

import chart
import documents
import driver as drivers
import program as programs
import report as reports
import table
from adaptors import (
    assay,
    bubblewrap,
    control_group,
    floor,
    go_judge,
    isolate,
    nsjail,
    oci,
    unshare,
)
from peer import Absent

PAUSE_MS = 8
COUNTING_BLOCKS = 5
COUNTING_RUNS = 20
THROUGHPUT_BLOCKS = 3
# A load average above it is told.
IDLE_LOAD = 0.5
# Of an own folder for each peer and program.
FOLDER_MODE = 0o755


def parse_arguments(argv):
    parser = argparse.ArgumentParser(
        prog="tests/bench/peers/run",
        description="Compare a run by Assay with a run by other sandboxes: the same program, the"
        " same limits as far as each knows them, in turn. bubblewrap, crun and runc are installed;"
        " isolate and nsjail are measured if they are on PATH, go-judge if one is running.",
        epilog="Takes some ten minutes; the host should be idle. Needs root.",
    )
    parser.add_argument("--samples", type=positive, default=200, metavar="N",
                        help="samples of latency for each contender (default %(default)s)")
    parser.add_argument("--runs", type=positive, default=100, metavar="N",
                        help="runs in a block of throughput (default %(default)s)")
    parser.add_argument("--in-flight", type=positive, action="append", metavar="N",
                        help="runs in flight for throughput; may be repeated (default 2, 4 and 8)")
    parser.add_argument("--only", action="append", metavar="NAME",
                        help="measure this contender beside the floor; may be repeated")
    parser.add_argument("--program", action="append", metavar="NAME",
                        help="measure this program, return0 or aplusb; may be repeated")
    parser.add_argument("--go-judge-port", type=positive, default=go_judge.PORT, metavar="PORT",
                        help="where go-judge listens on 127.0.0.1 (default %(default)s)")
    parser.add_argument("--format", choices=("text", "json"), default="text",
                        help="of the report on standard output (default %(default)s)")
    parser.add_argument("--svg", metavar="FILE", help="write the plot there too")
    parser.add_argument("--update-docs", action="store_true",
                        help="rewrite the tables in docs/performance.md, and docs/peers.svg")
    parser.add_argument("--binaries", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--docs", required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    if arguments.in_flight is None:
        arguments.in_flight = [2, 4, 8]
    return arguments, parser


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not positive")
    return number


def choose(things, names, what, parser):
    """Those of `things` that are named; all without names. An unknown name is a usage error."""
    known = [thing.name for thing in things]
    for name in names or []:
        if name not in known:
            parser.error(f"no {what} is named {name}; there are: {', '.join(known)}")
    return [thing for thing in things if not names or thing.name in names]


def all_peers(driver, arguments):
    return [
        assay.Assay(),
        assay.AssayWithoutPool(),
        unshare.Unshare(),
        bubblewrap.Bubblewrap(driver),
        oci.Crun(),
        oci.Runc(),
        isolate.Isolate(),
        nsjail.Nsjail(),
        go_judge.GoJudge(arguments.go_judge_port),
    ]


def make_plan(contenders, program, stdin_path, arguments):
    return {
        "contenders": contenders,
        "stdin_path": stdin_path,
        "expected_output": program.expected_output,
        "latency": {"sample_count": arguments.samples, "pause_ms": PAUSE_MS},
        "throughput": {
            "in_flight": sorted(set(arguments.in_flight)),
            "runs_per_block": arguments.runs,
            "block_count": THROUGHPUT_BLOCKS,
        },
        "counting": {
            "block_count": COUNTING_BLOCKS,
            "runs_per_block": min(COUNTING_RUNS, arguments.samples),
            "pause_ms": PAUSE_MS,
        },
    }


def say(text):
    print(f"tests/bench/peers: {text}", file=sys.stderr, flush=True)


def make_folder(parent, name):
    folder = os.path.join(parent, name)
    os.mkdir(folder)
    os.chmod(folder, FOLDER_MODE)
    return folder


def measure_program(program, peers, driver, folder, arguments):
    """The program's part of the report."""
    stdin_path = ""
    if program.standard_input:
        stdin_path = os.path.join(folder, "stdin")
        with open(stdin_path, "w", encoding="utf-8") as file:
            file.write(program.standard_input)
    contenders = []
    samples = {}
    with contextlib.ExitStack() as stack:
        for peer in peers:
            own_folder = make_folder(folder, peer.name.replace(" ", "-"))
            stack.callback(peer.close)
            reason = ""
            try:
                contender = peer.contender(program, own_folder, max(arguments.in_flight))
                contenders.append({"name": peer.name, **contender})
            except Absent as absent:
                reason = f"absent: {absent}"
                say(f"{program.name}: {peer.name} is {reason}")
            # After contender(): what an adaptor found may lower its barriers.
            samples[peer.name] = reports.PeerSamples(peer.name, peer.barriers, reason)
        plan = make_plan(contenders, program, stdin_path, arguments)
        for kind, fields in driver.measure(plan):
            if kind == "progress":
                say(f"{program.name}: {fields}")
                continue
            if kind == "left_out" and not samples[fields["contender"]].left_out:
                say(f"{program.name}: {fields['contender']} failed its check: {fields['reason']}")
            samples[fields["contender"]].add(kind, fields)
    return reports.program_figures(program, list(samples.values()))


def measure_all(arguments, parser):
    driver = drivers.Driver(arguments.binaries)
    peers = choose(all_peers(driver, arguments), arguments.only, "contender", parser)
    measured = choose(
        programs.measured_programs(arguments.binaries), arguments.program, "program", parser
    )
    load = os.getloadavg()[0]
    if load > IDLE_LOAD:
        say(f"the host is busy (load {load:.2f}): times will be too long and counts wrong")
    report = {
        "host": {
            "cpus": os.cpu_count(),
            "kernel": platform.release(),
            "cgroup": "v2" if control_group.is_v2() else "v1",
            "load": round(load, 2),
            "busy": load > IDLE_LOAD,
        },
        "samples": arguments.samples,
        "programs": [],
    }
    with tempfile.TemporaryDirectory(prefix="assay-peers-") as folder:
        os.chmod(folder, FOLDER_MODE)
        for program in measured:
            own_folder = make_folder(folder, program.name)
            report["programs"].append(
                measure_program(program, [floor.Floor(), *peers], driver, own_folder, arguments)
            )
    return report


def main(argv):
    arguments, parser = parse_arguments(argv)
    try:
        report = measure_all(arguments, parser)
        if arguments.svg:
            with open(arguments.svg, "w", encoding="utf-8") as file:
                file.write(chart.svg(report))
        if arguments.update_docs:
            documents.update(arguments.docs, report)
    except (drivers.DriverError, documents.DocumentError, OSError, ValueError) as error:
        say(error)
        return 1
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    if arguments.format == "json":
        json.dump(report, sys.stdout, indent=2, ensure_ascii=False)
        print()
    else:
        sys.stdout.write(table.text(report))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
