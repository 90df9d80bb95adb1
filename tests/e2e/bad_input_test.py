"""Whatever is wrong with what the user gives: one clear line, the right exit code, no hang."""

import os
import resource
import subprocess
import time
import unittest

from cli import APLUSB, CLI, PACKAGES, CliTest

GOOD = os.path.join(APLUSB, "submissions/accepted/aplusb.cpp")


class BadInputTest(CliTest):
    def check(self, arguments, code, text):
        with self.subTest(" ".join(arguments)[:100]):
            result = self.cli(*arguments)
            self.assertEqual(result.code, code, result)
            message = result.err if code != 3 else result.out
            self.assertIn(text, message, result)
            self.assertEqual(message.count("\n"), 1, result)
            self.assertNotIn("\x1b", message)

    def test_sources(self):
        os.mkfifo(os.path.join(self.folder, "fifo.cpp"))
        os.mkdir(os.path.join(self.folder, "folder.cpp"))
        cases = [
            ("missing.cpp", "does not exist"),
            (self.write("empty.cpp", ""), "is empty"),
            (self.write("nul.cpp", "int main() {}\0"), "holds a NUL byte at offset 13"),
            (self.write("utf16.cpp", "int main() {}".encode("utf-16")), "holds a NUL byte"),
            (self.write("big.cpp", "x" * (10 << 20)), "is larger than 1 MiB"),
            ("folder.cpp", "is a folder"),
            ("fifo.cpp", "is not a regular file"),
            (self.write("a.txt", "x"), "no language has the ending"),
            (self.write("\x1b[31m.txt", "x"), "\\x1b[31m.txt"),
            ("x" * 5000 + ".cpp", "File name too long"),
        ]
        for path, text in cases:
            self.check(["submit", path], 2, text)
        self.check(["submit", "/dev/zero", "--language", "c"], 2, "is not a regular file")
        self.check(["submit", GOOD, "--language", "klingon"], 2, 'unknown language "klingon"')
        self.check(["submit"], 2, "SOURCE is required")
        self.check(["submit", "-x.cpp"], 2, "required")
        self.check(["submit", GOOD, "-x.cpp"], 2, "goes after --")

    def test_limits(self):
        for value in ("0", "0s", "2", "-1s", "nan", "inf", "1e9s", "2 s", "", "999999999h", "2h"):
            self.check(["submit", GOOD, f"--time-limit={value}"], 2, "--time-limit")
            self.check(["run", f"--time-limit={value}", "--", "/bin/true"], 2, "--time-limit")
        for value in ("0s", "2", "-1s", "2h"):
            self.check(["submit", GOOD, f"--compile-time-limit={value}"], 2, "--compile-time-limit")
        for value in ("0", "0s", "2", "-1s", "25h"):
            self.check(["submit", GOOD, f"--wall-limit={value}"], 2, "--wall-limit")
        for value in ("0", "0MiB", "256", "-1MiB", "1MiB", "nanMiB", "256M", "99999999999GiB"):
            self.check(["submit", GOOD, f"--memory-limit={value}"], 2, "--memory-limit")
        for value in ("0", "64", "-1B", "99999999999GiB"):
            self.check(["submit", GOOD, f"--output-limit={value}"], 2, "--output-limit")
        for value in ("0", "-1", "1.5", "many", "99999999999", "5000"):
            self.check(["submit", GOOD, f"--pids-limit={value}"], 2, "--pids-limit")
        for value in ("0", "-1", "500m", "500MiB", "1001T", "99999999999T", ""):
            self.check(["submit", GOOD, f"--instruction-limit={value}"], 2, "--instruction-limit")
            self.check(
                ["run", f"--instruction-limit={value}", "--", "true"], 2, "--instruction-limit"
            )
        for value in ("0", "-1", "1000", "x"):
            self.check(["submit", GOOD, f"--jobs={value}"], 2, "--jobs")

    def test_commands(self):
        self.check([], 2, "subcommand is required")
        self.check(["judge"], 2, 'there is no command "judge"; there are submit, run')
        self.check(["submit", GOOD, "--bogus"], 2, "--bogus")
        self.check(["submit", GOOD, "--format", "xml"], 2, "--format")
        self.check(["submit", GOOD, "--answer", "x"], 2, "--answer requires --input")
        self.check(["submit", GOOD, "--tests", "x", "--problem", "y"], 2, "excludes")
        self.check(["submit", GOOD, "--time-limit", "1s", "--time-limit", "2s"], 2, "--time-limit")

    def test_problems(self):
        self.write("in", "1 2\n")
        self.write("no-answer/1.in", "1 2\n")
        os.mkdir(os.path.join(self.folder, "no-tests"))
        self.check(["submit", GOOD, "--tests", "missing"], 2, "--tests")
        self.check(["submit", GOOD, "--problem", "missing"], 2, "--problem")
        self.check(["submit", GOOD, "--input", "missing"], 2, "does not exist")
        self.check(["submit", GOOD, "--input", "/dev/zero"], 2, "is not a regular file")
        self.check(["submit", GOOD, "--input", "in", "--answer", "missing"], 2, "--answer")
        self.check(["submit", GOOD, "--tests", "no-answer"], 3, "1.in has no answer")
        self.check(["submit", GOOD, "--tests", "no-tests"], 3, "no-tests has no tests")
        self.write("hidden/1\u202eni.in", "")
        self.write("hidden/1\u202eni.ans", "")
        self.check(["submit", GOOD, "--tests", "hidden"], 3, "must be UTF-8")
        self.write("folder/1.in/1.in", "")
        self.check(["submit", GOOD, "--tests", "folder"], 3, '"1.in" is a folder')
        for name in ("broken_yaml", "broken_no_answer"):
            self.check(["submit", GOOD, "--problem", os.path.join(PACKAGES, name)], 3, "JUDGE_ERROR")
        result = self.cli("submit", GOOD, "--tests", "no-answer", "--format", "json")
        self.assertEqual(result.json["verdict"], "VERDICT_JUDGE_ERROR")

    def test_what_a_package_asks_for_wrongly_is_its_fault(self):
        python = os.path.join(APLUSB, "submissions/accepted/aplusb.py")
        cases = [
            (GOOD, "limits: {memory: 1}", "problem.yaml:1: limits.memory must be"),
            (python, "limits: {time_limit: 3600}", "times 3 for the language"),
            (GOOD, "limits: {compilation_memory: 1}", "limits.compilation_memory must be"),
        ]
        for name in ("data/sample/1.in", "data/sample/1.ans"):
            self.write(os.path.join("package", name), "1 2\n")
        for source, yaml, text in cases:
            self.write("package/problem.yaml", yaml + "\n")
            self.check(["submit", source, "--problem", "package"], 3, text)
        # The caller may still say what goes.
        self.write("package/problem.yaml", "limits: {time_limit: 3600}\n")
        result = self.cli("submit", python, "--problem", "package", "--time-limit", "2s")
        self.assertEqual(result.code, 1, result)
        self.write("package/problem.yaml", "")
        os.symlink("x" * 250, os.path.join(self.folder, "package/data/sample/2.in"))
        self.write("package/data/sample/2.ans", "")
        self.check(["submit", GOOD, "--problem", "package"], 3, "2.in is missing")
        os.remove(os.path.join(self.folder, "package/data/sample/2.in"))
        os.symlink("x" * 300, os.path.join(self.folder, "package/data/sample/2.in"))
        self.check(["submit", GOOD, "--problem", "package"], 3, "2.in is a link to a name that")

    def test_the_largest_memory_limit_goes_in_every_language(self):
        python = os.path.join(APLUSB, "submissions/accepted/aplusb.py")
        result = self.cli("submit", python, "--memory-limit", "1024GiB", data="1 2\n")
        self.assertEqual((result.code, result.out), (0, "3\n"), result)
        for name, text in (("1.in", "1 2\n"), ("1.ans", "3\n")):
            self.write(os.path.join("package/data/sample", name), text)
        self.write("package/problem.yaml", "limits: {memory: 1048576}\n")
        result = self.cli("submit", python, "--problem", "package")
        self.assertEqual(result.code, 0, result)

    def test_an_answer_that_leads_outside_is_no_answer(self):
        self.write("tests/1.in", "1 2\n")
        os.symlink("/etc/shadow", os.path.join(self.folder, "tests/1.ans"))
        result = self.cli("submit", GOOD, "--tests", "tests")
        self.assertEqual(result.code, 3, result)

    def test_runs(self):
        self.check(["run"], 2, "no program to run")
        self.check(["run", "--"], 2, "no program to run")
        self.check(["run", "--", "no-such-program"], 2, "is not in /usr/bin")
        self.check(["run", "--", "./program"], 2, "is a relative path")
        self.check(["run", "--", "/no/such"], 2, "No such file or directory")
        os.chmod(self.write("junk", "junk"), 0o755)
        os.chmod(self.folder, 0o755)
        self.check(["run", "--bind", "junk:/opt/junk", "--", "/opt/junk"], 2, "Exec format error")
        self.check(["run", "--", "/usr"], 2, "execute /usr")
        self.check(["run", "--policy", "nope", "--", "/bin/true"], 2, 'no seccomp policy "nope"')
        self.check(["run", "--bind", "x", "--", "/bin/true"], 2, "HOST:JAIL")
        self.check(["run", "--bind", "/no/such:/x", "--", "/bin/true"], 2, "No such file")
        self.check(["run", "--bind", "/etc:/usr/x", "--", "/bin/true"], 2, "/usr/x")
        self.check(["run", "--env", "A", "--", "/bin/true"], 2, "NAME=value")
        self.check(["run", "--stdin", "missing", "--", "/bin/true"], 2, "does not exist")

    def test_a_full_disk_is_the_hosts_fault(self):
        big = self.write("big.cpp", "char x[3000000] = {1};\nint main() { return x[0] - 1; }")
        small = self.write("small.py", "print()" + " " * 300000)
        os.mkdir(self.state)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "x", self.state], check=True)
        try:
            self.check(["submit", big, "--input", GOOD], 4, "No space left on device")
            self.check(["submit", small, "--input", GOOD], 4, "No space left on device")
        finally:
            subprocess.run(["umount", self.state], check=True)

    def test_limits_of_the_caller_do_not_reach_the_program(self):
        path = self.write("loop.cpp", "int main() { for (volatile unsigned i = 0; i + 1 != 0; ++i); }")
        soft = (1, resource.getrlimit(resource.RLIMIT_CPU)[1])
        result = self.cli("submit", path, "--time-limit", "30s", "--wall-limit", "90s", "--input", GOOD,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, soft))
        self.assertEqual(result.code, 0, result)
        # A hard limit that this process may not raise is refused.
        result = subprocess.run(
            ["setpriv", "--bounding-set=-sys_resource", CLI, "run", "--", "/bin/true"],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, 60)),
        )
        self.assertEqual(result.returncode, 4, result)
        self.assertIn("low hard limits: cpu", result.stderr)

    def test_output_that_cannot_be_written_is_the_hosts_fault(self):
        with open("/dev/full", "wb") as full:
            for arguments in (["version"], ["run", "--", "/bin/echo", "x"]):
                result = self.cli(*arguments, stdout=full)
                self.assertEqual(result.code, 4, result)
                self.assertEqual(result.err.count("\n"), 1, result)

    def test_closed_streams_are_nobody_elses(self):
        process = self.start("run", "--", "/bin/sleep", "20", stdin=None, preexec_fn=lambda: os.close(0))
        time.sleep(1)
        process.terminate()
        process.communicate(timeout=10)
        self.assertEqual(process.returncode, 143)
        result = self.cli("version", stdout=None, preexec_fn=lambda: os.close(1))
        self.assertEqual(result.code, 4, result)

    def test_a_host_without_threads_is_no_crash(self):
        """As for RLIMIT_NPROC root is exempt, a control group's pids.max does it."""
        group = f"/sys/fs/cgroup/pids/assay-e2e-{os.getpid()}"
        if not os.path.isdir("/sys/fs/cgroup/pids"):
            self.skipTest("needs the pids controller of version 1")
        os.mkdir(group)
        try:
            for limit in range(1, 8):
                with open(group + "/pids.max", "w", encoding="ascii") as file:
                    file.write(str(limit))

                def enter():
                    with open(group + "/cgroup.procs", "w", encoding="ascii") as file:
                        file.write("0")

                result = self.cli("run", "--", "/bin/true", preexec_fn=enter)
                self.assertIn(result.code, (0, 4), result)
        finally:
            os.rmdir(group)

    def test_without_root(self):
        os.chmod(self.folder, 0o755)
        as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        copy = os.path.join(self.folder, "sandbox_cli")
        with open(CLI, "rb") as source, open(copy, "wb") as target:
            target.write(source.read())
        os.chmod(copy, 0o755)
        os.mkdir(self.state)
        os.chown(self.state, 65534, 65534)
        for command, message in (
            (["run", "--", "/bin/true"], "the host lacks own user ids"),
            # This host's control groups, of version 1, are nobody's but root's.
            (["run", "--weaken", "shared-user-id", "--", "/bin/true"], "cgroup delegation"),
        ):
            result = subprocess.run(
                [*as_nobody, copy, *command],
                env=self.environment,
                cwd=self.folder,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            self.assertEqual(result.returncode, 4, result)
            self.assertIn(message, result.stderr)
            self.assertIn("run as root", result.stderr)
            self.assertEqual(result.stderr.count("\n"), 1, result)


if __name__ == "__main__":
    unittest.main()
