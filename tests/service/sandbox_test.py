"""The bare jail over a real socket: Run and RunStream."""

import threading
import time
import unittest

import grpc
from daemon import ServiceTest, duration_pb2
from daemon import sandbox_service_pb2 as pb


def run_request(*argv, **fields):
    return pb.RunRequest(argv=argv, **fields)


def start(*argv, **fields):
    return pb.RunStreamRequest(start=run_request(*argv, **fields))


def piece(data):
    return pb.RunStreamRequest(standard_input=data)


class RunTest(ServiceTest):
    def run_jail(self, *argv, **fields):
        return self.client.sandbox.Run(run_request(*argv, **fields), timeout=60)

    def test_input_output_and_usage(self):
        result = self.run_jail("sh", "-c", "cat; echo err >&2; exit 3", standard_input=b"in\x00\xff")
        self.assertEqual(result.standard_output, b"in\x00\xff")
        self.assertEqual(result.standard_error, b"err\n")
        self.assertEqual(result.outcome.exited.exit_code, 3)
        self.assertGreater(result.usage.peak_memory_bytes, 0)
        self.assertEqual(result.limits.cpu_time.seconds, 10)

    def test_files_in_and_out(self):
        result = self.run_jail(
            "/box/tool/go",
            "x",
            files=[
                pb.InputFile(
                    path="tool/go", contents=b"#!/bin/sh\ncat /box/data > out\nln -s out link\n"
                    b"mkdir d; echo $1 $GREETING > d/deep\nmkfifo fifo\n", executable=True
                ),
                pb.InputFile(path="data", contents=b"payload"),
            ],
            environment=["GREETING=hello"],
            output_files=["out", "d/deep", "link", "fifo", "none"],
        )
        self.assertEqual(result.outcome.exited.exit_code, 0, result.standard_error)
        files = {file.path: file for file in result.output_files}
        self.assertEqual(files["out"].contents, b"payload")
        self.assertEqual(files["d/deep"].contents, b"x hello\n")
        for path in ("link", "fifo", "none"):
            self.assertTrue(files[path].missing, path)

    def test_what_comes_back_is_bounded(self):
        result = self.run_jail(
            "sh",
            "-c",
            "head -c 3000000 /dev/zero; head -c 2000000 /dev/zero > big",
            output_files=["big"],
        )
        self.assertTrue(result.standard_output_truncated)
        self.assertEqual(len(result.standard_output), 1 << 20)
        self.assertTrue(result.output_files[0].truncated)
        self.assertEqual(len(result.output_files[0].contents), 1 << 20)

    def test_limits_are_outcomes(self):
        limits = pb.RunLimits(cpu_time=duration_pb2.Duration(nanos=200_000_000))
        result = self.run_jail("sh", "-c", "while :; do :; done", limits=limits)
        self.assertTrue(result.outcome.HasField("limit_exceeded"))

    def test_errors(self):
        cases = [
            (grpc.StatusCode.INVALID_ARGUMENT, run_request()),
            (grpc.StatusCode.INVALID_ARGUMENT, run_request("./x")),
            (grpc.StatusCode.NOT_FOUND, run_request("no-such-program")),
            (grpc.StatusCode.NOT_FOUND, run_request("/box/none")),
            (grpc.StatusCode.NOT_FOUND, run_request("true", seccomp_policy="none")),
            (
                grpc.StatusCode.INVALID_ARGUMENT,
                run_request("true", limits=pb.RunLimits(memory_bytes=5)),
            ),
            (
                grpc.StatusCode.INVALID_ARGUMENT,
                run_request("true", files=[pb.InputFile(path="../x")]),
            ),
            (grpc.StatusCode.INVALID_ARGUMENT, run_request("true", "x" * 70_000)),
        ]
        for code, wrong in cases:
            with self.subTest(wrong.argv):
                self.fails(code, lambda: self.client.sandbox.Run(wrong, timeout=60))

    def test_what_cannot_be_executed_is_told_by_its_field(self):
        text = pb.InputFile(path="text", contents=b"neither\x00program\n", executable=True)
        plain = pb.InputFile(path="plain", contents=b"#!/bin/sh\n")
        for wrong in (
            run_request("./x"),
            run_request("/usr/bin"),
            run_request("/box/text", files=[text]),
            run_request("/box/plain", files=[plain]),
            run_request("true", "x" * 70_000),
        ):
            for call in (
                lambda: self.client.sandbox.Run(wrong, timeout=60),
                lambda: self.client.sandbox.RunStream(
                    iter([pb.RunStreamRequest(start=wrong)]), timeout=60
                ),
            ):
                with self.subTest(wrong.argv[0]):
                    error = self.fails(grpc.StatusCode.INVALID_ARGUMENT, call)
                    field = error["BadRequest"].field_violations[0].field
                    self.assertEqual(field, "argv")

    def test_more_than_the_server_allows(self):
        limits = pb.RunLimits(cpu_time=duration_pb2.Duration(seconds=3000))
        error = self.fails(
            grpc.StatusCode.INVALID_ARGUMENT,
            lambda: self.client.sandbox.Run(run_request("true", limits=limits), timeout=60),
        )
        self.assertEqual(error["BadRequest"].field_violations[0].field, "limits.cpu_time")
        self.assertIn("request_limits.cpu_time", error["message"])

    def test_cancelling_kills(self):
        call = self.client.sandbox.Run.future(run_request("sleep", "50"))
        busy = lambda: self.judge.GetServerInfo(  # noqa: E731
            self.server_info_request()
        ).busy_slot_count
        self.wait_for(busy)
        call.cancel()
        self.wait_for(lambda: busy() == 0)

    @staticmethod
    def server_info_request():
        from daemon import judge_service_pb2

        return judge_service_pb2.GetServerInfoRequest()


class QueueTest(ServiceTest):
    CONFIG = "slot_count: 1 max_queued_submission_count: 3"

    def test_what_waits_is_bounded_and_goes_when_cancelled(self):
        hold = threading.Event()

        def send(*argv):
            yield start(*argv)
            hold.wait(60)

        busy = self.client.sandbox.RunStream(send("sh", "-c", "echo begun; sleep 50"))
        self.assertEqual(next(busy).standard_output, b"begun\n")

        def refused():
            try:
                self.client.sandbox.Run(run_request("true"), timeout=0.5)
            except grpc.RpcError as error:
                return error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
            return False

        def full(waiting):
            # The probe may have come first, and taken a place.
            for make in makers:
                if make not in waiting or waiting[make].done():
                    waiting[make] = make()
            return refused()

        makers = (
            lambda: self.client.sandbox.Run.future(run_request("true")),
            lambda: self.client.sandbox.RunStream(send("true")),
        )
        for _ in range(3):
            # Each round needs the places of the one before, whose slot is still taken.
            waiting = {}
            self.wait_for(lambda: full(waiting))
            found = self.fails(
                grpc.StatusCode.RESOURCE_EXHAUSTED,
                lambda: self.client.sandbox.Run(run_request("true"), timeout=5),
            )
            self.assertIn("RetryInfo", found)
            self.assertEqual(found["ErrorInfo"].reason, "QUEUE_FULL")
            for call in waiting.values():
                call.cancel()
            self.wait_for(lambda: not refused())
            # The server may learn of that call's deadline a little later.
            time.sleep(0.2)
        last = self.client.sandbox.Run.future(run_request("true"))
        busy.cancel()
        hold.set()
        self.assertEqual(last.result(timeout=30).outcome.exited.exit_code, 0)


class SmallMessageTest(ServiceTest):
    CONFIG = "max_message_bytes: 65536"

    def test_answers_fit(self):
        script = "head -c 200000 /dev/zero | tee a b c; head -c 200000 /dev/zero >&2"
        result = self.client.sandbox.Run(
            run_request("sh", "-c", script, output_files=["a", "b", "none", "c"]), timeout=60
        )
        self.assertEqual(result.outcome.exited.exit_code, 0)
        self.assertTrue(result.standard_output_truncated)
        self.assertTrue(result.standard_error_truncated)
        self.assertEqual([file.missing for file in result.output_files], [0, 0, 1, 0])
        self.assertEqual([file.truncated for file in result.output_files], [1, 1, 0, 1])
        self.assertGreater(len(result.standard_output), 10_000)
        self.assertGreater(len(result.output_files[0].contents), 10_000)
        self.assertGreater(result.ByteSize(), 48 << 10)

        *pieces, last = self.client.sandbox.RunStream(
            iter([start("sh", "-c", script, output_files=["a", "b"])]), timeout=60
        )
        self.assertEqual(sum(len(piece.standard_output) for piece in pieces), 200_000)
        self.assertEqual(sum(len(piece.standard_error) for piece in pieces), 200_000)
        self.assertEqual([file.truncated for file in last.result.output_files], [True, True])

    def test_paths_that_fill_an_answer(self):
        paths = ["/".join(["x" * 200] * 4) + str(i) for i in range(75)]
        self.fails(
            grpc.StatusCode.INVALID_ARGUMENT,
            lambda: self.client.sandbox.Run(run_request("true", output_files=paths), timeout=60),
        )


class RunStreamTest(ServiceTest):
    def test_talks(self):
        answered = threading.Semaphore(0)

        def talk():
            yield start("sh", "-c", 'while read line; do echo "got $line"; done; echo end')
            for i in range(20):
                yield piece(b"%d\n" % i)
                self.assertTrue(answered.acquire(timeout=30))
            yield pb.RunStreamRequest(end_of_input=pb.EndOfInput())

        output = b""
        result = None
        for response in self.client.sandbox.RunStream(talk(), timeout=60):
            output += response.standard_output
            if response.standard_output.startswith(b"got"):
                answered.release()
            if response.HasField("result"):
                result = response.result
        expected = b"".join(b"got %d\n" % i for i in range(20)) + b"end\n"
        self.assertEqual(output, expected)
        self.assertEqual(result.outcome.exited.exit_code, 0)

    def test_much_in_both_directions(self):
        data = bytes(range(256)) * 4096

        def send():
            yield start("cat")
            for _ in range(8):
                yield piece(data)

        output = b"".join(
            response.standard_output
            for response in self.client.sandbox.RunStream(send(), timeout=60)
        )
        self.assertEqual(output, data * 8)

    def test_a_client_that_takes_nothing_holds_the_program(self):
        before = self.daemon.resident_bytes()
        streams = [
            self.client.sandbox.RunStream(
                iter([
                    start(
                        "head", "-c", "60000000", "/dev/zero",
                        limits=pb.RunLimits(wall_time=duration_pb2.Duration(seconds=2)),
                    )
                ])
            )
            for _ in range(4)
        ]  # fmt: skip
        time.sleep(1)
        info = RunTest.server_info_request()
        self.wait_for(lambda: not self.judge.GetServerInfo(info).busy_slot_count)
        self.assertLess(self.daemon.resident_bytes() - before, 64 << 20)
        for stream in streams:
            *pieces, last = stream
            exceeded = last.result.outcome.limit_exceeded
            self.assertEqual(exceeded.limit, exceeded.LIMIT_WALL_TIME, last.result)
            taken = sum(len(piece.standard_output) for piece in pieces)
            self.assertEqual(taken, last.result.usage.output_bytes)
            self.assertLess(taken, 60_000_000)

    def test_a_slow_client_gets_everything(self):
        size = 20_000_000
        taken = 0
        for i, response in enumerate(
            self.client.sandbox.RunStream(iter([start("head", "-c", str(size), "/dev/zero")]))
        ):
            taken += len(response.standard_output)
            if i % 50 == 0:
                time.sleep(0.02)
        self.assertEqual(taken, size)
        self.assertEqual(response.result.outcome.exited.exit_code, 0)

    def test_a_program_that_does_not_read(self):
        def send():
            yield start("sh", "-c", "exec <&-; sleep 0.2; echo done")
            for _ in range(100):
                yield piece(b"x" * 100_000)

        *_, last = self.client.sandbox.RunStream(send(), timeout=60)
        self.assertEqual(last.result.outcome.exited.exit_code, 0)

    def test_wrong_messages(self):
        for messages in (
            [],
            [piece(b"x")],
            [pb.RunStreamRequest()],
            [start("true", standard_input=b"x")],
            [start("cat"), start("cat")],
        ):
            self.fails(
                grpc.StatusCode.INVALID_ARGUMENT,
                lambda: self.client.sandbox.RunStream(iter(messages), timeout=60),
            )

    def test_what_is_no_message_is_told_to_be_none(self):
        stream = self.client.channel.stream_stream("/sandbox.v1.SandboxService/RunStream")
        sleeps = start("sleep", "50").SerializeToString()
        for messages in ([b"\xff"], [sleeps, b"\xff"]):
            error = self.fails(
                grpc.StatusCode.INVALID_ARGUMENT, lambda: stream(iter(messages), timeout=60)
            )
            self.assertEqual(error["ErrorInfo"].reason, "MALFORMED_REQUEST")

    def test_a_client_that_vanishes(self):
        hold = threading.Event()

        def send():
            yield start("sh", "-c", "echo begun; sleep 50")
            hold.wait(30)

        stream = self.client.sandbox.RunStream(send())
        self.assertEqual(next(stream).standard_output, b"begun\n")
        stream.cancel()
        hold.set()


if __name__ == "__main__":
    unittest.main()
