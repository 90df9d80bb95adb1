"""What packages need of the jail, on control groups of version 2: files in working directories, conversations,
several passes, scripts. As root, and as an ordinary user."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest

CLI = os.path.abspath("judge/cli/sandbox_cli")
PACKAGES = os.path.abspath("tests/packages")
ROOTLESS = os.geteuid() != 0
WEAKEN = ["--weaken=shared-user-id"] if ROOTLESS else []

# Of each package one program, in a language that starts fast, and what it gets.
JUDGED = [
    ("args_files", None, "ACCEPTED"),
    ("custom_messages", "submissions/accepted/right.py", "ACCEPTED"),
    ("custom_messages", "submissions/wrong_answer/wrong.py", "WRONG_ANSWER"),
    ("guess", "submissions/accepted/binary.py", "ACCEPTED"),
    ("relay", "submissions/accepted/plus_one.py", "ACCEPTED"),
    ("relay", "submissions/wrong_answer/echo.py", "WRONG_ANSWER"),
    ("multi_pass", None, "ACCEPTED"),
]


class PackagesTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.environment = dict(os.environ, ASSAY_STATE_DIR=os.path.join(self.folder, "state"))

    def cli(self, *arguments):
        return subprocess.run(
            [CLI, *arguments, *WEAKEN], capture_output=True, text=True, timeout=400, check=False,
            env=self.environment, stdin=subprocess.DEVNULL,
        )

    def copy(self, name):
        # Without Bazel's links, which lead out of the package.
        return shutil.copytree(os.path.join(PACKAGES, name), os.path.join(self.folder, name),
                               dirs_exist_ok=True)

    def test_judgements(self):
        for name, source, verdict in JUDGED:
            with self.subTest(f"{name} {source}"):
                package = self.copy(name)
                if source is None:
                    accepted = os.path.join(package, "submissions/accepted")
                    source = "submissions/accepted/" + next(
                        each for each in sorted(os.listdir(accepted)) if each.endswith(".py"))
                # Emulation makes everything slow.
                result = self.cli("submit", os.path.join(package, source), "--problem", package,
                                  "--time-limit", "60s", "--format", "json")
                self.assertEqual(json.loads(result.stdout)["verdict"], "VERDICT_" + verdict, result)

    def test_validators(self):
        for name in ("validation_data", "custom_messages"):
            with self.subTest(name):
                result = self.cli("verify", self.copy(name), "--no-submissions")
                self.assertEqual(result.returncode, 0, result)

    def test_scripts(self):
        package = self.copy("scripts")
        source = os.path.join(package, "submissions/accepted/folders_py")
        self.assertTrue(os.path.isdir(source))
        result = self.cli("verify", package, "--only", "accepted/folders_py", "--time-limit", "60s")
        self.assertEqual(result.returncode, 0, result)


if __name__ == "__main__":
    if ROOTLESS:
        # A session's processes are in groups below the delegated one, not in it.
        group = "/sys/fs/cgroup/user/assay-supervisor"
        os.mkdir(group)
        with open(os.path.join(group, "cgroup.procs"), "w", encoding="ascii") as file:
            file.write(str(os.getpid()))
    unittest.main()
