"""`sandbox_cli run`: any program, its streams, its report."""

import os
import subprocess
import unittest

from cli import CliTest


class RunTest(CliTest):
    def run_json(self, *arguments):
        return self.cli("run", "--format", "json", *arguments).json

    def test_streams_and_exit_code(self):
        result = self.cli("run", "--", "sh", "-c", "cat; echo err >&2; exit 3", data="in\x1b\n")
        self.assertEqual(result.code, 1, result)
        self.assertEqual(result.out, "in\x1b\n")
        self.assertRegex(result.err, r"^err\nexit code 3  cpu \d")

    def test_outcomes(self):
        cases = [
            (["/bin/true"], {"exited": {"exitCode": 0}}),
            (["sh", "-c", "exit 7"], {"exited": {"exitCode": 7}}),
            (["sh", "-c", "kill -TERM $$"], {"signaled": {"signal": 15, "name": "SIGTERM"}}),
            (["sh", "-c", "kill -PIPE $$"], {"signaled": {"signal": 13, "name": "SIGPIPE"}}),
            (["sleep", "3600"], {"limitExceeded": {"limit": "LIMIT_WALL_TIME"}}),
            (["sh", "-c", "while :; do :; done"], {"limitExceeded": {"limit": "LIMIT_CPU_TIME"}}),
            (["yes"], {"limitExceeded": {"limit": "LIMIT_OUTPUT"}}),
        ]
        for argv, outcome in cases:
            with self.subTest(argv):
                # What burns cpu has to wait for it on a busy host.
                wall_limit = "600ms" if argv[0] == "sleep" else "60s"
                report = self.run_json(
                    "--time-limit", "300ms", "--wall-limit", wall_limit, "--output-limit", "1MiB",
                    "--", *argv
                )
                self.assertEqual(report["outcome"], outcome)

    def test_report(self):
        report = self.run_json("--", "sh", "-c", "printf 'a\\033\\377b'; echo err >&2")
        self.assertEqual(report["standardOutput"], "a\\x1b\\xffb")
        self.assertEqual(report["standardError"], "err\n")
        self.assertEqual(report["usage"]["outputBytes"], "8")
        report = self.run_json("--", "head", "-c", "100000", "/dev/zero")
        self.assertTrue(report["standardOutputTruncated"])

    def test_parts_of_memory(self):
        report = self.run_json(
            "--memory-limit", "64MiB", "--", "head", "-c", "8388608", "/dev/zero"
        )
        self.assertLess(int(report["usage"]["memoryParts"]["sharedBytes"]), 1 << 20)
        report = self.run_json(
            "--", "sh", "-c", "head -c 8388608 /dev/zero > /work/file"
        )
        shared = int(report["usage"]["memoryParts"]["sharedBytes"])
        self.assertGreaterEqual(shared, 7 << 20)
        self.assertLessEqual(shared, 9 << 20)

    def test_instructions(self):
        doctor = self.cli("doctor", "--format", "json").json["features"]
        counter = next(feature for feature in doctor if feature["name"] == "instruction counter")
        self.assertFalse(counter["required"])
        argv = ["--", "sh", "-c", "while :; do :; done"]
        if not counter["present"]:
            for option in ["--count-instructions", "--instruction-limit=100M"]:
                result = self.cli("run", option, *argv)
                self.assertEqual(result.code, 4, result)
                self.assertEqual(
                    result.err,
                    "sandbox_cli: the host lacks instruction counter "
                    f"({counter['detail']}): {counter['fix']}\n",
                )
            self.skipTest(f"instructions cannot be counted here: {counter['detail']}")
        report = self.run_json("--instruction-limit", "100M", *argv)
        self.assertEqual(report["outcome"], {"limitExceeded": {"limit": "LIMIT_INSTRUCTIONS"}})
        self.assertGreater(int(report["usage"]["instructionCount"]), 100_000_000)
        report = self.run_json("--count-instructions", "--", "/bin/true")
        self.assertGreater(int(report["usage"]["instructionCount"]), 10_000)

    def test_arguments_are_the_programs(self):
        result = self.cli("run", "--", "printf", "%s|", "[a,b]", "--", "--help", "", "x y")
        self.assertEqual(result.out, "[a,b]|--|--help||x y|", result)

    def test_environment_is_what_is_given(self):
        self.environment["SECRET"] = "1"
        result = self.cli("run", "--env", "A=1", "--env", "B=2 3", "--", "env")
        self.assertEqual(
            result.out, "PATH=/usr/bin:/usr/sbin\nHOME=/work\nLC_ALL=C.UTF-8\nA=1\nB=2 3\n", result
        )

    def test_binds(self):
        self.write("data/file", "hello")
        os.mkdir(os.path.join(self.folder, "out"))
        os.chmod(os.path.join(self.folder, "out"), 0o777)
        os.chmod(self.folder, 0o755)
        result = self.cli("run", "--bind", "data:/data", "--", "cat", "/data/file")
        self.assertEqual(result.out, "hello", result)
        result = self.cli("run", "--bind", "data:/data", "--", "touch", "/data/new")
        self.assertEqual(result.code, 1, result)
        result = self.cli("run", "--bind", "out:/out:rw", "--", "sh", "-c", "echo x > /out/new")
        self.assertEqual(result.code, 0, result)
        self.assertTrue(os.path.exists(os.path.join(self.folder, "out/new")))

    def test_no_host_file_is_visible(self):
        for path in ("/etc/passwd", "/root", "/home", self.folder, "/proc/1", "/sys", "/dev/sda"):
            result = self.cli("run", "--", "ls", path)
            self.assertEqual(result.code, 1, path)

    def test_standard_input_is_never_the_callers_own(self):
        path = self.write("input", "data")
        with open(path, "r+b") as file:
            result = self.cli("run", "--", "sh", "-c", "echo x >&0; cat", stdin=file)
        self.assertEqual(result.out, "data", result)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), b"data")
        self.assertEqual(self.cli("run", "--stdin", path, "--", "cat").out, "data")
        result = self.cli("run", "--proc", "--stdin", path, "--", "readlink", "/proc/self/fd/0")
        self.assertEqual(result.out, "/\n", result)

    def test_doctor(self):
        result = self.cli("doctor")
        self.assertEqual(result.code, 0, result)
        self.assertIn("cgroup memory", result.out)
        report = self.cli("doctor", "--format", "json").json
        self.assertTrue(report["ready"])
        for feature in report["features"]:
            self.assertTrue(feature["name"], feature)
            self.assertTrue(feature["present"] or feature["fix"], feature)

    def test_bench_reports_what_operators_read(self):
        report = self.cli("bench", "--format", "json").json
        for name in ("floor_us", "pooled_us", "unpooled_us"):
            self.assertGreater(report[name]["p50"], 0)
            self.assertGreaterEqual(report[name]["p99"], report[name]["p50"])
        self.assertEqual(sorted(report["runs_per_second"]), ["1", "2", "4", "8"])
        self.assertGreater(report["latency_over_floor"], 0)
        self.assertGreater(report["throughput_over_floor"], 0)

    def test_a_program_that_reads_nothing_ends(self):
        reader, writer = os.pipe()
        try:
            result = self.cli("run", "--", "/bin/true", stdin=reader)
            self.assertEqual(result.code, 0, result)
        finally:
            os.close(reader)
            os.close(writer)

    def test_only_three_descriptors(self):
        with open("/dev/null", "rb") as extra:
            result = self.cli(
                "run", "--proc", "--", "ls", "/proc/self/fd", pass_fds=[extra.fileno()]
            )
        # ls has the folder itself open.
        self.assertEqual(result.out.split(), ["0", "1", "2", "3"], result)

    def test_signals_are_not_blocked(self):
        result = self.cli("run", "--proc", "--", "grep", "-E", "Sig(Blk|Ign)", "/proc/self/status")
        self.assertEqual(
            result.out, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", result
        )

    def test_a_slow_reader_does_not_stretch_limits(self):
        process = self.start(
            "run", "--time-limit", "300ms", "--wall-limit", "60s", "--", "sh", "-c", "yes | head -c 1000000; while :; do :; done"
        )
        # Nobody reads standard output until the run must be over.
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            pass
        out, err = process.communicate(timeout=60)
        self.assertEqual(len(out), 1000000)
        self.assertIn(b"cpu time limit exceeded  cpu 0.3", err)


if __name__ == "__main__":
    unittest.main()
