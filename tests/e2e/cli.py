"""What the end-to-end tests share: running sandbox_cli, and looking for what it leaves behind."""

import atexit
import glob
import json
import os
import shutil
import subprocess
import tempfile
import unittest

CLI = os.path.abspath("judge/cli/sandbox_cli")


def copy_packages():
    """A copy without links: Bazel links every file to the source tree, out of its package."""
    folder = tempfile.mkdtemp(prefix="assay-packages-")
    atexit.register(shutil.rmtree, folder)
    return shutil.copytree("tests/packages", os.path.join(folder, "packages"))


PACKAGES = copy_packages()
APLUSB = os.path.join(PACKAGES, "aplusb")


class Result:
    """A finished sandbox_cli."""

    def __init__(self, code, out, err):
        self.code = code
        self.out = out
        self.err = err

    @property
    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit code {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


class CliTest(unittest.TestCase):
    """Gives each test an empty folder and state folder, and checks that nothing stays."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="assay-e2e-")
        self.state = os.path.join(self.folder, "state")
        self.pids = []
        self.environment = dict(os.environ, ASSAY_STATE_DIR=self.state)

    def tearDown(self):
        run = os.path.join(self.state, "run")
        left = os.listdir(run) if os.path.isdir(run) else []
        shutil.rmtree(self.folder)
        self.assertEqual(left, [], "directories left in the state folder")
        # Those of others who use this host are not ours to judge.
        groups = [
            group for pid in self.pids for group in glob.glob(f"/sys/fs/cgroup/*/assay/{pid}-*/")
        ]
        self.assertEqual(groups, [], "control groups left")
        with open("/proc/self/mountinfo", encoding="utf-8") as mounts:
            self.assertNotIn(self.folder, mounts.read(), "mounts left")

    def write(self, name, data):
        """Writes a file into the test's folder and returns its path."""
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())
        return path

    def start(self, *arguments, **options):
        """Starts sandbox_cli; its standard input is empty unless said otherwise."""
        options = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "cwd": self.folder,
            "env": self.environment,
            **options,
        }
        process = subprocess.Popen([CLI, *arguments], **options)
        self.pids.append(process.pid)
        return process

    def cli(self, *arguments, data=None, **options):
        """Runs sandbox_cli to its end, which must come within two minutes."""
        if data is not None:
            options["stdin"] = subprocess.PIPE
        process = self.start(*arguments, **options)
        try:
            out, err = process.communicate(data.encode() if data is not None else None, timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        return Result(
            process.returncode,
            out.decode(errors="backslashreplace") if out is not None else "",
            err.decode(errors="backslashreplace") if err is not None else "",
        )
