"""Disks and networks of runs over a real socket: what an operator allows, and what is refused."""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
import unittest

import grpc
from daemon import ACCEPTED, ServiceTest, inline, judge_service_pb2, request
from daemon import sandbox_service_pb2 as pb

sys.path.insert(0, os.path.abspath("tests/e2e"))
from network_peer import CLIENT, UPLINK, outside  # noqa: E402

MIB = 1 << 20
CLI = os.path.abspath("judge/cli/sandbox_cli")
LOOPBACK = pb.RunNetwork(policy=pb.NETWORK_POLICY_LOOPBACK)
DISK = pb.WorkDirectory(on_disk=True, size_bytes=8 * MIB, file_count=100)
ROOM = "import os; room = os.statvfs('/work'); print(room.f_bavail * room.f_bsize, room.f_favail)"
TALK = """
import socket, threading
listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=lambda: listener.accept()[0].sendall(b"hello")).start()
print(socket.create_connection(listener.getsockname()).recv(5).decode())
"""


def egress(*allowed, **fields):
    return pb.RunNetwork(policy=pb.NETWORK_POLICY_EGRESS, allowed=allowed, **fields)


class JailIoTest(ServiceTest):
    def run_python(self, code, *arguments, client=None, **fields):
        """What a run of Python code wrote, and all of its answer."""
        answer = (client or self.client).sandbox.Run(
            pb.RunRequest(argv=["python3", "-c", code, *arguments], **fields), timeout=120
        )
        self.assertEqual(answer.outcome.exited.exit_code, 0, answer)
        self.assertTrue(answer.outcome.HasField("exited"), answer)
        return answer.standard_output.decode(), answer

    def refused(self, code, text, client=None, **fields):
        """The error with which both Run and RunStream refuse a request."""
        wrong = pb.RunRequest(argv=["true"], **fields)
        stub = (client or self.client).sandbox
        error = self.fails(code, lambda: stub.Run(wrong, timeout=60))
        self.assertIn(text, error["message"])
        streamed = self.fails(
            code, lambda: stub.RunStream(iter([pb.RunStreamRequest(start=wrong)]), timeout=60)
        )
        self.assertEqual(streamed["message"], error["message"])
        return error

    def cli(self, *arguments):
        return subprocess.run(
            [CLI, "--server", self.daemon.target, "run", *arguments],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
        )


class NothingAllowedTest(JailIoTest):
    def test_is_refused_with_the_setting_that_would_allow_it(self):
        for reason, setting, fields in (
            ("DISK_NOT_ALLOWED", "request_limits.work_disk_bytes", {"work_directory": DISK}),
            ("NETWORK_NOT_ALLOWED", "network.allow_loopback", {"network": LOOPBACK}),
            ("NETWORK_NOT_ALLOWED", "network.egress", {"network": egress()}),
        ):
            with self.subTest(setting):
                error = self.refused(grpc.StatusCode.PERMISSION_DENIED, setting, **fields)
                self.assertEqual(error["ErrorInfo"].reason, reason)
        allowed = self.judge.GetServerInfo(judge_service_pb2.GetServerInfoRequest()).request_limits
        self.assertEqual(allowed.work_disk_bytes, 0)
        self.assertEqual(allowed.work_file_count, 1_000_000)

    def test_names_the_field_that_is_wrong(self):
        for field, fields in (
            ("work_directory.size_bytes", {"work_directory": pb.WorkDirectory(size_bytes=1)}),
            ("work_directory.file_count", {"work_directory": pb.WorkDirectory(file_count=2 << 20)}),
            (
                "work_directory.write_bytes_per_second",
                {"work_directory": pb.WorkDirectory(write_bytes_per_second=MIB)},
            ),
            ("network.policy", {"network": pb.RunNetwork(policy=9)}),
            ("network.allowed", {"network": pb.RunNetwork(allowed=["10.0.0.1:80"])}),
            ("network.allowed[0]", {"network": egress("169.254.169.254:80")}),
            ("network.send_bytes_per_second", {"network": egress(send_bytes_per_second=1)}),
            ("seccomp_policy", {"seccomp_policy": "run+network"}),
        ):
            with self.subTest(field):
                error = self.refused(grpc.StatusCode.INVALID_ARGUMENT, field, **fields)
                self.assertEqual(error["BadRequest"].field_violations[0].field, field)

    def test_a_work_directory_in_memory_has_the_size_that_is_asked_for(self):
        work = pb.WorkDirectory(size_bytes=4 * MIB, file_count=64)
        text, answer = self.run_python(ROOM, work_directory=work)
        room, files = map(int, text.split())
        self.assertEqual(room, 4 * MIB)
        self.assertLessEqual(files, 64)
        self.assertFalse(answer.usage.HasField("disk"))


class AllowedTest(JailIoTest):
    CONFIG = f"request_limits {{ work_disk_bytes: {64 * MIB} }} network {{ allow_loopback: true }}"

    def test_a_disk_with_rates_and_its_usage(self):
        code = ROOM + """
with open("/work/file", "wb") as file:
    file.write(bytes(4 << 20))
    file.flush()
    os.fsync(file.fileno())
"""
        work = pb.WorkDirectory()
        work.CopyFrom(DISK)
        work.write_bytes_per_second = 64 * MIB
        text, answer = self.run_python(code, work_directory=work, output_files=["file"])
        room, files = map(int, text.split())
        for value, wanted in ((room, 8 * MIB), (files, 100)):
            self.assertGreaterEqual(value, wanted)
            self.assertLess(value, 2 * wanted)
        self.assertGreaterEqual(answer.usage.disk.write_bytes, 4 * MIB)
        self.assertGreater(answer.usage.disk.write_operation_count, 0)
        self.assertEqual(answer.limits.disk_write_bytes_per_second, 64 * MIB)
        self.assertEqual(answer.output_files[0].contents, bytes(MIB))

    def test_files_of_a_slow_disk_are_returned_at_full_speed(self):
        work = pb.WorkDirectory()
        work.CopyFrom(DISK)
        # Six files at this rate would take a minute and a half.
        work.read_bytes_per_second = 64 << 10
        start = time.monotonic()
        _, answer = self.run_python(
            "for i in range(6): open(f'/work/{i}', 'wb').write(bytes(1 << 20))",
            work_directory=work, output_files=[str(i) for i in range(6)],
        )
        self.assertLess(time.monotonic() - start, 60)
        for file in answer.output_files:
            self.assertEqual(file.contents, bytes(MIB))

    def test_no_larger_than_the_server_allows(self):
        for work in (
            pb.WorkDirectory(on_disk=True, size_bytes=65 * MIB),
            # As large as the memory.
            pb.WorkDirectory(on_disk=True),
        ):
            error = self.refused(
                grpc.StatusCode.INVALID_ARGUMENT, "request_limits.work_disk_bytes",
                work_directory=work,
            )
            field = error["BadRequest"].field_violations[0].field
            self.assertEqual(field, "work_directory.size_bytes")

    def test_a_loopback_and_its_usage(self):
        text, answer = self.run_python(TALK, network=LOOPBACK)
        self.assertEqual(text, "hello\n")
        self.assertGreater(answer.usage.network.sent_bytes, 0)
        # Without a network the same policy has no sockets.
        denied = self.client.sandbox.Run(
            pb.RunRequest(argv=["python3", "-c", TALK]), timeout=60
        )
        self.assertNotEqual(denied.outcome.exited.exit_code, 0, denied)
        self.assertEqual(denied.standard_output, b"")

    def test_the_command_line(self):
        done = self.cli("--work-disk", "--work-size", "8MiB", "--disk-write-rate", "20MB/s",
                        "--network", "loopback", "--", "python3", "-c", TALK + ROOM)
        self.assertEqual(done.returncode, 0, done)
        self.assertRegex(done.stderr, r"  disk read .* written")
        self.assertRegex(done.stderr, r"  network sent")
        hello, room = done.stdout.splitlines()
        self.assertEqual(hello, "hello")
        self.assertLess(int(room.split()[0]), 16 * MIB)
        small = self.cli("--work-size", "4MiB", "--work-files", "64", "--", "python3", "-c", ROOM)
        self.assertEqual(small.stdout.split()[0], str(4 * MIB), small)
        for code, message, *flags in (
            (2, "work_directory.size_bytes", "--work-disk", "--work-size", "1GiB"),
            (2, "--uplink is for this host alone", "--network", "egress", "--uplink", "10.0.0.1/30"),
            (4, "network.egress", "--network", "egress"),
        ):
            result = self.cli(*flags, "--", "true")
            self.assertEqual(result.returncode, code, result)
            self.assertIn(message, result.stderr)


class EgressTest(JailIoTest):
    def setUp(self):
        tokens = tempfile.NamedTemporaryFile("w", suffix=".textproto")
        self.addCleanup(tokens.close)
        for name, role in (("boss", "ROLE_ADMIN"), ("team", "ROLE_SUBMIT")):
            digest = hashlib.sha256(name.encode()).hexdigest()
            tokens.write(f'clients {{ name: "{name}" role: {role} token_sha256: "{digest}" }}\n')
        tokens.flush()
        self.CONFIG = (
            f'tokens_file: "{tokens.name}" network {{ egress {{ uplink_address: "{UPLINK}/30" '
            f'uplink_namespace: "{outside(self)}" '
            f'allowed: "{UPLINK}:8000" allowed: "{UPLINK}:9000" }} }}'
        )
        super().setUp()
        self.boss = self.connect(token="boss")
        self.team = self.connect(token="team")

    def reach(self, network):
        """Which of both ports answer an admin's run."""
        text, answer = self.run_python(
            CLIENT, f"{UPLINK}:8000", f"{UPLINK}:9000", client=self.boss, network=network
        )
        return [line.split()[1] for line in text.splitlines()], answer

    def test_admins_reach_what_the_operator_and_they_allow(self):
        self.assertEqual(self.reach(egress())[0], ["hello", "hello"])
        answers, answer = self.reach(egress(f"{UPLINK}:8000", send_bytes_per_second=MIB))
        self.assertEqual(answers[0], "hello")
        self.assertIn(answers[1], ("ECONNREFUSED", "EHOSTUNREACH", "EACCES", "EPERM"))
        self.assertGreater(answer.usage.network.received_bytes, 0)

    def test_others_reach_nothing(self):
        denied = grpc.StatusCode.PERMISSION_DENIED
        error = self.refused(denied, "egress is for admins", client=self.team, network=egress())
        self.assertEqual(error["ErrorInfo"].reason, "ROLE_ADMIN_NEEDED")
        error = self.refused(
            denied, "network.allowed[0]", client=self.boss, network=egress(f"{UPLINK}:22")
        )
        self.assertEqual(error["ErrorInfo"].reason, "NETWORK_NOT_ALLOWED")
        # Nothing else was allowed by allowing egress.
        self.refused(denied, "network.allow_loopback", client=self.boss, network=LOOPBACK)


class LanguageTest(JailIoTest):
    """A language whose programs the operator gives a disk."""

    def setUp(self):
        policies = tempfile.TemporaryDirectory()
        self.addCleanup(policies.cleanup)
        os.mkdir(os.path.join(policies.name, "languages"))
        with open("policies/languages/python3.textproto", encoding="utf-8") as file:
            text = file.read()
        for step in ("compile", "run"):
            text = text.replace(
                f"\n{step} {{\n",
                f"\n{step} {{\n  work_disk {{ size_bytes: {8 * MIB} file_count: 100\n"
                "    write_bytes_per_second: 67108864 }\n",
                1,
            )
        path = os.path.join(policies.name, "languages/python3.textproto")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        self.CONFIG = f'policy_dir: "{policies.name}"'
        super().setUp()

    def test_is_compiled_and_run_on_disks_of_its_own(self):
        source = """
import os
room = os.statvfs(".")
print(8 << 20 <= room.f_bavail * room.f_bsize < 16 << 20, 100 <= room.f_favail < 200)
with open("/work/file", "wb") as file:
    file.write(bytes(1 << 20))
    file.flush()
    os.fsync(file.fileno())
"""
        judgement = self.client.judged(
            request(source, problem=inline(("", "True True\n"), ("", "True True\n")))
        )
        self.assertEqual(judgement.verdict, ACCEPTED, judgement)
        for test in judgement.test_results:
            self.assertGreaterEqual(test.usage.disk.write_bytes, MIB)
        self.assertTrue(judgement.compile.usage.HasField("disk"))


if __name__ == "__main__":
    unittest.main()
