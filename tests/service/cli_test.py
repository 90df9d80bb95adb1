"""sandbox_cli --server against sandbox_cli alone: the same output, and what only a server has."""

import glob
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile

from daemon import (
    CANCELLED,
    FINISHED,
    ServiceTest,
    free_port,
    judge_service_pb2 as pb,
    make_certificates,
    submission_pb2,
    unittest,
)

CLI = os.path.abspath("judge/cli/sandbox_cli")
ALICE = "alice-alice-alice-alice"
TIMES = re.compile(r" *\d+\.\d+ (s|MiB)")
# What differs from run to run; fromCache by what was compiled before.
MEASURED = {"usage", "rerunCount", "firstLimitDistance", "runCpuTimes", "fromCache"}


def without_measurements(value):
    if isinstance(value, dict):
        return {k: without_measurements(v) for k, v in value.items() if k not in MEASURED}
    if isinstance(value, list):
        return [without_measurements(each) for each in value]
    return value


def watches(pid, number):
    """Whether the process is ready for the signal, which it blocks and reads."""
    with open(f"/proc/{pid}/status") as status:
        blocked = next(line for line in status if line.startswith("SigBlk:"))
    return int(blocked.split()[1], 16) >> (number - 1) & 1


class Result:
    def __init__(self, process, out, err):
        self.code = process.returncode
        self.out = out.decode(errors="backslashreplace")
        self.err = err.decode(errors="backslashreplace")

    def comparable(self):
        """Exit code and both streams, without times."""
        try:
            out = without_measurements(json.loads(self.out))
        except ValueError:
            out = TIMES.sub(" N", self.out)
        return self.code, out, TIMES.sub(" N", self.err)


class CliTest(ServiceTest):
    """The working directory has a copy of tests/packages."""

    maxDiff = None

    def setUp(self):
        self.work = tempfile.mkdtemp(prefix="assay-cli-")
        self.addCleanup(shutil.rmtree, self.work)
        self.packages = os.path.join(self.work, "p")
        shutil.copytree("tests/packages", self.packages)
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("ASSAY_")
        }
        self.environment["ASSAY_STATE_DIR"] = os.path.join(self.work, "state")
        super().setUp()
        self.server = ["--server", self.daemon.target]

    def write(self, name, text):
        with open(os.path.join(self.packages, name), "w", encoding="utf-8") as file:
            file.write(text)
        return name

    def start_cli(self, *arguments, **environment):
        return subprocess.Popen(
            [CLI, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.packages,
            env={**self.environment, **environment},
        )

    def cli(self, *arguments, data="", **environment):
        process = self.start_cli(*arguments, **environment)
        try:
            out, err = process.communicate(data.encode(), timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return Result(process, out, err)

    def same(self, *arguments, code=None, data=""):
        """What both say; it has to be the same."""
        with self.subTest(" ".join(arguments)):
            here = self.cli(*arguments, data=data)
            there = self.cli(*arguments[:1], *self.server, *arguments[1:], data=data)
            self.assertEqual(there.comparable(), here.comparable())
            if code is not None:
                self.assertEqual(there.code, code, there.err)
            return there

    def fails_with(self, code, text, *arguments, **environment):
        result = self.cli(*arguments, **environment)
        self.assertEqual(result.code, code, result.err)
        self.assertIn(text, result.err)
        self.assertEqual(result.err.count("\n"), 1, result.err)
        self.assertTrue(result.err.startswith("sandbox_cli: "), result.err)
        return result

    def with_server(self, arguments, server):
        """The arguments with the server ahead of those of a program."""
        return [arguments[0], "--server", server, *arguments[1:]]

    def something_runs(self):
        running = submission_pb2.SUBMISSION_STATE_RUNNING
        return any(self.get(each.id).state == running for each in self.listed())

    def listed(self):
        return self.judge.ListSubmissions(pb.ListSubmissionsRequest()).submissions


class SameOutputTest(CliTest):
    def test_submit(self):
        for source, package, code in (
            ("aplusb/submissions/accepted/aplusb.py", "aplusb", 0),
            ("aplusb/submissions/wrong_answer/narrow.c", "aplusb", 1),
            ("aplusb/submissions/run_time_error/exit_code.c", "aplusb", 1),
            ("aplusb/submissions/compile_error/syntax.cpp", "aplusb", 1),
            ("aplusb/submissions/accepted/aplusb.c", "broken_yaml", 3),
            ("aplusb/submissions/accepted/aplusb.c", "broken_no_answer", 3),
            ("aplusb/submissions/accepted/aplusb.c", "nonesuch", 2),
            ("nonesuch.c", "aplusb", 2),
            ("aplusb/problem.yaml", "aplusb", 2),
        ):
            self.same("submit", source, "--problem", package, code=code)
            self.same("submit", source, "--problem", package, "--format", "json", code=code)
        main = self.write("two.cpp", '#include "util.h"\nint main() { return zero(); }')
        header = self.write("util.h", "int zero();")
        self.same("submit", main, self.write("util.cpp", "int zero() { return 0; }"), header, code=0)
        self.same("submit", main, self.write("bad.cpp", "(((("), header, code=1)
        self.same("submit", main, self.write("two words.h", ""), code=2)

    def test_submit_with_other_flags(self):
        narrow = "aplusb/submissions/wrong_answer/narrow.c"
        good = "aplusb/submissions/accepted/aplusb.py"
        self.same("submit", narrow, "--problem", "aplusb", "--all-tests", code=1)
        tests = os.path.join("aplusb", "data", "sample")
        limits = ["--time-limit", "3s", "--memory-limit", "100MiB", "--pids-limit", "9"]
        self.same("submit", good, "--tests", tests, *limits, "--format", "json", code=0)
        self.same(
            "submit", good, "--input", tests + "/1.in", "--answer", tests + "/1.ans", code=0
        )
        self.same("submit", good, "--language", "nonesuch", "--tests", tests, code=2)
        loop = "aplusb/submissions/time_limit_exceeded/loop.py"
        limits = ["--time-limit", "200ms", "--reruns", "0"]
        self.same("submit", loop, "--tests", tests, *limits, code=1)

    def test_limits_of_packages_have_the_languages_multiplier(self):
        good = "aplusb/submissions/accepted/aplusb.py"
        result = self.same("submit", good, "--problem", "aplusb", "--format", "json", code=0)
        self.assertIn("cpuTime", json.loads(result.out)["limits"])

    def test_validator_flags_of_packages(self):
        sources = glob.glob("floats/submissions/*/*", root_dir=self.packages)
        self.assertTrue(sources)
        for source in sources:
            self.same("submit", source, "--problem", "floats")

    def test_submit_without_an_answer(self):
        good = "aplusb/submissions/accepted/aplusb.py"
        self.same("submit", good, data="1 2\n", code=0)
        self.same("submit", good, "--format", "json", data="1 2\n", code=0)
        self.same("submit", good, "--input", "aplusb/data/sample/1.in", code=0)
        self.same("submit", good, data="nonsense\n", code=1)
        self.same("submit", "aplusb/submissions/compile_error/syntax.cpp", code=1)
        self.same(
            "submit", "aplusb/submissions/compile_error/syntax.cpp", "--format", "json", code=1
        )
        loud = self.write("loud.py", "print('x' * 100000)\n")
        result = self.cli("submit", *self.server, loud)
        self.assertEqual(result.code, 0)
        self.assertEqual(result.out, "x" * 65536)
        self.assertIn("the server keeps no more of the program's output", result.err)

    def test_run(self):
        self.same("run", "--", "/bin/echo", "hi", code=0)
        self.same("run", "--format", "json", "--", "sh", "-c", "cat; echo e >&2", data="in", code=0)
        self.same("run", "--", "sh", "-c", "cat; echo err >&2; exit 3", data="data\n", code=1)
        self.same("run", "--env", "A=b c", "--proc", "--", "sh", "-c", "echo $A; ls /proc/self/fd")
        self.same("run", "--time-limit", "200ms", "--", "sh", "-c", "while :; do :; done", code=1)
        self.same("run", "--", "unshare", "-r", "id", code=1)
        self.same("run", "--stdin", "aplusb/data/sample/1.in", "--", "cat", code=0)
        self.same("run", "--stdin", "nonesuch", "--", "cat", code=2)
        self.same("run", "--", "nonesuch", code=2)
        self.same("run", "--", "/etc/passwd", code=2)
        self.same("run", code=2)
        self.same("run", "--", "sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x", code=0)

    def test_languages_and_doctor(self):
        self.same("languages", code=0)
        self.same("languages", "--format", "json", code=0)
        doctors = [
            json.loads(self.cli("doctor", *server, "--format", "json").out)
            for server in ([], self.server)
        ]
        features = [
            {(each["name"], each["required"], each["present"]) for each in report["features"]}
            for report in doctors
        ]
        self.assertEqual(features[0], features[1])
        self.assertEqual(doctors[0]["ready"], doctors[1]["ready"])

    def test_the_environment_names_the_server(self):
        result = self.cli("languages", ASSAY_SERVER="unix:/nonexistent/socket")
        self.assertEqual(result.code, 4)
        result = self.cli("languages", "--server", "", ASSAY_SERVER="unix:/nonexistent/socket")
        self.assertEqual(result.code, 0)


class ServerTest(CliTest):
    GOOD = "aplusb/submissions/accepted/aplusb.py"
    WRONG = "aplusb/submissions/wrong_answer/silent.py"

    def test_live_streams(self):
        process = self.start_cli("run", *self.server, "--", "cat")
        for line in (b"one\n", b"two\n"):
            process.stdin.write(line)
            process.stdin.flush()
            self.assertEqual(process.stdout.readline(), line)
        process.stdin.close()
        self.assertEqual(process.wait(timeout=60), 0)
        process.stdout.close()
        process.stderr.close()

    def test_interrupting_cancels(self):
        loop = self.write("loop.py", "while True: pass\n")
        slow = ["--time-limit", "50s", "--tests", "aplusb/data/sample"]
        process = self.start_cli("submit", *self.server, loop, *slow)
        self.wait_for(self.something_runs)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=30), 130)
        process.communicate()
        self.assertEqual([each.state for each in self.listed()], [CANCELLED])

        def busy():
            return self.judge.GetServerInfo(pb.GetServerInfoRequest()).busy_slot_count

        # What is busy next is the next program.
        self.wait_for(lambda: not busy())
        process = self.start_cli("run", *self.server, "--", "sleep", "50")
        self.wait_for(busy)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=30), 143)
        process.communicate()
        self.wait_for(lambda: not busy())

        # Where it waits for its own input.
        process = self.start_cli("submit", *self.server, self.GOOD)
        self.wait_for(lambda: watches(process.pid, signal.SIGINT))
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=30), 130)
        process.communicate()

    def test_survives_a_crash_of_the_server(self):
        source = "import time\ntime.sleep(2)\nprint(sum(map(int, input().split())))\n"
        slow = self.write("slow.py", source)
        process = self.start_cli("submit", *self.server, slow, "--tests", "aplusb/data/sample")
        self.wait_for(self.something_runs)
        self.daemon.kill()
        self.start()
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, out + err)
        self.assertIn(b"judges anew", err)
        self.assertIn(b"ACCEPTED", out)
        self.judge = self.connect().judge
        self.assertEqual([each.state for each in self.listed()], [FINISHED])

    def test_stored_problems(self):
        put = self.cli("problem", "put", "aplusb", "--id", "sum", *self.server)
        self.assertEqual(put.code, 0, put.err)
        id, digest, how = put.out.split(maxsplit=2)
        self.assertEqual((id, len(digest), how), ("sum", 64, "stored\n"))
        again = self.cli("problem", "put", "aplusb", "--id", "same", *self.server)
        self.assertEqual(again.out, f"same  {digest}  was stored already\n")
        base = os.path.join(self.work, "packed")
        archive = shutil.make_archive(base, "gztar", self.packages, "aplusb")
        put = ("problem", "put", archive, "--id", "same", "--format", "json")
        packed = self.cli(*put, *self.server)
        self.assertEqual(json.loads(packed.out)["digest"], digest)
        listed = json.loads(self.cli("problem", "list", "--format", "json", *self.server).out)
        self.assertEqual([each["id"] for each in listed["problems"]], ["same", "sum"])
        self.assertIn(digest[:12], self.cli("problem", "list", *self.server).out)

        stored = self.cli("submit", *self.server, self.GOOD, "--problem-id", f"sum@{digest}")
        sent = self.cli("submit", *self.server, self.GOOD, "--problem", "aplusb")
        self.assertEqual(stored.code, 0, stored.err)
        columns = lambda text: [line.split()[:2] for line in text.splitlines()]  # noqa: E731
        self.assertEqual(columns(stored.out), columns(sent.out))
        as_json = [
            self.cli("submit", *self.server, self.WRONG, "--format", "json", *problem).comparable()
            for problem in (["--problem-id", "sum"], ["--problem", "aplusb"])
        ]
        self.assertEqual(as_json[0], as_json[1])

        self.assertEqual(self.cli("problem", "delete", "sum", *self.server).code, 0)
        for arguments in (
            ("submit", self.GOOD, "--problem-id", "sum"),
            ("problem", "delete", "sum"),
            ("problem", "put", "nonesuch", "--id", "x"),
            ("problem", "put", "aplusb/problem.yaml", "--id", "x"),
            ("problem", "put", "broken_yaml", "--id", "x"),
            ("problem", "put", "aplusb", "--id", "../x"),
            ("submissions", "show", "nonesuch"),
        ):
            with self.subTest(arguments):
                self.fails_with(2, "", *arguments, *self.server)

    def test_submissions(self):
        self.cli("problem", "put", "aplusb", "--id", "sum", *self.server)
        self.cli("submit", *self.server, self.GOOD, "--problem-id", "sum")
        shown = self.cli("submit", *self.server, self.WRONG, "--problem-id", "sum")
        ids = [each.id for each in self.listed()]
        listed = self.cli("submissions", "list", "--verdict", "wrong_answer", *self.server)
        self.assertIn(ids[0], listed.out)
        self.assertNotIn(ids[1], listed.out)
        limited = self.cli("submissions", "list", "--limit", "1", "--format", "json", *self.server)
        self.assertEqual([each["id"] for each in json.loads(limited.out)["submissions"]], ids[:1])
        again = self.cli("submissions", "show", ids[0], *self.server)
        self.assertEqual(again.code, 1)
        # But for columns, which submit sets before it knows all names.
        for line in (0, -1):
            lines = [text.splitlines()[line].split() for text in (again.out, shown.out)]
            self.assertEqual(*lines)
        cancelled = self.cli("submissions", "cancel", ids[0], *self.server)
        self.assertEqual((cancelled.code, cancelled.out), (0, "WRONG_ANSWER\n"))
        rejudged = self.cli("submissions", "rejudge", "--problem-id", "sum", *self.server)
        self.assertEqual(rejudged.code, 0, rejudged.err)
        self.assertIn("2 judged, 0 changed, 0 failed\n", rejudged.out)

    def test_refuses_what_is_for_this_host_alone(self):
        for arguments in (
            ("submit", self.GOOD, "--problem", "aplusb", "--jobs", "2"),
            ("submit", self.GOOD, "--weaken", "shared-user-id"),
            ("run", "--bind", "/usr:/opt", "--", "true"),
            ("run", "--disk-directory", "/mnt", "--", "true"),
            ("run", "--network", "egress", "--uplink", "10.0.0.1/30", "--", "true"),
            ("run", "--network", "egress", "--uplink-namespace", "/x", "--", "true"),
            ("doctor", "--weaken", "shared-user-id"),
        ):
            with self.subTest(arguments):
                there = self.with_server(arguments, self.daemon.target)
                self.fails_with(2, "for this host alone", *there)
        self.fails_with(2, "for this host alone", *self.server, "bench")
        self.fails_with(
            2, "for --network egress", *self.server, "run", "--allow", "10.0.0.1:80", "--", "true"
        )
        for arguments in (
            ("submit", self.GOOD, "--problem-id", "sum"),
            ("problem", "list"),
            ("submissions", "list"),
        ):
            with self.subTest(arguments):
                self.fails_with(2, "ASSAY_SERVER", *arguments)

    def test_nobody_is_there(self):
        for arguments in (
            ("submit", self.GOOD, "--problem", "aplusb"),
            ("run", "--", "true"),
            ("languages",),
            ("doctor",),
            ("problem", "list"),
        ):
            for server in ("unix:/nonexistent/socket", "127.0.0.1:1"):
                with self.subTest(arguments):
                    self.fails_with(4, "is it running", *self.with_server(arguments, server))
        self.fails_with(2, "HOST:PORT", "languages", "--server", "nonsense")

    def test_too_large_for_a_message(self):
        size = 200 << 20
        with open(os.path.join(self.packages, "large.in"), "wb") as file:
            file.truncate(size)
        answer = self.write("large.ans", "")
        submit = ("submit", self.GOOD, "--input", "large.in", *self.server)
        result = self.fails_with(2, "--problem-id", *submit, "--answer", answer)
        self.assertIn("problem put", result.err)
        self.fails_with(2, "more than", *submit)


class TokenTest(CliTest):
    def setUp(self):
        folder = tempfile.mkdtemp(prefix="assay-token-")
        self.addCleanup(shutil.rmtree, folder)
        tokens = os.path.join(folder, "tokens.textproto")
        digest = hashlib.sha256(ALICE.encode()).hexdigest()
        with open(tokens, "w", encoding="utf-8") as file:
            file.write(f'clients {{ name: "alice" token_sha256: "{digest}" role: ROLE_SUBMIT }}\n')
        os.chmod(tokens, 0o600)
        self.FLAGS = ("--tokens", tokens)
        self.token = os.path.join(folder, "token")
        self.write_token(ALICE)
        super().setUp()

    def write_token(self, token, mode=0o600):
        with open(self.token, "w", encoding="utf-8") as file:
            file.write(token + "\n")
        os.chmod(self.token, mode)

    def test_tokens(self):
        languages = ("languages", *self.server)
        self.assertEqual(self.cli(*languages, "--token-file", self.token).code, 0)
        self.assertEqual(self.cli(*languages, ASSAY_TOKEN_FILE=self.token).code, 0)
        self.fails_with(4, "--token-file", *languages)
        denied = ("problem", "delete", "x", *self.server, "--token-file", self.token)
        self.fails_with(4, "does not let us", *denied)
        self.write_token("nobody-nobody-nobody")
        refused = self.fails_with(4, "does not know us", *languages, "--token-file", self.token)
        self.assertNotIn("nobody-nobody", refused.err)
        self.write_token(ALICE, 0o644)
        self.fails_with(2, "chmod 600", *languages, "--token-file", self.token)
        self.write_token(ALICE)
        far = ("languages", "--server", "192.0.2.1:50051", "--token-file", self.token)
        self.fails_with(2, "in the clear", *far)


class TlsTest(CliTest):
    def setUp(self):
        self.keys = tempfile.mkdtemp(prefix="assay-keys-")
        self.addCleanup(shutil.rmtree, self.keys)
        make_certificates(self.keys)
        self.port = free_port()
        self.FLAGS = (
            "--listen", f"unix:{self.keys}/s.sock", "--listen", f"127.0.0.1:{self.port}",
            "--tls-cert", self.key("server.pem"), "--tls-key", self.key("server.key"),
            "--client-ca", self.key("ca.pem"),
        )  # fmt: skip
        super().setUp()

    def key(self, name):
        return os.path.join(self.keys, name)

    def test_certificates(self):
        submit = ("submit", "aplusb/submissions/accepted/aplusb.py", "--problem", "aplusb")
        server = ("--server", f"127.0.0.1:{self.port}")
        authority = ("--tls-ca", self.key("ca.pem"))
        alice = ("--tls-cert", self.key("alice.pem"), "--tls-key", self.key("alice.key"))
        stranger = ("--tls-cert", self.key("stranger.pem"), "--tls-key", self.key("stranger.key"))
        result = self.cli(*submit, *server, *authority, *alice)
        self.assertEqual(result.code, 0, result.err)
        listed = self.cli("submissions", "list", "--format", "json", *server, *authority, *alice)
        self.assertEqual(json.loads(listed.out)["submissions"][0]["client"], "cert:alice")
        for flags in (
            (),
            authority,
            (*authority, *stranger),
            ("--tls", *alice),
            ("--tls-ca", self.key("stranger.pem"), *alice),
        ):
            with self.subTest(flags):
                self.fails_with(4, "with TLS or without", *submit, *server, *flags)
        for flags in (
            ("--tls-ca", "nonesuch"),
            (*authority, "--tls-cert", self.key("alice.pem")),
        ):
            with self.subTest(flags):
                self.fails_with(2, "--tls-c", *submit, *server, *flags)


if __name__ == "__main__":
    unittest.main()
