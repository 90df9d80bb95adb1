"""Every verdict in every language on a real problem package, and the forms of the report."""

import os
import re
import unittest

from cli import APLUSB, PACKAGES, CliTest


def submission(path):
    return os.path.join(APLUSB, "submissions", path)


class SubmitTest(CliTest):
    def test_verdicts(self):
        cases = [
            ("accepted/aplusb.c", "VERDICT_ACCEPTED"),
            ("accepted/aplusb.cpp", "VERDICT_ACCEPTED"),
            ("accepted/aplusb.py", "VERDICT_ACCEPTED"),
            ("accepted/Aplusb.java", "VERDICT_ACCEPTED"),
            ("wrong_answer/narrow.c", "VERDICT_WRONG_ANSWER"),
            ("wrong_answer/difference.cpp", "VERDICT_WRONG_ANSWER"),
            ("wrong_answer/silent.py", "VERDICT_WRONG_ANSWER"),
            ("run_time_error/exit_code.c", "VERDICT_RUNTIME_ERROR"),
            ("run_time_error/null.cpp", "VERDICT_RUNTIME_ERROR"),
            ("run_time_error/raises.py", "VERDICT_RUNTIME_ERROR"),
            ("run_time_error/Throws.java", "VERDICT_RUNTIME_ERROR"),
            ("time_limit_exceeded/loop.cpp", "VERDICT_TIME_LIMIT_EXCEEDED"),
            ("time_limit_exceeded/loop.py", "VERDICT_TIME_LIMIT_EXCEEDED"),
            ("memory_limit_exceeded/hoard.cpp", "VERDICT_MEMORY_LIMIT_EXCEEDED"),
            ("output_limit_exceeded/flood.c", "VERDICT_OUTPUT_LIMIT_EXCEEDED"),
            ("compile_error/syntax.cpp", "VERDICT_COMPILE_ERROR"),
            ("compile_error/Syntax.java", "VERDICT_COMPILE_ERROR"),
        ]
        for path, verdict in cases:
            with self.subTest(path):
                # The wall limit is for a busy host, where what burns cpu has to wait for it.
                result = self.cli(
                    "submit", submission(path), "--problem", APLUSB, "--wall-limit", "60s",
                    "--format", "json",
                )
                self.assertEqual(result.json["verdict"], verdict, result)
                self.assertEqual(result.code, 0 if verdict == "VERDICT_ACCEPTED" else 1, result)
                self.assertEqual(result.err, "")

    def test_json_report(self):
        result = self.cli(
            "submit", submission("accepted/aplusb.cpp"), "--problem", APLUSB, "--format", "json"
        ).json
        self.assertEqual(result["language"], "cpp17")
        self.assertTrue(result["compile"]["succeeded"])
        self.assertEqual(result["limits"]["cpuTime"], "2s")
        self.assertEqual(result["limits"]["memoryBytes"], str(256 << 20))
        self.assertEqual(len(result["testResults"]), 12)
        self.assertEqual(result["testResults"][0]["name"], "sample/1")
        for test in result["testResults"]:
            self.assertEqual(test["verdict"], "VERDICT_ACCEPTED")
            self.assertEqual(test["outcome"], {"exited": {"exitCode": 0}})
            usage = test["usage"]
            for field in ("userTime", "systemTime", "wallTime", "throttledTime"):
                self.assertRegex(usage[field], r"^\d+(\.\d+)?s$")
            self.assertGreater(int(usage["peakMemoryBytes"]), 0)
            self.assertEqual(usage["oomKillCount"], "0")
            self.assertGreater(int(usage["outputBytes"]), 0)
            self.assertEqual(usage["memoryParts"]["sharedBytes"], "0")

    def test_instructions(self):
        doctor = self.cli("doctor", "--format", "json").json["features"]
        counter = next(feature for feature in doctor if feature["name"] == "instruction counter")
        loop = submission("time_limit_exceeded/loop.cpp")
        if not counter["present"]:
            # Ahead of the compiler, which would fail.
            source = self.write("syntax.c", "int main( {}\n")
            for option in ["--count-instructions", "--instruction-limit=100M"]:
                for tests in [["--problem", APLUSB], []]:
                    result = self.cli("submit", source, *tests, option)
                    self.assertEqual(result.code, 4, result)
                    self.assertIn("the host lacks instruction counter", result.err)
                    self.assertEqual(result.out, "")
            self.skipTest(f"instructions cannot be counted here: {counter['detail']}")
        report = self.cli(
            "submit", loop, "--problem", APLUSB, "--instruction-limit", "100M", "--format", "json"
        ).json
        self.assertEqual(report["verdict"], "VERDICT_TIME_LIMIT_EXCEEDED")
        self.assertEqual(
            report["testResults"][0]["outcome"], {"limitExceeded": {"limit": "LIMIT_INSTRUCTIONS"}}
        )

    def test_evidence(self):
        report = self.cli(
            "submit", submission("wrong_answer/narrow.c"), "--problem", APLUSB, "--format", "json"
        ).json
        verdicts = [test["verdict"] for test in report["testResults"]]
        first = verdicts.index("VERDICT_WRONG_ANSWER")
        self.assertEqual(set(verdicts[first + 1 :]), {"VERDICT_SKIPPED"})
        self.assertEqual(set(verdicts[:first]), {"VERDICT_ACCEPTED"})
        self.assertEqual(
            report["testResults"][first]["difference"],
            {
                "line": "1",
                "column": "1",
                "expected": "2147483648",
                "found": "-2147483648",
                "reason": "token",
            },
        )

    def test_all_tests(self):
        report = self.cli(
            "submit",
            submission("wrong_answer/narrow.c"),
            "--problem",
            APLUSB,
            "--all-tests",
            "--format",
            "json",
        ).json
        verdicts = [test["verdict"] for test in report["testResults"]]
        self.assertNotIn("VERDICT_SKIPPED", verdicts)
        self.assertIn("VERDICT_ACCEPTED", verdicts[verdicts.index("VERDICT_WRONG_ANSWER") :])

    def test_a_time_limit_is_kept(self):
        report = self.cli(
            "submit",
            submission("time_limit_exceeded/loop.cpp"),
            "--problem",
            APLUSB,
            "--time-limit",
            "500ms",
            "--wall-limit",
            "60s",
            "--format",
            "json",
        ).json
        usage = report["testResults"][0]["usage"]
        cpu = float(usage["userTime"][:-1]) + float(usage["systemTime"][:-1])
        self.assertGreaterEqual(cpu, 0.5)
        self.assertLess(cpu, 0.6)

    def test_text_report(self):
        result = self.cli("submit", submission("accepted/aplusb.cpp"), "--problem", APLUSB)
        self.assertEqual(result.code, 0, result)
        self.assertNotIn("\x1b", result.out)
        lines = result.out.splitlines()
        self.assertEqual(len(lines), 13, result)
        self.assertRegex(
            lines[0],
            r"^  sample/1 +ACCEPTED +cpu \d+\.\d{3} s  wall \d+\.\d{3} s  memory \d+\.\d MiB$",
        )
        self.assertRegex(lines[-1], r"^ACCEPTED  12 of 12 tests passed, slowest")

    def test_jobs_change_nothing(self):
        reports = []
        for jobs in ("1", "2"):
            report = self.cli(
                "submit",
                submission("wrong_answer/narrow.c"),
                "--problem",
                APLUSB,
                "--jobs",
                jobs,
                "--format",
                "json",
            ).json
            reports.append([(test["name"], test["verdict"]) for test in report["testResults"]])
        self.assertEqual(reports[0], reports[1])

    def test_float_tolerance_of_a_package(self):
        floats = os.path.join(PACKAGES, "floats")
        for folder, code in (("accepted", 0), ("wrong_answer", 1)):
            path = os.path.join(floats, "submissions", folder)
            for name in sorted(os.listdir(path)) if os.path.isdir(path) else []:
                with self.subTest(f"{folder}/{name}"):
                    result = self.cli("submit", os.path.join(path, name), "--problem", floats)
                    self.assertEqual(result.code, code, result)

    def test_tests_folder(self):
        self.write("tests/1.in", "1 2\n")
        self.write("tests/1.ans", "3\n")
        self.write("tests/2.in", "5 5\n")
        self.write("tests/2.out", "11\n")
        result = self.cli("submit", submission("accepted/aplusb.py"), "--tests", "tests")
        self.assertEqual(result.code, 1, result)
        self.assertIn('expected "11", found "10"', result.out)

    def test_one_input_with_answer(self):
        self.write("in", "1 2\n")
        self.write("ans", "3\n")
        result = self.cli(
            "submit", submission("accepted/aplusb.c"), "--input", "in", "--answer", "ans"
        )
        self.assertEqual(result.code, 0, result)

    def test_the_callers_umask_does_not_count(self):
        for source in ("accepted/aplusb.c", "accepted/aplusb.py", "accepted/Aplusb.java"):
            result = self.cli("submit", submission(source), "--problem", APLUSB, umask=0o777)
            self.assertEqual(result.code, 0, result)
        self.assertEqual(self.cli("run", "--", "/bin/ls", "/work", umask=0o777).code, 0)

    def test_one_input_shows_the_output(self):
        self.write("in", "20 22\n")
        for arguments, data in ((("--input", "in"), None), ((), "20 22\n")):
            result = self.cli("submit", submission("accepted/aplusb.c"), *arguments, data=data)
            self.assertEqual(result.code, 0, result)
            self.assertEqual(result.out, "42\n")
            self.assertRegex(result.err, r"^ACCEPTED  exit code 0  cpu ")
        report = self.cli(
            "submit", submission("accepted/aplusb.c"), "--input", "in", "--format", "json"
        ).json
        self.assertEqual(report["testResults"][0]["output"], "42\n")

    def test_a_denied_call_is_named(self):
        path = self.write("net.py", "import socket\nsocket.socket()\n")
        result = self.cli("submit", path, "--format", "json")
        self.assertEqual(result.code, 1, result)
        self.assertEqual(result.json["verdict"], "VERDICT_SYSCALL_DENIED")
        self.assertEqual(
            result.json["testResults"][0]["outcome"]["syscallDenied"]["name"], "socket"
        )

    def test_a_sleeper_exceeds_the_wall_limit(self):
        path = self.write("sleep.py", "import time\ntime.sleep(60)\n")
        result = self.cli("submit", path, "--wall-limit", "300ms", "--format", "json")
        self.assertEqual(result.json["verdict"], "VERDICT_WALL_TIME_LIMIT_EXCEEDED", result)

    def test_java_names(self):
        cases = {
            "Anything.java": "package a.b; class Other {} public class Start { "
            "public static void main(String[] a) { System.out.print(7); } }",
            "a b.java": "class Helper {} class Go { "
            "public static void main(String[] a) { System.out.print(7); } }",
            "overload.java": "class H { void main(int x) {} } class Sol { "
            "public static void main(String[] a) { System.out.print(7); } }",
            "unicode.java": "public class Stra\u00dfe { static class \u00c9t\u00e9 {} "
            "public static void main(String[] a) { new \u00c9t\u00e9(); System.out.print(7); } }",
            "threads.java": "public class Main { public static void main(String[] a) "
            "throws Exception { Thread t = new Thread(() -> System.out.print(7)); "
            "t.start(); t.join(); } }",
        }
        for name, text in cases.items():
            with self.subTest(name):
                result = self.cli("submit", self.write(name, text))
                self.assertEqual((result.code, result.out), (0, "7"), result)

    def test_a_full_java_heap_is_a_memory_limit(self):
        body = "class Main { public static void main(String[] a) { %s } }"
        cases = [
            ("var l = new java.util.ArrayList<long[]>(); for (;;) l.add(new long[1 << 16]);",
             "VERDICT_MEMORY_LIMIT_EXCEEDED", 3),
            ("System.exit(3);", "VERDICT_RUNTIME_ERROR", 3),
            ("throw new OutOfMemoryError();", "VERDICT_RUNTIME_ERROR", 1),
        ]
        for code, verdict, exit_code in cases:
            with self.subTest(code):
                path = self.write("Main.java", body % code)
                result = self.cli("submit", path, "--memory-limit", "64MiB", "--format", "json")
                self.assertEqual(result.code, 1, result)
                self.assertEqual(result.json["verdict"], verdict, result)
                test = result.json["testResults"][0]
                self.assertEqual(test["outcome"], {"exited": {"exitCode": exit_code}}, result)

    def test_java_does_not_learn_which_test_it_runs(self):
        path = self.write(
            "Main.java",
            "import java.nio.file.*; public class Main { public static void main(String[] a) "
            'throws Exception { System.out.println(Files.readSymbolicLink(Path.of("/proc/self/fd/0")));'
            'try { Files.newOutputStream(Path.of("/proc/self/fd/0"), StandardOpenOption.WRITE); '
            'System.out.println("writable"); } catch (java.io.IOException e) { } '
            "System.out.println(new java.util.Scanner(System.in).nextInt()); } }",
        )
        os.chmod(self.write("tests/secret.in", "42\n"), 0o666)
        self.write("tests/secret.ans", "/\n42\n")
        result = self.cli("submit", path, "--tests", "tests")
        self.assertEqual(result.code, 0, result)
        result = self.cli("submit", path, "--input", "tests/secret.in")
        self.assertEqual(result.out, "/\n42\n", result)

    def test_names_never_reach_a_command(self):
        text = "int main() {}"
        for name in ("a b.cpp", "'\"$(touch pwned).cpp", "gr\u00fc\u00dfe.cpp", "new\nline.cpp"):
            with self.subTest(name):
                result = self.cli("submit", self.write(name, text))
                self.assertEqual(result.code, 0, result)
        self.write("-O.cpp", text)
        result = self.cli("submit", "--", "-O.cpp")
        self.assertEqual(result.code, 0, result)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "pwned")))

    def test_programs_of_several_files(self):
        programs = {
            "c": {
                "main.c": '#include "util.h"\nint main() { return add(1, 2) - 3; }',
                "util.c": '#include "util.h"\nint add(int a, int b) { return a + b; }',
                "util.h": "int add(int, int);",
            },
            "cpp20": {
                "solution.cpp": '#include "util.hpp"\nint main() { return add(1, 2) - 3; }',
                "util.cc": '#include "util.hpp"\nint add(int a, int b) { return a + b; }',
                "util.hpp": "int add(int, int);",
            },
            "java": {
                "Main.java": "class Main { public static void main(String[] a) { new Util(); } }",
                "Util.java": "public class Util {}",
            },
            "python3": {"main.py": "import util\nutil.greet()\n", "util.py": "def greet(): pass\n"},
        }
        for language, files in programs.items():
            with self.subTest(language):
                folder = f"several-{language}"
                paths = [self.write(os.path.join(folder, name), text) for name, text in files.items()]
                result = self.cli("submit", *paths, "--language", language)
                self.assertEqual(result.code, 0, result)
                broken = self.write(paths[1], "(((")
                result = self.cli("submit", paths[0], broken, *paths[2:], "--language", language)
                self.assertEqual(result.code, 1, result)
                self.assertIn(os.path.basename(broken), result.out + result.err)
                self.assertNotIn("/src", result.out + result.err)

    def test_companions_are_checked(self):
        main = self.write("several.cpp", "int main() {}")
        clash = self.write("main.cpp", "")
        result = self.cli("submit", main, clash)
        self.assertEqual(result.code, 1, result)
        self.assertIn("two files are called main.cpp", result.err)
        result = self.cli("submit", main, self.write("a b.h", ""))
        self.assertEqual(result.code, 2, result)
        self.assertIn("a b.h has a name that", result.err)

    def test_a_language_can_be_named(self):
        path = self.write("a.txt", "#include <concepts>\nint main() { return std::same_as<int, int> ? 0 : 1; }")
        self.assertEqual(self.cli("submit", path, "--language", "cpp20").code, 0)
        self.assertEqual(self.cli("submit", path, "--language", "cpp17").code, 1)

    def test_languages(self):
        report = self.cli("languages", "--format", "json").json
        languages = {language["id"]: language for language in report["languages"]}
        self.assertLessEqual({"c", "cpp17", "cpp20", "java", "python3", "cobol", "nim"}, set(languages))
        for language in languages.values():
            if language["id"] in ("c", "cpp17", "cpp20", "java", "python3"):
                self.assertTrue(language["installed"], language)
            if language.get("installed"):
                # Erlang's releases have one number.
                number = r"OTP \d+" if language["id"] == "erlang" else r"\d+\.\d+"
                self.assertTrue(re.search(number, language["version"]), language)
                self.assertEqual(language["installCommand"], "")
            else:
                self.assertTrue(language["installCommand"].startswith("apt-get install "), language)
                self.assertIn(language["installCommand"], language["problem"])


if __name__ == "__main__":
    unittest.main()
