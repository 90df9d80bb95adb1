"""Packages that mean no good, or are broken in ways that nobody thinks of: each ends as its own
fault, which names the file and the reason, in little time and memory."""

import os
import signal
import stat
import time
import unittest

from cli import CliTest

# A hostile package must not cost more than this: resident memory of sandbox_cli, in KiB.
MOST_MEMORY_KB = 700 << 10

V202509 = "problem_format_version: 2025-09\nname: x\nuuid: 1b4e28ba-2fa1-11d2-883f-0016d3cca427\n"
ECHO = "print(input())\n"

POLYGON = """<?xml version="1.0" encoding="utf-8"?>%s
<problem><names><name language="english" value="x"/></names>
<judging><testset name="tests"><time-limit>1000</time-limit><memory-limit>268435456</memory-limit>
<test-count>%s</test-count><input-path-pattern>%s</input-path-pattern>
<answer-path-pattern>tests/%%02d.a</answer-path-pattern>
<tests>%s</tests>%s</testset></judging>
<assets><checker type="testlib"><source path="files/check.cpp" type="cpp.g++17"/></checker></assets>
</problem>
"""
POLYGON_FILES = {"tests/01": "1\n", "tests/01.a": "1\n",
                 "files/check.cpp": "int main() { return 0; }\n"}


def polygon(doctype="", count="1", pattern="tests/%02d", tests='<test method="manual"/>',
            groups=""):
    return {**POLYGON_FILES, "problem.xml": POLYGON % (doctype, count, pattern, tests, groups)}


def legacy(yaml="", **files):
    return {"problem.yaml": "name: x\n" + yaml, "data/secret/1.in": "1\n",
            "data/secret/1.ans": "1\n", **files}


def modern(yaml="", **files):
    return {**legacy(**files), "problem.yaml": V202509 + yaml}


def dmoj(yaml):
    return {"init.yml": yaml, "1.in": "1\n", "1.out": "1\n", "check.py": "", "g.py": ""}


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join(['*a%d' % (i - 1)] * 10)}]\n" for i in range(1, 12))
ENTITIES = '<!DOCTYPE x [<!ENTITY a0 "xxxxxxxxxx">' + "".join(
    f'<!ENTITY a{i} "{("&a%d;" % (i - 1)) * 10}">' for i in range(1, 12)) + "]>"

# What is wrong, the files, and what is said of it.
BAD_FILES = [
    ("aliases", modern(BOMB), "problem.yaml:"),
    ("a list in a list in a list", modern("keywords: " + "[" * 50000), "problem.yaml:"),
    ("a map in a map", modern("a:\n" + "".join(" " * i + "a:\n" for i in range(1, 400))),
     "problem.yaml:"),
    ("more YAML than there is", modern("#" * (300 << 10)), "problem.yaml"),
    ("a time without end", modern("limits: {time_limit: .inf}\n"), "problem.yaml:4: limits.time_limit"),
    ("a time that is no number", modern("limits: {time_limit: .nan}\n"), "problem.yaml:4: limits.time_limit"),
    ("a time beyond the universe", modern("limits: {time_limit: 1e308}\n"), "problem.yaml:4: limits.time_limit"),
    ("a time before the beginning", modern("limits: {time_limit: -0.0}\n"), "problem.yaml:4: limits.time_limit"),
    ("a number without end", modern("limits: {memory: 99999999999999999999999}\n"), "problem.yaml:4: limits.memory"),
    ("a number that overflows", modern("limits: {output: 9223372036854775807}\n"), "problem.yaml:4: limits.output"),
    ("a negative number", modern("limits: {validation_time: -1}\n"), "problem.yaml:4: limits.validation_time"),
    ("a factor that is no number", modern("limits: {time_multipliers: {ac_to_time_limit: nan}}\n"),
     "problem.yaml:4: limits.time_multipliers.ac_to_time_limit"),
    ("passes without end", modern("type: [multi-pass]\nlimits: {validation_passes: 1e9}\n"), "problem.yaml:5: limits.validation_passes"),
    ("a tolerance that is no number", modern(**{"data/secret/test_group.yaml": "output_validator_args: [float_tolerance, nan]\n"}),
     "float_tolerance"),
    ("a negative tolerance", modern(**{"data/secret/test_group.yaml": "output_validator_args: [float_tolerance, '-1']\n"}), "float_tolerance"),
    ("a score below nothing", modern("type: scoring\n", **{"data/secret/test_group.yaml": "max_score: -5\n"}),
     "test_group.yaml:1: max_score"),
    ("a range that is no number", legacy("type: scoring\n", **{"data/testdata.yaml": "range: nan nan\n"}),
     "testdata.yaml:1: range"),
    ("a score that is no number", legacy("type: scoring\n", **{"data/testdata.yaml": "accept_score: 1e400\n"}),
     "testdata.yaml:1: accept_score"),
    ("a key twice", modern("license: cc0\nlicense: cc0\n"), "problem.yaml:5: "),
    ("bytes that are no text", {**modern(), "problem.yaml": b"name: \xff\xfe\n"}, "problem.yaml"),
    ("a NUL", {**modern(), "problem.yaml": b"name: x\0y\n"}, "problem.yaml"),
    ("a name that is no text", modern(**{"data/secret/\udcff.in": "", "data/secret/\udcff.ans": ""}), None),
    ("a name that is no text, legacy", legacy(**{"data/secret/\udcff.in": "", "data/secret/\udcff.ans": ""}),
     "must be UTF-8"),
    ("folders without end", legacy(**{"data/secret/" + "a/" * 40 + "1.in": "", "data/secret/" + "a/" * 40 + "1.ans": ""}),
     "is nested too deep"),
    ("entities of entities", polygon(doctype=ENTITIES), "problem.xml"),
    ("a host's file as an entity", polygon(doctype='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "problem.xml"),
    ("elements without end", polygon(groups="<a>" * 100000), "problem.xml"),
    ("tests without end", polygon(count="999999999", tests=""), "problem.xml"),
    ("a pattern that prints memory", polygon(pattern="tests/%s%n%999999999d"), "problem.xml"),
    ("a pattern that leads outside", polygon(pattern="../../../etc/%02d"), None),
    ("points that are no number", polygon(tests='<test method="manual" points="nan"/>'), "problem.xml:6: "),
    ("points without end", polygon(tests='<test method="manual" points="1e999"/>'), "problem.xml:6: "),
    ("points below nothing", polygon(tests='<test method="manual" points="-1"/>'), "problem.xml:6: "),
    ("groups in a circle", polygon(tests='<test method="manual" group="a" points="1"/>',
        groups='<groups><group name="a" points-policy="complete-group"><dependencies>'
               '<dependency group="b"/></dependencies></group>'
               '<group name="b" points-policy="complete-group"><dependencies>'
               '<dependency group="a"/></dependencies></group></groups>'), "depends on itself"),
    ("points that are no number, DMOJ", dmoj("test_cases: [{in: 1.in, out: 1.out, points: .nan}]\n"),
     "init.yml:1: "),
    ("points beyond a double", dmoj("test_cases: [{in: 1.in, out: 1.out, points: 1e400}]\n"), "init.yml:1: "),
    ("points below nothing, DMOJ", dmoj("test_cases: [{in: 1.in, out: 1.out, points: -3}]\n"), "init.yml:1: "),
    ("a test outside", dmoj("test_cases: [{in: ../../etc/passwd, out: 1.out, points: 1}]\n"), "../../etc/passwd"),
    ("a test of the host's", dmoj("test_cases: [{in: /etc/passwd, out: 1.out, points: 1}]\n"), "/etc/passwd"),
    ("a batch that waits for itself", dmoj("test_cases:\n- batched: [{in: 1.in, out: 1.out}]\n  points: 1\n  dependencies: [1]\n"),
     "init.yml:4: "),
]

# The same, where Assay cannot do what is asked for: an error of its own, with the place.
BEYOND = [
    ("a generator", dmoj("generator: g.py\ntest_cases: [{points: 1}]\n"), "init.yml:"),
    ("a grader", dmoj("custom_judge: g.py\ntest_cases: [{in: 1.in, out: 1.out, points: 1}]\n"), "init.yml:1: custom_judge"),
    ("a checker in Python", dmoj("checker: check.py\ntest_cases: [{in: 1.in, out: 1.out, points: 1}]\n"), "init.yml:1: checker"),
]

# What a validator does to the feedback folder `f`, and what is said of it.
BAD_FEEDBACK = [
    ("open(f + 'score.txt', 'w').write('1e400')", "score.txt"),
    ("open(f + 'score.txt', 'w').write('nan')", "score.txt"),
    ("open(f + 'score.txt', 'w').write('-inf')", "score.txt"),
    ("open(f + 'score.txt', 'w').write('')", "score.txt"),
    ("open(f + 'score.txt', 'w').write('0x10')", "score.txt"),
    ("open(f + 'score.txt', 'w').write('1,5')", "score.txt"),
    ("open(f + 'score.txt', 'w').write('5 5')", "score.txt"),
    ("open(f + 'score.txt', 'w').write('9' * 5000000)", "score.txt"),
    ("open(f + 'score.txt', 'wb').write(b'5\\0')", "score.txt"),
    ("open(f + 'score_multiplier.txt', 'w').write('1.0000001')", "score_multiplier.txt"),
    ("open(f + 'score_multiplier.txt', 'w').write('-1e-9')", "score_multiplier.txt"),
    ("open(f + 'score_multiplier.txt', 'w').write('nan')", "score_multiplier.txt"),
    ("os.mkfifo(f + 'score.txt')", "denied system call mknod"),
    ("os.truncate(os.open(f + 'judgemessage.txt', os.O_CREAT | os.O_WRONLY), 1 << 40)", "v.py"),
]

SCORER = "import os, sys\nf = sys.argv[3]\n%s\nsys.exit(42)\n"


class HostilePackageTest(CliTest):
    def package(self, name, files):
        for file, content in files.items():
            path = os.path.join(os.fsencode(self.folder), os.fsencode(f"{name}/{file}"))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as handle:
                handle.write(content if isinstance(content, bytes) else content.encode())
        return os.path.join(self.folder, name)

    def check(self, *arguments):
        """Runs sandbox_cli, and looks at the memory it takes."""
        with open(os.path.join(self.folder, "out"), "wb") as out, \
             open(os.path.join(self.folder, "err"), "wb") as err:
            process = self.start(*arguments, stdout=out, stderr=err)
        end = time.monotonic() + 100
        pid = 0
        while pid == 0:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if time.monotonic() > end:
                process.kill()
                self.fail(f"{arguments} does not end")
            time.sleep(0.01)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertLess(usage.ru_maxrss, MOST_MEMORY_KB, arguments)
        with open(os.path.join(self.folder, "out"), encoding="utf-8", errors="surrogateescape") as out, \
             open(os.path.join(self.folder, "err"), encoding="utf-8", errors="surrogateescape") as err:
            text = out.read() + err.read()
        # No terminal is at a package's mercy, and everybody can read what is said.
        text.encode()
        self.assertFalse([c for c in text if ord(c) < 32 and c not in "\n\r\t"], text)
        return process.returncode, text

    def test_files(self):
        source = self.write("echo.py", ECHO)
        for number, (what, files, text) in enumerate(BAD_FILES):
            with self.subTest(what):
                package = self.package(f"p{number}", files)
                for arguments in (("verify", package), ("submit", source, "--problem", package)):
                    code, said = self.check(*arguments)
                    if text is None:
                        # As if the file were not there, or a missing one.
                        self.assertIn(code, (0, 3), said)
                        continue
                    self.assertEqual(code, 3, said)
                    self.assertIn(text, said)

    def test_beyond(self):
        source = self.write("echo.py", ECHO)
        for number, (what, files, text) in enumerate(BEYOND):
            with self.subTest(what):
                package = self.package(f"p{number}", files)
                for arguments in (("verify", package), ("submit", source, "--problem", package)):
                    code, said = self.check(*arguments)
                    self.assertEqual(code, 4, said)
                    self.assertIn(text, said)

    def test_files_that_are_none(self):
        source = self.write("echo.py", ECHO)

        def socket_at(path):
            os.mknod(path, stat.S_IFSOCK | 0o600)

        makers = [
            ("a FIFO", os.mkfifo),
            ("a socket", socket_at),
            ("a device", lambda path: os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))),
            ("a folder", os.mkdir),
            ("a link that goes round", lambda path: os.symlink(os.path.basename(path), path)),
            ("a link to a process", lambda path: os.symlink("/proc/self/environ", path)),
        ]
        for what, make in makers:
            for file in ("problem.yaml", "data/secret/1.in", "data/secret/1.ans",
                         "data/secret/test_group.yaml", "output_validator/v.py",
                         "data/secret/1.yaml", "submissions/accepted/a.py"):
                if file == "submissions/accepted/a.py" and what == "a folder":
                    continue
                with self.subTest((what, file)):
                    name = f"{what}{file}".replace("/", " ")
                    package = self.package(name, {k: v for k, v in modern().items() if k != file})
                    path = os.path.join(package, file)
                    os.makedirs(os.path.dirname(path), exist_ok=True)
                    make(path)
                    code, said = self.check("verify", package)
                    self.assertEqual(code, 3, said)
                    self.assertIn(os.path.basename(file), said)
                    if "submissions" in file:
                        continue
                    code, said = self.check("submit", source, "--problem", package)
                    self.assertEqual(code, 3, said)
                    self.assertIn(os.path.basename(file), said)

    def test_files_as_large_as_a_disk(self):
        source = self.write("echo.py", ECHO)
        validator = "import sys\nsys.exit(43)\n"
        cases = [
            # An answer with a custom validator goes into its jail; files of a test into the program's.
            (modern(**{"output_validator/v.py": validator}), "data/secret/1.ans", 3, '"answer" alone has'),
            (modern("type: [interactive]\n", **{"output_validator/v.py": validator}),
             "data/secret/1.ans", 3, '"answer" alone has'),
            (modern(), "data/secret/1.files/x", 3, '"x" alone has'),
            # The default validator reads as far as the first difference.
            (modern(), "data/secret/1.ans", 1, "WRONG_ANSWER"),
        ]
        for number, (files, file, expected, text) in enumerate(cases):
            with self.subTest(file):
                package = self.package(f"p{number}", files)
                path = os.path.join(package, file)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as handle:
                    handle.truncate(1 << 42)
                code, said = self.check("submit", source, "--problem", package)
                self.assertEqual(code, expected, said)
                self.assertIn(text, said)

    def test_constants_do_not_multiply(self):
        package = self.package("p", {
            **modern("constants: {a: " + "x" * 200_000 + "}\n"),
            "output_validator/v.py": "{{a}}" * 1_000_000,
            "submissions/accepted/a.py": "{{a}}" * 1_000_000,
        })
        code, said = self.check("verify", package)
        self.assertEqual(code, 3, said)
        self.assertIn("v.py", said)

    def test_many_groups(self):
        files = legacy("type: scoring\n")
        for i in range(10_000):
            files[f"data/secret/g{i}/1.in"] = "1\n"
            files[f"data/secret/g{i}/1.ans"] = "1\n"
        package = self.package("p", files)
        source = self.write("wrong.c", "int main() { return 0; }\n")
        code, said = self.check("submit", source, "--problem", package, "--format", "json")
        self.assertEqual(code, 1, said[:1000])
        self.assertEqual(said.count('"secret/g'), 20_000)
        files["problem.yaml"] = V202509
        del files["data/secret/1.in"], files["data/secret/1.ans"]
        package = self.package("q", files)
        code, said = self.check("submit", source, "--problem", package)
        self.assertEqual(code, 3, said)
        self.assertIn("has more than 1000 groups", said)

    def test_feedback(self):
        source = self.write("echo.py", ECHO)
        for number, (action, text) in enumerate(BAD_FEEDBACK):
            with self.subTest(action):
                package = self.package(f"p{number}", modern(
                    "type: scoring\n", **{"output_validator/v.py": SCORER % action,
                                         "data/secret/test_group.yaml": "max_score: 10\n"}))
                code, said = self.check("submit", source, "--problem", package)
                self.assertEqual(code, 3, said)
                self.assertIn(text, said)

    def test_messages_are_made_printable(self):
        source = self.write("echo.py", ECHO)
        for number, name in enumerate(("judgemessage.txt", "teammessage.txt")):
            package = self.package(f"p{number}", modern(**{
                "output_validator/v.py": SCORER.replace("42", "43") %
                f"open(f + '{name}', 'wb').write(bytes(range(256)) * 100)"}))
            for form in ("text", "json"):
                code, said = self.check("submit", source, "--problem", package, "--format", form)
                self.assertEqual(code, 1, said)

    def test_a_pass_with_an_input_of_a_gibibyte(self):
        source = self.write("echo.py", ECHO)
        package = self.package("p", modern("type: multi-pass\n", **{
            "output_validator/v.py": SCORER % "os.truncate(os.open(f + 'nextpass.in', os.O_CREAT | os.O_WRONLY), 1 << 30)"}))
        code, said = self.check("submit", source, "--problem", package)
        self.assertEqual(code, 3, said)
        self.assertIn("v.py", said)

    def test_testlib_points(self):
        source = self.write("echo.py", ECHO)
        for number, points in enumerate(("nan", "inf", "-1", "1e400", "0x7", "", "11")):
            with self.subTest(points):
                files = polygon(tests='<test method="manual" points="10"/>')
                files["files/check.cpp"] = (
                    "#include <cstdio>\nint main() { fputs(\"points %s\", stderr); return 7; }\n" % points)
                package = self.package(f"p{number}", files)
                code, said = self.check("submit", source, "--problem", package)
                self.assertEqual(code, 3, said)
                self.assertIn("check.cpp", said)

    def wait_for(self, argument, process):
        """Until a program has `argument` on its command line."""
        while process.poll() is None:
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    with open(f"/proc/{pid}/cmdline", "rb") as file:
                        if argument.encode() in file.read().split(b"\0"):
                            return
                except OSError:
                    pass
            time.sleep(0.05)

    def test_a_file_that_changes_meanwhile(self):
        source = self.write("slow.py", "import time\nx = input()\nif x == '1': time.sleep(3)\nprint(x)\n")
        for number, (file, make) in enumerate((("2.in", os.mkfifo), ("2.ans", os.mkfifo), ("2.in", None),
                                               ("2.ans", lambda path: os.symlink("/etc/passwd", path)))):
            with self.subTest((file, make)):
                marker = f"marker-{os.getpid()}-{number}"
                package = self.package(f"p{number}", modern(
                    "limits: {time_limit: 5}\n", **{"data/secret/1.yaml": f"args: [{marker}]\n",
                                                    "data/secret/2.in": "2\n", "data/secret/2.ans": "2\n"}))
                process = self.start("submit", source, "--problem", package, "--jobs", "1")
                self.wait_for(marker, process)
                path = os.path.join(package, "data/secret", file)
                os.remove(path)
                if make is not None:
                    make(path)
                out, err = process.communicate(timeout=100)
                self.assertEqual(process.returncode, 3, (out, err))
                self.assertIn(file, (out + err).decode())

    def test_windows_files(self):
        """Line ends of Windows, and its mark at the beginning, change nothing."""
        package = self.package("p", {
            "problem.yaml": b"\xef\xbb\xbf" + (V202509 + "limits:\n  time_limit: 2\n").replace("\n", "\r\n").encode(),
            "data/secret/1.in": "1\r\n", "data/secret/1.ans": "1\r\n",
            "data/secret/A.in": "2\r\n", "data/secret/A.ans": "2\r\n",
            "data/secret/a.in": "3\r\n", "data/secret/a.ans": "3\r\n",
            "data/secret/test_group.yaml": "output_validator_args:\r\n- case_sensitive\r\n",
            "submissions/accepted/echo.py": ECHO.replace("\n", "\r\n"),
        })
        code, said = self.check("verify", package)
        self.assertEqual(code, 0, said)


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    unittest.main()
