"""sandbox_cli as an ordinary user, in a control group of version 2 that is delegated to it."""

import json
import os
import stat
import subprocess
import tempfile
import unittest

CLI = os.path.abspath("judge/cli/sandbox_cli")
WEAKEN = "--weaken=shared-user-id"
DELEGATED = "/sys/fs/cgroup/user"

SUM = """
#include <stdio.h>
int main(void) {
  int a, b;
  if (scanf("%d %d", &a, &b) != 2) return 3;
  printf("%d\\n", a + b);
}
"""


class RootlessTest(unittest.TestCase):
    def setUp(self):
        self.assertNotEqual(os.geteuid(), 0)
        self.folder = tempfile.mkdtemp()
        self.environment = dict(os.environ, ASSAY_STATE_DIR=os.path.join(self.folder, "state"))

    def cli(self, *arguments, **options):
        return subprocess.run(
            [CLI, *arguments], capture_output=True, text=True, timeout=200, check=False,
            env=self.environment, stdin=subprocess.DEVNULL, **options,
        )

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_1_what_weakens_is_refused_unless_asked_for_by_name(self):
        doctor = self.cli("doctor", "--format", "json")
        self.assertEqual(doctor.returncode, 4, doctor)
        report = json.loads(doctor.stdout)
        missing = [each for each in report["features"] if each["required"] and not each["present"]]
        self.assertEqual([each["name"] for each in missing], ["own user ids"])
        self.assertEqual(missing[0]["weakness"], "shared-user-id")

        for command in (["run", "--", "true"], ["submit", self.write("sum.c", SUM)], ["bench"]):
            refused = self.cli(*command)
            self.assertEqual((refused.returncode, refused.stdout), (4, ""))
            self.assertIn("the host lacks own user ids", refused.stderr)
            self.assertIn("--weaken shared-user-id", refused.stderr)

        unknown = self.cli("run", "--weaken", "everything", "--", "true")
        self.assertEqual(unknown.returncode, 2)

        doctor = self.cli("doctor", WEAKEN)
        self.assertEqual(doctor.returncode, 0, doctor)
        self.assertIn("WEAKER", doctor.stdout)

    def test_2_a_program_runs_behind_every_other_barrier(self):
        run = self.cli("run", WEAKEN, "--", "/bin/sh", "-c", "id; cat /proc/self/status; ls /; unshare -r id")
        self.assertEqual(run.returncode, 1, run)
        self.assertTrue(run.stdout.startswith("uid=1000 gid=1000 "), run.stdout)
        self.assertIn("denied system call unshare", run.stderr)
        run = self.cli("run", WEAKEN, "--proc", "--", "/bin/sh", "-c", "cat /proc/self/status")
        for line in ("CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"):
            self.assertIn(line, run.stdout)

    def test_3_limits_hold(self):
        for flags, script, outcome in (
            (["--time-limit", "1s"], "while :; do :; done", "CPU_TIME"),
            (["--wall-limit", "1s"], "sleep 50", "WALL_TIME"),
            (["--memory-limit", "16MiB"], "x=$(head -c 60000000 /dev/zero | tr '\\0' x)", "MEMORY"),
            (["--output-limit", "1KiB"], "yes", "OUTPUT"),
        ):
            run = self.cli("run", WEAKEN, "--format", "json", *flags, "--", "/bin/sh", "-c", script)
            self.assertEqual(run.returncode, 1, run)
            self.assertIn(outcome, json.dumps(json.loads(run.stdout)["outcome"]))

    def test_4_a_submission_is_judged(self):
        source = self.write("sum.c", SUM)
        self.write("1.in", "1 2\n")
        self.write("1.ans", "3\n")
        self.write("2.in", "5 6\n")
        self.write("2.ans", "12\n")
        result = self.cli("submit", WEAKEN, source, "--tests", self.folder, "--format", "json")
        self.assertEqual(result.returncode, 1, result)
        verdicts = [each["verdict"] for each in json.loads(result.stdout)["testResults"]]
        self.assertEqual(verdicts, ["VERDICT_ACCEPTED", "VERDICT_WRONG_ANSWER"])

    def test_5_a_program_cannot_reach_the_test_by_its_input(self):
        """The user owns the file, and the program has the user's id."""
        data = self.write("data", "secret\n")
        script = "chmod 0 /dev/stdin /proc/self/fd/0; echo changed > /proc/self/fd/0; readlink /proc/self/fd/0"
        run = self.cli("run", WEAKEN, "--proc", "--policy", "python3", "--stdin", data, "--", "/bin/sh", "-c", script)
        self.assertNotIn(self.folder, run.stdout + run.stderr)
        self.assertEqual(stat.S_IMODE(os.stat(data).st_mode), 0o644)
        with open(data, encoding="utf-8") as file:
            self.assertEqual(file.read(), "secret\n")

    def test_6_two_run_at_once(self):
        command = [CLI, "run", WEAKEN, "--", "/bin/sh", "-c", "sleep 2; echo done"]
        runs = [
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=self.environment, stdin=subprocess.DEVNULL)
            for _ in range(2)
        ]
        for run in runs:
            self.assertEqual(run.communicate(timeout=100)[0], "done\n")
            self.assertEqual(run.returncode, 0)

    def test_7_a_group_with_other_processes_is_an_error_with_the_fix(self):
        """This process stands in for a shell that was started in the delegated group itself."""
        other = os.path.join(DELEGATED, "other")
        os.mkdir(other)
        with open(os.path.join(other, "cgroup.procs"), "w", encoding="ascii") as file:
            file.write(str(os.getpid()))
        try:
            run = self.cli("run", WEAKEN, "--", "true")
            self.assertEqual((run.returncode, run.stdout), (4, ""))
            self.assertIn("systemd-run --user --scope -p Delegate=yes", run.stderr)
        finally:
            with open(os.path.join(DELEGATED, "assay-supervisor/cgroup.procs"), "w", encoding="ascii") as file:
                file.write(str(os.getpid()))
            os.rmdir(os.path.join(other, "assay-supervisor"))
            os.rmdir(other)


if __name__ == "__main__":
    with open(os.path.join(DELEGATED, "cgroup.procs"), encoding="ascii") as file:
        assert str(os.getpid()) in file.read().split()
    # A session's processes are in groups below the delegated one, not in it.
    os.mkdir(os.path.join(DELEGATED, "assay-supervisor"))
    with open(os.path.join(DELEGATED, "assay-supervisor/cgroup.procs"), "w", encoding="ascii") as file:
        file.write(str(os.getpid()))
    unittest.main(verbosity=2)
