"""Every language does real work in its jail, and what goes wrong there gets the right verdict.

Prints the table of language x program -> verdict, cpu time, peak memory and compile time. Languages
that this host lacks are named and skipped; those of the core may not lack.

    languages_test.py core|rest [ID...]

A folder of this one has a language's programs, each named by what it does:

    aplusb     sums 50,000 pairs of numbers           cpu        computes
    recursion  calls itself 100,000 deep              overflow   calls itself without end
    memory     fills more memory than it may          refused    asks for more at once than there is
    exception  ends with an error that says "boom"    syntax     is none
    loop       computes without end                   several/   a main file and others that it uses
    file, network, process   try to write outside of the working directory, to connect, and to start
                             another program; they print "refused" where that is an error
"""

import concurrent.futures
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest

CLI = os.path.abspath("judge/cli/sandbox_cli")
PROGRAMS = os.path.abspath("tests/languages")
with open("policies/languages/core.txt", encoding="utf-8") as core_file:
    CORE = core_file.read().split()

# Languages that share the programs of another.
SAME_PROGRAMS = {
    "c-clang": "c",
    "cpp11": "cpp17",
    "cpp14": "cpp17",
    "cpp17-clang": "cpp17",
    "cpp20": "cpp17",
    "cpp20-clang": "cpp17",
    "cpp23": "cpp17",
    "pypy3": "python3",
}
# Where the language itself stands in the way of a depth of 100,000.
DEPTHS = {"bash": 1000, "octave": 250, "r": 1000, "pypy3": 20000, "luajit": 10000}
# Programs for which the general verdict is not the language's.
OTHER_VERDICTS = {
    # A goroutine's stack is heap, and may have 1 GB.
    ("go", "overflow"): "MEMORY_LIMIT_EXCEEDED",
    # Each of its frames holds a boxed number: heap and stack are a race.
    ("clojure", "overflow"): ("RUNTIME_ERROR", "MEMORY_LIMIT_EXCEEDED"),
}
# Interpreters for which the general number of rounds would take too long.
SLOW = {"bash", "octave", "r", "cobol", "sql", "prolog", "awk", "scheme", "elixir", "erlang"}

MEBIBYTE = 1 << 20


def numbers():
    """10^5 numbers in 50,000 pairs, and their sums."""
    generator = random.Random(7)
    pairs = [(generator.randint(-10**9, 10**9), generator.randint(-10**9, 10**9)) for _ in range(50000)]
    return (
        f"{len(pairs)}\n" + "".join(f"{a} {b}\n" for a, b in pairs),
        "".join(f"{a + b}\n" for a, b in pairs),
    )


APLUSB = numbers()


class Case:
    """One program: its files, tests, limits and what must come out."""

    def __init__(self, language, program, sources):
        self.language = language
        self.program = program
        self.sources = sources
        self.data, self.answer = "1\n", None
        self.time, self.memory = "20s", "256MiB"
        # What the evidence must have.
        self.said = None
        if program == "aplusb":
            self.verdict, (self.data, self.answer) = "ACCEPTED", APLUSB
        elif program == "cpu":
            rounds = 100_000 if language in SLOW else 2_000_000
            self.data, self.answer = f"{rounds}\n", f"{pow(16807, rounds, 2147483647)}\n"
            self.verdict = "ACCEPTED"
        elif program == "recursion":
            depth = DEPTHS.get(language, 100_000)
            self.data = self.answer = f"{depth}\n"
            self.verdict = "ACCEPTED"
        elif program == "several":
            self.data, self.answer = "20 22\n", "42\n"
            self.verdict = "ACCEPTED"
        elif program == "overflow":
            self.verdict = "RUNTIME_ERROR"
        elif program in ("memory", "refused"):
            self.verdict, self.memory = "MEMORY_LIMIT_EXCEEDED", "128MiB"
        elif program == "exception":
            self.verdict = "RUNTIME_ERROR"
            self.said = None if language == "assembly" else "boom"
        elif program == "syntax":
            self.verdict = "COMPILE_ERROR"
            self.said = os.path.basename(sources[0])
        elif program == "loop":
            self.verdict, self.time = "TIME_LIMIT_EXCEEDED", "1s"
        else:
            # Told so by an error, or stopped.
            self.verdict, self.answer = ("ACCEPTED", "SYSCALL_DENIED"), "refused\n"
        self.verdict = OTHER_VERDICTS.get((language, program), self.verdict)

    def run(self):
        """The judgement as JSON."""
        with tempfile.TemporaryDirectory(prefix="assay-languages-") as folder:
            arguments = ["--language", self.language, "--format", "json", "--wall-limit", "240s"]
            arguments += ["--time-limit", self.time, "--memory-limit", self.memory]
            for name, text in (("input", self.data), ("answer", self.answer)):
                if text is None:
                    continue
                path = os.path.join(folder, name)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                arguments += [f"--{name}", path]
            environment = dict(os.environ, ASSAY_STATE_DIR=os.path.join(folder, "state"))
            result = subprocess.run(
                [CLI, "submit", *self.sources, *arguments], env=environment,
                stdin=subprocess.DEVNULL, capture_output=True, timeout=600, check=False,
            )
            if not result.stdout:
                return {"verdict": "VERDICT_NONE", "error": result.stderr.decode(errors="replace")}
            return json.loads(result.stdout)

    def row(self, report):
        usage = first_test(report).get("usage", {})
        compiler = report.get("compile", {}).get("usage", {})
        return (
            f"{self.language:<13} {self.program:<10} {verdict_of(report):<22} "
            f"{cpu_seconds(usage):7.3f} s {int(usage.get('peakMemoryBytes', 0)) / MEBIBYTE:7.1f} MiB "
            f"{seconds(compiler.get('wallTime')):7.3f} s"
        )

    def problem_with(self, report):
        """What is wrong with a judgement, or None."""
        test = first_test(report)
        messages = report.get("compile", {}).get("output", "")
        expected = self.verdict if isinstance(self.verdict, tuple) else (self.verdict,)
        evidence = "\n".join(
            part[-800:] for part in (
                report.get("error", ""), messages, test.get("errorOutput", ""), test.get("message", ""),
                json.dumps(test.get("outcome", "")), json.dumps(test.get("difference", "")),
            ) if part
        )
        if verdict_of(report) not in expected:
            return f"{verdict_of(report)}, not {' or '.join(expected)}: {evidence}"
        where = messages if self.program == "syntax" else test.get("errorOutput", "")
        if self.said is not None and self.said not in where:
            return f"{self.said!r} is not in the evidence: {evidence}"
        return None


def first_test(report):
    return (report.get("testResults") or [{}])[0]


def verdict_of(report):
    return report["verdict"][len("VERDICT_") :]


def seconds(text):
    return float(text[:-1]) if text else 0.0


def cpu_seconds(usage):
    return seconds(usage.get("userTime")) + seconds(usage.get("systemTime"))


def cases_of(language):
    folder = os.path.join(PROGRAMS, SAME_PROGRAMS.get(language, language))
    if not os.path.isdir(folder):
        return []
    cases = []
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        sources = [path]
        if os.path.isdir(path):
            # The main file first.
            sources = sorted(os.listdir(path), key=lambda file: (not file.lower().startswith("main."), file))
            sources = [os.path.join(path, file) for file in sources]
        cases.append(Case(language, name.split(".")[0], sources))
    return cases


class LanguagesTest(unittest.TestCase):
    part, ids = "core", []

    def wanted(self, language):
        return language in self.ids if self.ids else (language in CORE) == (self.part == "core")

    def test_every_program_in_every_language(self):
        report = subprocess.run(
            [CLI, "languages", "--format", "json"], capture_output=True, timeout=300, check=True
        )
        cases = []
        for status in json.loads(report.stdout)["languages"]:
            language = status["id"]
            if not self.wanted(language):
                continue
            if not status.get("installed"):
                print(f"{language:<13} SKIPPED: {status['problem']}")
                with self.subTest(language):
                    self.assertNotIn(language, CORE, status)
                continue
            with self.subTest(language):
                self.assertTrue(status.get("version"), status)
                self.assertEqual(status.get("problem", ""), "", status)
            of_language = cases_of(language)
            with self.subTest(language):
                self.assertLessEqual(
                    {"aplusb", "cpu", "exception", "loop", "memory"}, {case.program for case in of_language}
                )
            cases += of_language
        print(f"{'language':<13} {'program':<10} {'verdict':<22} {'cpu':>9} {'memory':>11} {'compile':>9}")
        reports = []
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for case, judgement in zip(cases, pool.map(Case.run, cases)):
                print(case.row(judgement), flush=True)
                reports.append((case, judgement))
        for case, judgement in reports:
            with self.subTest(f"{case.language} {case.program}"):
                self.assertIsNone(case.problem_with(judgement))


if __name__ == "__main__":
    LanguagesTest.part, LanguagesTest.ids = sys.argv[1], sys.argv[2:]
    unittest.main(argv=sys.argv[:1])
