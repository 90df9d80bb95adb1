"""Jails in images of Debian packages: programs, submissions, and what other runtimes make of them."""

import glob
import json
import os
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
import unittest

from cli import APLUSB, CliTest
from image_layout import real_layouts

LAYOUTS = tempfile.mkdtemp(prefix="assay-images-")


def setUpModule():
    real_layouts(LAYOUTS, "cpp17", "python3")


def tearDownModule():
    shutil.rmtree(LAYOUTS)


class ImageRunTest(CliTest):
    def setUp(self):
        super().setUp()
        for name in ("cpp17", "python3"):
            result = self.cli("image", "import", f"oci:{LAYOUTS}/{name}:latest", name)
            self.assertEqual(result.code, 0, result)

    def in_image(self, image, *argv, flags=()):
        return self.cli("run", "--image", image, *flags, "--", *argv)

    def test_the_root_is_the_images(self):
        script = "cat /etc/passwd; ls /; readlink /bin; pwd; id -u; test -e /usr/bin/bazel || echo none"
        result = self.in_image("python3", "sh", "-c", script)
        self.assertEqual(result.code, 0, result)
        self.assertIn("program:x:1000", result.out)
        self.assertNotIn("bazel", result.out)
        self.assertIn("usr/bin\n/work\n1000\nnone\n", result.out)
        for top in ("dev", "etc", "proc", "tmp", "usr", "work"):
            self.assertIn(f"\n{top}\n", result.out)

    def test_nothing_of_it_can_be_changed(self):
        script = (
            "for f in / /etc /usr /usr/bin /var; do touch $f/new 2>/dev/null && echo wrote $f; done;"
            "rm -f /etc/passwd 2>/dev/null; chmod 777 /usr 2>/dev/null && echo chmod;"
            "echo x > /etc/passwd 2>/dev/null; cat /etc/passwd | head -n 1; echo y > /work/f; cat /tmp/f"
        )
        result = self.in_image("python3", "bash", "-c", script)
        self.assertEqual(result.out, "root:x:0:0:root:/root:/bin/sh\ny\n", result)
        self.assertEqual(self.cli("image", "verify", "python3").code, 0)

    def test_toolchains_work(self):
        source = '#include <iostream>\nint main() { std::cout << "hi\\n"; }\n'
        result = self.cli(
            "run", "--image", "cpp17", "--policy", "compiler", "--memory-limit", "1GiB", "--", "sh",
            "-c", "cat > a.cc && g++ a.cc && ./a.out", data=source,
        )
        self.assertEqual((result.code, result.out), (0, "hi\n"), result)
        result = self.in_image("python3", "python3", "-c", "import json, re; print(json.dumps([1]))")
        self.assertEqual((result.code, result.out), (0, "[1]\n"), result)

    def test_the_images_configuration_applies(self):
        # The files of the Python image, under another configuration.
        copy = os.path.join(self.folder, "copy")
        shutil.copytree(os.path.join(LAYOUTS, "python3"), copy)
        subprocess.run(
            [
                "umoci", "config", "--image", copy + ":latest", "--config.workingdir", "/usr/lib",
                "--config.env", "GREETING=hello", "--config.entrypoint", "env",
                "--config.cmd", "pwd", "--config.user", "nobody",
            ],
            check=True, stdin=subprocess.DEVNULL,
        )
        image = f"oci:{copy}:latest"
        result = self.cli("run", "--image", image)
        self.assertEqual((result.code, result.out), (0, "/usr/lib\n"), result)
        result = self.in_image(image, "sh", "-c", "echo $GREETING; id -u")
        self.assertEqual(result.out, "hello\n1000\n", result)
        result = self.in_image(
            image, "sh", "-c", "echo $GREETING; pwd", flags=["--env", "GREETING=bye", "--workdir", "/etc"]
        )
        self.assertEqual(result.out, "bye\n/etc\n", result)
        result = self.cli("run", "--image", image, "--workdir", "/none", "--", "pwd")
        self.assertEqual(result.code, 2, result)
        self.assertIn("/none is no folder of the image", result.err)

    def test_what_is_missing_is_said(self):
        cases = [
            (["--image", "none", "--", "true"], "sandbox_cli image import oci:PATH:TAG none"),
            (["--image", f"oci:{LAYOUTS}/none", "--", "true"], "No such file"),
            (["--image", "python3", "--", "g++"], '"g++" is not in the image\'s PATH'),
            (["--image", "python3", "--", "a/b"], "give its absolute path in the image"),
            (["--image", "python3", "--", "/usr/bin/g++"], "/usr/bin/g++"),
            (["--workdir", "/", "--", "true"], "--workdir is for --image alone"),
        ]
        for arguments, message in cases:
            with self.subTest(message):
                result = self.cli("run", *arguments)
                self.assertEqual(result.code, 2, result)
                self.assertIn(message, result.err)

    def test_verdicts_are_those_of_the_hosts_toolchain(self):
        sources = [
            path
            for path in sorted(glob.glob(os.path.join(APLUSB, "submissions/*/*")))
            if path.endswith((".cpp", ".py"))
        ]
        self.assertGreater(len(sources), 4)
        verdicts = set()
        for source in sources:
            image = "python3" if source.endswith(".py") else "cpp17"
            with self.subTest(os.path.relpath(source, APLUSB)):
                host, inside = (
                    self.cli("submit", source, "--problem", APLUSB, "--format", "json", *flags).json
                    for flags in ([], ["--image", image])
                )
                self.assertEqual(host["verdict"], inside["verdict"], inside)
                self.assertEqual(
                    [test["verdict"] for test in host.get("testResults", [])],
                    [test["verdict"] for test in inside.get("testResults", [])],
                )
                verdicts.add(host["verdict"])
        self.assertIn("VERDICT_ACCEPTED", verdicts)
        self.assertIn("VERDICT_COMPILE_ERROR", verdicts)

    def test_an_image_without_the_toolchain_says_so(self):
        source = self.write("a.cpp", "int main() {}")
        result = self.cli("submit", source, "--image", "python3", "--problem", APLUSB)
        self.assertEqual(result.code, 4, result)
        self.assertIn("no executable /usr/bin/g++", result.err)
        self.assertIn("tools/images/build cpp17", result.err)

    def bundle(self):
        """The image as umoci unpacks it for an OCI runtime."""
        path = os.path.join(self.folder, "bundle")
        subprocess.run(
            ["umoci", "unpack", "--image", f"{LAYOUTS}/python3:latest", path],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )
        return path

    def test_an_oci_runtime_gives_the_same_output(self):
        script = (
            "find /etc /usr -type f -exec md5sum {} + | sort -k 2 | md5sum; "
            "find /etc /usr -type l -printf '%p %l\\n' 2>/dev/null | sort | md5sum; "
            "echo $PATH $LC_ALL; python3 -c 'import sys; print(sys.version, sys.path)'; cat /etc/passwd"
        )
        ours = self.in_image("python3", "sh", "-c", script)
        self.assertEqual(ours.code, 0, ours)
        bundle = self.bundle()
        with open(bundle + "/config.json", encoding="utf-8") as file:
            config = json.load(file)
        config["process"].update(terminal=False, args=["sh", "-c", script])
        config["linux"].pop("resources", None)
        with open(bundle + "/config.json", "w", encoding="utf-8") as file:
            json.dump(config, file)
        ran = []
        for runtime in ("crun", "runc"):
            if shutil.which(runtime) is None:
                continue
            result = subprocess.run(
                [runtime, "run", "--bundle", bundle, f"assay-{os.getpid()}"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                timeout=60,
            )
            if result.returncode != 0:
                # crun 1.8 refuses hosts that have control groups of both versions.
                print(f"{runtime} cannot run here: {result.stderr.decode().strip()}", flush=True)
                continue
            ran.append(runtime)
            self.assertEqual(result.stdout.decode(), ours.out, runtime)
        if not ran:
            self.skipTest("neither crun nor runc can run a container on this host")
        print("the same output by", ", ".join(ran), flush=True)

    def mounts(self):
        with open("/proc/self/mountinfo", encoding="utf-8") as file:
            return len(file.readlines())

    def test_a_killed_supervisor_leaves_no_mount_and_no_hold(self):
        before = self.mounts()
        for _ in range(3):
            process = self.start("run", "--image", "python3", "--", "sh", "-c", "echo up; sleep 60")
            self.assertEqual(process.stdout.readline(), b"up\n")
            self.assertIn("is in use", self.cli("image", "remove", "python3").err)
            process.send_signal(signal.SIGKILL)
            process.communicate()
        self.assertEqual(self.mounts(), before)
        deadline = time.monotonic() + 30
        while self.cli("image", "remove", "python3").code != 0:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)
        # Removes what the killed ones have left.
        self.assertEqual(self.cli("run", "--", "true").code, 0)

    def test_it_costs_no_time_to_speak_of(self):
        """Prints how long a whole run takes with and without an image; asserts nothing about it."""
        times = {"image": [], "none": []}
        for _ in range(15):
            for name, flags in (("image", ["--image", "python3"]), ("none", [])):
                begin = time.monotonic()
                self.assertEqual(self.cli("run", *flags, "--", "/bin/true").code, 0)
                times[name].append(time.monotonic() - begin)
        medians = {name: statistics.median(each) * 1000 for name, each in times.items()}
        print(
            f"a run of /bin/true by sandbox_cli: {medians['image']:.1f} ms in an image, "
            f"{medians['none']:.1f} ms without: {medians['image'] / medians['none']:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    unittest.main()
