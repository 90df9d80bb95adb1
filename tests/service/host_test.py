"""A host that runs out of something: descriptors, disk space, memory that a client makes grow.
Nothing that was accepted is lost.
"""

import json
import os
import resource
import socket
import struct
import subprocess
import time
import unittest
import urllib.request

import grpc
from daemon import (
    ACCEPTED,
    ECHO_SUM,
    FINISHED,
    ServiceTest,
    free_port,
    in_threads,
    judge_service_pb2 as pb,
    request,
    sandbox_service_pb2,
    submission_pb2,
)

SLOW = "import time\ntime.sleep(3)\nprint(sum(map(int, input().split())))\n"


class DescriptorsTest(ServiceTest):
    """The host has no descriptors left for a while."""

    def limit_descriptors(self, count):
        pid = self.daemon.process.pid
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (count, self.limits[1]))

    def setUp(self):
        super().setUp()
        # With a connection that is open, and a compiled program's worth of jails made.
        self.assertEqual(self.client.judged(request(ECHO_SUM)).verdict, ACCEPTED)
        self.limits = resource.prlimit(self.daemon.process.pid, resource.RLIMIT_NOFILE)


class ScarceHostTest(DescriptorsTest):
    def test_what_passes_is_waited_for(self):
        for source in (ECHO_SUM, SLOW):
            self.limit_descriptors(3)
            stream = self.judge.Submit(request(source))
            next(stream)
            started = next(stream)
            self.assertTrue(started.HasField("compile_started"))
            time.sleep(1)
            self.limit_descriptors(self.limits[0])
            *_, last = stream
            self.assertEqual(last.judgement.verdict, ACCEPTED)

    def test_what_stays_fails_with_its_reason(self):
        self.limit_descriptors(3)
        error = self.fails(
            grpc.StatusCode.RESOURCE_EXHAUSTED,
            lambda: self.judge.Submit(request(ECHO_SUM, client_token="t"), timeout=60),
        )
        self.limit_descriptors(self.limits[0])
        self.assertIn("after 6 attempts", error["message"])
        self.assertIn("EMFILE", error["message"])
        failed = self.judge.ListSubmissions(
            pb.ListSubmissionsRequest(state=submission_pb2.SUBMISSION_STATE_FAILED)
        ).submissions
        self.assertIn("EMFILE", failed[0].error.message)
        self.assertEqual(self.client.judged(request(ECHO_SUM)).verdict, ACCEPTED)

    def test_nothing_is_lost_over_a_restart(self):
        self.limit_descriptors(3)
        stream = self.judge.Submit(request(ECHO_SUM, detached=True))
        id = next(stream).submission_id
        self.assertTrue(next(stream).HasField("compile_started"))
        self.daemon.kill()
        self.start()
        self.assertEqual(self.ended(id).judgement.verdict, ACCEPTED)


class ResetStreamsTest(ServiceTest):
    """A client that opens and resets streams as fast as it can, over each kind of socket."""

    LIMIT = 128 << 20
    CONFIG = f"max_message_bytes: 1048576 max_transport_bytes: 16777216 max_memory_bytes: {LIMIT}"
    PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    SETTINGS = 4
    HEADERS = 1
    RST_STREAM = 3
    END_HEADERS = 4
    # 900 MiB in two connections, of a server that lets all be.
    STREAMS = 20_000

    @staticmethod
    def frame(kind, flags, stream, payload):
        return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload

    def flood(self, connection):
        """Until all are sent or the server has ended the connection."""
        # POST and http of HPACK's static table, and the rest as literals.
        headers = b"\x83\x86" + b"".join(
            b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value
            for name, value in (
                (b":path", b"/judge.v1.JudgeService/Submit"),
                (b":authority", b"x"),
                (b"content-type", b"application/grpc"),
                (b"te", b"trailers"),
            )
        )
        cancel = struct.pack(">I", 8)
        connection.sendall(self.PREFACE + self.frame(self.SETTINGS, 0, 0, b""))
        for first in range(0, self.STREAMS, 200):
            frames = []
            for number in range(first, first + 200):
                stream = 2 * number + 1
                frames.append(self.frame(self.HEADERS, self.END_HEADERS, stream, headers))
                frames.append(self.frame(self.RST_STREAM, 0, stream, cancel))
            try:
                connection.sendall(b"".join(frames))
            except ConnectionError:
                return

    def most_memory(self):
        with open(f"/proc/{self.daemon.process.pid}/status", encoding="ascii") as status:
            peak = next(line for line in status if line.startswith("VmHWM:"))
        return int(peak.split()[1]) << 10

    def cut_connections(self):
        with open(self.daemon.log, encoding="utf-8") as log:
            events = [json.loads(line) for line in log]
        cuts = [event for event in events if event["event"] == "connections_cut"]
        for event in cuts:
            self.assertGreater(event["heap_bytes"], self.LIMIT)
        return sum(event["count"] for event in cuts)

    def judged_by(self, deadline):
        """Another client's verdict. gRPC may turn it away at first, for want of memory."""
        wait = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED)
        while True:
            try:
                return self.client.judged(request(ECHO_SUM)).verdict
            except grpc.RpcError as error:
                if error.code() not in wait or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def is_flooded(self, connect):
        self.assertEqual(self.client.judged(request(ECHO_SUM)).verdict, ACCEPTED)
        connections = [connect(), connect()]
        in_threads(2, lambda i: self.flood(connections[i]))
        deadline = time.monotonic() + 60
        self.assertEqual(self.judged_by(deadline), ACCEPTED)
        while self.cut_connections() == 0 and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertGreater(self.cut_connections(), 0)
        self.assertLess(self.most_memory(), 4 * self.LIMIT)
        for connection in connections:
            connection.close()

    def test_unix_socket(self):
        def connect():
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(self.daemon.target.removeprefix("unix:"))
            return connection

        self.is_flooded(connect)

    def test_tcp(self):
        port = free_port()
        self.daemon.kill()
        self.start("--listen", self.daemon.target, "--listen", f"127.0.0.1:{port}")
        self.client = self.connect()
        self.is_flooded(lambda: socket.create_connection(("127.0.0.1", port)))


class BareRunTest(DescriptorsTest):
    """The same for bare runs, whose failures are told at once and counted."""

    def setUp(self):
        self.metrics = f"127.0.0.1:{free_port()}"
        self.FLAGS = ("--metrics-listen", self.metrics)
        super().setUp()

    def infrastructure_errors(self):
        with urllib.request.urlopen(f"http://{self.metrics}/metrics", timeout=20) as answer:
            lines = answer.read().decode().splitlines()
        found = [line for line in lines if line.startswith("assay_infrastructure_errors_total{")]
        return sum(float(line.rsplit(" ", 1)[1]) for line in found)

    # A file among what it asks for, so that the server needs descriptors of its own at once.
    RUN = sandbox_service_pb2.RunRequest(argv=["cat"], standard_input=b"x")

    def run_once(self):
        return self.client.sandbox.Run(self.RUN, timeout=60)

    def stream_once(self):
        start = sandbox_service_pb2.RunRequest(argv=["cat"])
        messages = [
            sandbox_service_pb2.RunStreamRequest(start=start),
            sandbox_service_pb2.RunStreamRequest(
                end_of_input=sandbox_service_pb2.EndOfInput()
            ),
        ]
        *_, last = self.client.sandbox.RunStream(iter(messages), timeout=60)
        return last.result

    def test_failures_of_the_host_are_counted(self):
        for call in (self.run_once, self.stream_once):
            self.assertEqual(call().outcome.exited.exit_code, 0)
            before = self.infrastructure_errors()
            self.limit_descriptors(3)
            error = self.fails(grpc.StatusCode.RESOURCE_EXHAUSTED, call)
            self.limit_descriptors(self.limits[0])
            self.assertIn("EMFILE", error["message"])
            self.assertEqual(self.infrastructure_errors(), before + 1)
        # What the program or the request does wrong is not among them.
        before = self.infrastructure_errors()
        wrong = sandbox_service_pb2.RunRequest(argv=["no-such-program"])
        self.fails(grpc.StatusCode.NOT_FOUND, lambda: self.client.sandbox.Run(wrong))
        failing = sandbox_service_pb2.RunRequest(argv=["false"])
        self.assertEqual(self.client.sandbox.Run(failing).outcome.exited.exit_code, 1)
        cancelled = self.client.sandbox.Run.future(
            sandbox_service_pb2.RunRequest(argv=["sleep", "50"])
        )
        busy = lambda: self.judge.GetServerInfo(pb.GetServerInfoRequest()).busy_slot_count  # noqa: E731
        self.wait_for(busy)
        cancelled.cancel()
        self.wait_for(lambda: not busy())
        self.assertEqual(self.infrastructure_errors(), before)


class FullDiskTest(ServiceTest):
    """The state folder is on a small disk."""

    def make_folder(self):
        disk = super().make_folder()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m", "none", disk], check=True)
        self.addCleanup(os.rmdir, disk)
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        folder = os.path.join(disk, "folder")
        os.mkdir(folder)
        return folder

    def test_ends_wait_for_room(self):
        noisy = SLOW + "import sys\nsys.stderr.write('x' * 60000)\n"
        streams = [self.judge.Submit(request(noisy, detached=True)) for _ in range(2)]
        ids = [next(stream).submission_id for stream in streams]
        for stream in streams:
            next(event for event in stream if event.HasField("test_started"))
        filler = os.path.join(self.folder, "filler")
        with self.assertRaises(OSError), open(filler, "wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        # The programs end meanwhile.
        time.sleep(5)
        for id in ids:
            self.assertLess(self.get(id).state, FINISHED)
        os.unlink(filler)
        for stream in streams:
            *_, last = stream
            self.assertEqual(last.judgement.verdict, ACCEPTED)
        ended = [e["submission"] for e in self.daemon.events() if e["event"] == "submission_ended"]
        self.assertEqual(sorted(ended), sorted(ids))


if __name__ == "__main__":
    unittest.main()
