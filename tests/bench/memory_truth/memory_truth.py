"""What programs of known memory are reported to have used: `--help` tells more.

Each program runs several times, by `sandbox_cli run`, on one cpu where that is all there is. The
expected figure is what the program asks for with its page tables, on top of what the empty program
is reported to use.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

MIB = 1 << 20
JAVA = "/usr/lib/jvm/default-java/bin/"
JAVA_SOURCE = """public class Take {
  public static void main(String[] arguments) {
    byte[] bytes = new byte[Integer.parseInt(arguments[0]) << 20];
    for (int i = 0; i < bytes.length; i += 4096) bytes[i] = 1;
  }
}
"""


def with_tables(size):
    """Pages, and one page of tables for 512 of them."""
    return size + size // 512


class Program:
    """`expected` is above what `base` is reported to use; None: not known."""

    def __init__(self, name, command, expected=None, base="static C, empty", options=(), cold=None):
        self.name = name
        self.command = command
        self.expected = expected
        self.base = base
        self.options = list(options)
        # A file that is not to be in the page cache.
        self.cold = cold


def programs(kinds, return0, folder):
    def kind(label, name, number, expected, *options, cold=None):
        # The policy of `run` lets a program make sockets of its own.
        return Program(
            label,
            ["/box/memory_kinds", name, str(number)],
            expected,
            "static C++, empty",
            ["--bind", f"{kinds}:/box/memory_kinds", *options],
            cold,
        )

    data = os.path.join(folder, "data")
    with open(data, "wb") as file:
        for _ in range(64):
            file.write(os.urandom(MIB))
    shown = ["--bind", f"{data}:/box/data"]
    found = [
        Program("static C, empty", ["/box/return0"], None, None, ["--bind", f"{return0}:/box/return0"]),
        kind("static C++, empty", "none", 0, None),
    ]
    for size in (1, 16, 64, 256):
        found.append(kind(f"anonymous {size} MiB", "anonymous", size, with_tables(size * MIB)))
    found += [
        kind("heap 64 MiB", "heap", 64, with_tables(64 * MIB)),
        kind("stack 64 MiB", "stack", 64, with_tables(64 * MIB)),
        kind("shared 64 MiB", "shared", 64, with_tables(64 * MIB)),
        kind("memfd 64 MiB", "memory-file", 64, 64 * MIB),
        kind("tmpfs file 64 MiB", "work-file", 64, 64 * MIB),
        kind("page cache 64 MiB, cold", "read-file", 0, 64 * MIB, *shown, cold=data),
        kind("page cache 64 MiB, warm", "read-file", 0, 0, *shown),
        kind("100 full pipes", "pipes", 100, 100 * 65536),
        kind("100 pairs of full sockets", "sockets", 100, 100 * 65536),
        kind("copy on write, 64 and 32 MiB", "copy-on-write", 64, with_tables(96 * MIB)),
    ]
    return found + java_programs(folder)


def java_programs(folder):
    if not os.access(JAVA + "javac", os.X_OK):
        print("the JVM is left out: there is no javac (default-jdk-headless)", file=sys.stderr)
        return []
    classes = os.path.join(folder, "classes")
    os.mkdir(classes)
    source = os.path.join(folder, "Take.java")
    with open(source, "w", encoding="utf-8") as file:
        file.write(JAVA_SOURCE)
    subprocess.run([JAVA + "javac", "-d", classes, source], check=True)
    options = ["--policy", "java", "--proc", "--bind", f"{classes}:/box", "--pids-limit", "128"]
    options += ["--bind", "/etc/java-17-openjdk:/etc/java-17-openjdk"]

    def command(size):
        flags = ["-Xms400m", "-Xmx400m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"]
        return [JAVA + "java", *flags, "-cp", "/box", "Take", str(size)]

    # Warm: the first run brings the JDK's files in.
    return [
        Program("JVM, 0 MiB", command(0), None, None, options),
        Program("JVM, 64 MiB", command(64), with_tables(64 * MIB), "JVM, 0 MiB", options),
    ]


def run_once(cli, program):
    if program.cold:
        with open(program.cold, "rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    limits = ["--memory-limit", "1GiB", "--time-limit", "60s", "--wall-limit", "300s"]
    result = subprocess.run(
        [cli, "run", "--format", "json", *limits, *program.options, "--", *program.command],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if result.returncode != 0:
        sys.exit(f"{program.name}: exit code {result.returncode}: {result.stderr}{result.stdout}")
    return json.loads(result.stdout)["usage"]


def measure(cli, program, runs, medians):
    run_once(cli, program)
    usages = [run_once(cli, program) for _ in range(runs)]
    peaks = sorted(int(usage["peakMemoryBytes"]) for usage in usages)
    median = round(statistics.median(peaks))
    medians[program.name] = median
    row = {
        "program": program.name,
        "runs": runs,
        "reported_bytes": {"least": peaks[0], "median": median, "most": peaks[-1]},
        "spread_bytes": peaks[-1] - peaks[0],
    }
    for part in ("kernelPeakBytes", "sharedBytes", "fileBytes"):
        values = [int(u["memoryParts"][part]) for u in usages if part in u["memoryParts"]]
        if values:
            row[part] = round(statistics.median(values))
    if program.expected is not None:
        expected = program.expected + medians[program.base]
        row["expected_bytes"] = expected
        row["error_bytes"] = median - expected
    return row


def mebibytes(value):
    return "-" if value is None else f"{value / MIB:.3f}"


def print_table(rows):
    head = ["MiB", "expected", "reported", "error", "error %", "spread", "kernel", "shared", "file"]
    lines = [head]
    for row in rows:
        error = row.get("error_bytes")
        share = "-" if error is None else f"{100 * error / row['expected_bytes']:+.2f}"
        lines.append([
            row["program"],
            mebibytes(row.get("expected_bytes")),
            mebibytes(row["reported_bytes"]["median"]),
            mebibytes(error),
            share,
            mebibytes(row["spread_bytes"]),
            *(mebibytes(row.get(part)) for part in ("kernelPeakBytes", "sharedBytes", "fileBytes")),
        ])
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
        print("  ".join(cells))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binaries", required=True, help="folder of what Bazel built")
    parser.add_argument("--runs", type=int, default=50, help="of each program (default: 50)")
    parser.add_argument("--json", metavar="FILE", help="write the figures there, too")
    arguments = parser.parse_args()
    binaries = os.path.abspath(arguments.binaries)
    # /var/tmp is on a disk: a tmpfs would have no page cache to drop.
    folder = tempfile.mkdtemp(prefix="assay-memory-", dir="/var/tmp")
    try:
        medians = {}
        rows = [
            measure(os.path.join(binaries, "judge/cli/sandbox_cli"), program, arguments.runs, medians)
            for program in programs(
                os.path.join(binaries, "tests/jail/memory_kinds"),
                os.path.join(binaries, "judge/cli/return0"),
                folder,
            )
        ]
    finally:
        shutil.rmtree(folder)
    print_table(rows)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({"programs": rows}, file, indent=2)
            file.write("\n")


if __name__ == "__main__":
    main()
