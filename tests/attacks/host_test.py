"""The comparison of the host with before: it sees what it is there to see."""

import os
import shutil
import socket
import subprocess
import tempfile
import unittest

import host as hosts


class HostTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="assay-attacks-")
        for name in ("plant", "state/run"):
            os.makedirs(os.path.join(self.folder, name))
        self.shown = os.path.join(self.folder, "plant/file")
        self.cli = os.path.join(self.folder, "cli")
        for path in (self.shown, self.cli):
            with open(path, "w", encoding="utf-8") as file:
                file.write("x")
        hosts.become_subreaper()
        self.host = hosts.Host(
            self.folder,
            os.path.join(self.folder, "plant"),
            os.path.join(self.folder, "state"),
            self.cli,
        )

    def tearDown(self):
        shutil.rmtree(self.folder)

    def expect(self, *parts):
        """One difference for each part, and nothing else."""
        found = self.host.differences_now([os.getpid()])
        self.assertEqual(len(found), len(parts), found)
        for part, difference in zip(parts, found):
            self.assertIn(part, difference)

    def test_nothing(self):
        self.expect()

    def test_processes(self):
        # Its parent is gone: it becomes ours.
        subprocess.run(["sh", "-c", "sleep 60 & echo $!"], stdout=subprocess.DEVNULL, check=True)
        self.expect("new process")
        pid = hosts.read(f"/proc/self/task/{os.getpid()}/children").split()[0]
        os.kill(int(pid), 9)
        os.waitpid(int(pid), 0)
        self.expect()

    def test_control_groups(self):
        parent = next(
            path
            for path in ("/sys/fs/cgroup/pids", "/sys/fs/cgroup")
            if os.path.exists(path + "/cgroup.procs")
        )
        group = os.path.join(parent, f"{os.getpid()}-01234567")
        os.mkdir(group)
        self.expect("new control group")
        os.rmdir(group)
        self.expect()

    def test_state_folder(self):
        os.mkdir(os.path.join(self.folder, "state/run/left"))
        self.expect("new state folder")

    def test_files(self):
        path = f"/tmp/{hosts.MARK}-{os.getpid()}"
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
        self.expect("new file")
        os.rename(path, "/tmp/of-a-jail")
        self.expect()
        os.chown("/tmp/of-a-jail", hosts.FIRST_JAIL_ID + 5, 0)
        self.expect("new file")
        os.unlink("/tmp/of-a-jail")

    def test_watched_files(self):
        os.chmod(self.shown, 0o600)
        self.expect("new watched file", "watched file is gone")
        os.chmod(self.shown, 0o644)
        with open(self.cli, "a", encoding="utf-8") as file:
            file.write("y")
        self.assertTrue(self.host.differences_now([]))

    def test_sockets(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as left:
            left.bind(f"\0{hosts.MARK}-test")
            self.expect("new socket")

    def test_ipc(self):
        result = subprocess.run(["ipcmk", "-Q"], capture_output=True, text=True, check=True)
        self.expect("new IPC object")
        subprocess.run(["ipcrm", "-q", result.stdout.split()[-1]], check=True)
        self.expect()

    def test_memory(self):
        path = f"/dev/shm/held-{os.getpid()}"
        with open(path, "wb") as file:
            for _ in range(256):
                file.write(bytes(1 << 20))
        try:
            self.expect("MiB more memory in use")
        finally:
            os.unlink(path)


if __name__ == "__main__":
    unittest.main()
