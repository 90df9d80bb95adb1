"""How sandboxd starts, reloads, drains and stops; who is let in."""

import glob
import hashlib
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

import grpc
from daemon import (
    ACCEPTED,
    CANCELLED,
    ECHO_SUM,
    FINISHED,
    SANDBOXD,
    SLEEP,
    Client,
    Daemon,
    ServiceTest,
    details,
    duration_pb2,
    free_port,
    in_threads,
    inline,
    judge_service_pb2 as pb,
    make_certificates,
    request,
    sandbox_service_pb2,
    submission_pb2,
)

ALICE = "alice-alice-alice-alice"
BOB = "bob-bob-bob-bob-bob-bob"
BOB_NEXT = "next-next-next-next-next"
ROOT = "root-root-root-root-root"
SLOW = "import time\ntime.sleep(3)\nprint(sum(map(int, input().split())))\n"


def client_entry(name, token, role="ROLE_SUBMIT", quota=""):
    digest = hashlib.sha256(token.encode()).hexdigest()
    return f'clients {{ name: "{name}" token_sha256: "{digest}" role: {role} {quota} }}\n'


def processes(argument):
    """Of `sleep` with this argument."""
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, "rb") as file:
                if file.read().endswith(f"sleep\0{argument}\0".encode()):
                    found.append(path)
        except OSError:
            pass
    return found


class StopTest(ServiceTest):
    def test_draining_finishes_what_runs_and_keeps_the_rest(self):
        runs = self.judge.Submit(request(SLOW))
        runs_id = next(event.submission_id for event in runs if event.HasField("test_started"))
        slots = self.judge.GetServerInfo(pb.GetServerInfoRequest()).slot_count
        others = [self.judge.Submit(request(SLOW, detached=True)) for _ in range(slots + 2)]
        ids = [next(stream).submission_id for stream in others]
        self.daemon.process.send_signal(signal.SIGTERM)
        *_, last = runs
        self.assertEqual(last.judgement.verdict, ACCEPTED)
        # A further signal would not let it finish.
        self.assertEqual(self.daemon.process.wait(timeout=60), 0)
        self.start()
        client = self.connect()
        self.judge = client.judge
        for id in ids:
            self.assertEqual(self.ended(id).judgement.verdict, ACCEPTED)
        self.assertEqual(self.get(runs_id).attempt, 1)
        self.assertTrue(all(self.get(id).attempt in (1, 2) for id in ids))
        self.assertEqual(self.get(ids[-1]).attempt, 2)

    def test_a_second_signal_ends_it_at_once_and_nothing_is_lost(self):
        stream = self.judge.Submit(request(SLEEP, seconds=20, detached=True))
        id = next(event.submission_id for event in stream if event.HasField("test_started"))
        self.daemon.process.send_signal(signal.SIGTERM)
        self.wait_for(lambda: '"draining"' in self.daemon.read_log())
        time.sleep(0.2)
        self.assertEqual(self.daemon.stop(), -signal.SIGTERM)
        self.start()
        again = self.connect().judge
        submission = again.GetSubmission(pb.GetSubmissionRequest(id=id))
        self.assertLess(submission.state, FINISHED)
        self.assertEqual(submission.attempt, 2)
        again.CancelSubmission(pb.CancelSubmissionRequest(id=id))

    def test_health(self):
        self.assertTrue(self.client.healthy())

    def test_reflection(self):
        # ServerReflectionRequest{list_services: ""}; both services are in the answer.
        reflect = self.client.channel.stream_stream(
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            request_serializer=lambda message: message,
            response_deserializer=lambda data: data,
        )
        answer = next(reflect(iter([b"\x3a\x00"]), timeout=10))
        self.assertIn(b"judge.v1.JudgeService", answer)
        self.assertIn(b"sandbox.v1.SandboxService", answer)

    def test_one_server_for_a_state_folder(self):
        second = Daemon(self.folder)
        second.log = os.path.join(self.folder, "second")
        second.start(wait=False)
        self.assertEqual(second.process.wait(timeout=30), 4)
        self.assertIn("another", second.read_log())

    def test_events_are_logged(self):
        *_, last = self.judge.Submit(request(ECHO_SUM))
        logged = {
            event["event"]
            for event in self.daemon.events()
            if event.get("submission") == last.submission_id
        }
        self.assertEqual(logged, {"submission_accepted", "submission_ended"})


class DrainTest(ServiceTest):
    CONFIG = "drain_timeout { seconds: 1 } slot_count: 1"

    def test_a_bare_run_does_not_outlast_it(self):
        run = self.client.sandbox.Run.future(
            sandbox_service_pb2.RunRequest(
                argv=["sleep", "50"],
                limits=sandbox_service_pb2.RunLimits(wall_time=duration_pb2.Duration(seconds=55)),
            )
        )
        info = lambda: self.judge.GetServerInfo(pb.GetServerInfoRequest())  # noqa: E731
        self.wait_for(lambda: info().busy_slot_count == 1)
        self.assertEqual(self.daemon.stop(), 0)
        self.assertEqual(run.exception(timeout=5).code(), grpc.StatusCode.UNAVAILABLE)

    def test_calls_during_it_are_answered(self):
        runs = self.judge.Submit(request(SLEEP, seconds=20, detached=True))
        next(event for event in runs if event.HasField("test_started"))
        waits = next(self.judge.Submit(request(ECHO_SUM, detached=True))).submission_id
        self.daemon.process.send_signal(signal.SIGTERM)
        self.wait_for(lambda: '"draining"' in self.daemon.read_log())

        def ask(_):
            cancel = pb.CancelSubmissionRequest(id=waits)
            while self.daemon.process.poll() is None:
                for call, argument in (
                    (self.judge.GetServerInfo, pb.GetServerInfoRequest()),
                    (self.judge.CancelSubmission, cancel),
                ):
                    try:
                        call(argument, timeout=20)
                    except grpc.RpcError as error:
                        self.assertIn(
                            error.code(),
                            # gRPC's own word for a call that came in the last moment.
                            (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED),
                        )

        in_threads(4, ask)
        self.assertEqual(self.daemon.process.returncode, 0)


    def test_what_was_accepted_is_told_and_nothing_new_is_taken(self):
        *_, known = self.judge.Submit(request(ECHO_SUM, client_token="known"))
        runs = self.judge.Submit(request(SLEEP, seconds=20, detached=True))
        next(event for event in runs if event.HasField("test_started"))
        # One call of each kind at once, in the second that draining lasts.
        self.daemon.process.send_signal(signal.SIGTERM)
        self.wait_for(lambda: '"draining"' in self.daemon.read_log())
        *_, again = self.judge.Submit(request(ECHO_SUM, client_token="known"), timeout=20)
        self.assertEqual(again, known)
        for call in (
            lambda: self.judge.Submit(request(ECHO_SUM, client_token="new"), timeout=20),
            lambda: self.judge.PutProblem(iter(()), timeout=20),
        ):
            error = self.fails(grpc.StatusCode.UNAVAILABLE, call)
            self.assertEqual(error["ErrorInfo"].reason, "DRAINING")
        self.assertEqual(self.daemon.process.wait(timeout=60), 0)


class PolicyTest(ServiceTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.policies = folder.name
        os.mkdir(os.path.join(self.policies, "languages"))
        self.CONFIG = f'policy_dir: "{self.policies}"'
        super().setUp()

    def languages(self):
        listed = self.judge.ListLanguages(pb.ListLanguagesRequest()).languages
        return {each.id: each.display_name for each in listed}

    def write(self, text):
        path = os.path.join(self.policies, "languages", "python3.textproto")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def test_languages_are_read_anew(self):
        with open("policies/languages/python3.textproto", encoding="utf-8") as file:
            built_in = file.read()
        name = self.languages()["python3"]
        self.assertIn(f'"{name}"', built_in)
        self.write(built_in.replace(f'"{name}"', '"Another Python"', 1))
        self.assertEqual(self.reload()["event"], "reloaded")
        self.wait_for(lambda: self.languages()["python3"] == "Another Python")
        self.assertEqual(self.client.judged(request(ECHO_SUM)).verdict, ACCEPTED)
        self.write("nonsense")
        self.assertEqual(self.reload()["event"], "reload_failed")
        self.assertEqual(self.languages()["python3"], "Another Python", "what was in force stays")
        self.assertEqual(self.client.judged(request(ECHO_SUM)).verdict, ACCEPTED)


class TokenTest(ServiceTest):
    def setUp(self):
        self.tokens = tempfile.NamedTemporaryFile("w", suffix=".textproto")
        self.addCleanup(self.tokens.close)
        self.write_tokens(
            client_entry("alice", ALICE, quota="quota { max_in_flight_count: 2 }")
            + client_entry("bob", BOB)
            + client_entry("root", ROOT, "ROLE_ADMIN")
        )
        self.FLAGS = ("--tokens", self.tokens.name)
        super().setUp()

    def write_tokens(self, text):
        self.tokens.seek(0)
        self.tokens.truncate()
        self.tokens.write(text)
        self.tokens.flush()

    def test_who_is_let_in(self):
        for token in (None, "no-such-token-no-such-token"):
            client = self.connect(token=token)
            error = self.fails(
                grpc.StatusCode.UNAUTHENTICATED, lambda: client.judge.Submit(request(ECHO_SUM))
            )
            self.assertIn(error["ErrorInfo"].reason, ("TOKEN_MISSING", "TOKEN_UNKNOWN"))
        alice, bob, root = (self.connect(token=token) for token in (ALICE, BOB, ROOT))
        *_, last = alice.judge.Submit(request(ECHO_SUM))
        wanted = pb.GetSubmissionRequest(id=last.submission_id)
        self.assertEqual(alice.judge.GetSubmission(wanted).client, "alice")
        self.assertEqual(root.judge.GetSubmission(wanted).client, "alice")
        self.fails(grpc.StatusCode.NOT_FOUND, lambda: bob.judge.GetSubmission(wanted))
        self.assertEqual(
            len(bob.judge.ListSubmissions(pb.ListSubmissionsRequest()).submissions), 0
        )
        self.assertEqual(
            len(root.judge.ListSubmissions(pb.ListSubmissionsRequest()).submissions), 1
        )
        for call in (
            lambda: bob.judge.DeleteProblem(pb.DeleteProblemRequest(id="x")),
            lambda: bob.judge.PutProblem(iter(())),
            lambda: bob.judge.Rejudge(pb.RejudgeRequest(problem_id="x")),
        ):
            self.fails(grpc.StatusCode.PERMISSION_DENIED, call)

    def test_clients_do_not_learn_what_others_have_compiled(self):
        alice, bob = (self.connect(token=token) for token in (ALICE, BOB))
        self.assertFalse(alice.judged(request(ECHO_SUM)).compile.from_cache)
        self.assertFalse(bob.judged(request(ECHO_SUM)).compile.from_cache)
        self.assertTrue(alice.judged(request(ECHO_SUM)).compile.from_cache)
        self.assertTrue(bob.judged(request(ECHO_SUM)).compile.from_cache)

    def test_nobody_is_read_from_who_is_not_let_in(self):
        stranger = self.connect(token="no-such-token-no-such-token")
        # 30 MiB of source files without anything: two gigabytes when parsed.
        files = b"\x1a\x00" * (15 << 20)
        before = self.daemon.resident_bytes()
        for path, kind in (
            ("/judge.v1.JudgeService/Submit", "unary_stream"),
            ("/judge.v1.JudgeService/GetSubmission", "unary_unary"),
            ("/sandbox.v1.SandboxService/Run", "unary_unary"),
        ):
            call = getattr(stranger.channel, kind)(path)
            self.fails(grpc.StatusCode.UNAUTHENTICATED, lambda: call(files, timeout=60))
        self.assertLess(self.daemon.resident_bytes() - before, 250 << 20)

    def test_same_token_of_two_clients_are_two_submissions(self):
        ids = set()
        for token in (ALICE, BOB):
            client = self.connect(token=token)
            *_, last = client.judge.Submit(request(ECHO_SUM, client_token="same"))
            ids.add(last.submission_id)
        self.assertEqual(len(ids), 2)

    def test_quota(self):
        alice = self.connect(token=ALICE)
        streams = [alice.judge.Submit(request(SLEEP, seconds=50)) for _ in range(2)]
        for stream in streams:
            next(stream)
        error = self.fails(
            grpc.StatusCode.RESOURCE_EXHAUSTED, lambda: alice.judge.Submit(request(ECHO_SUM))
        )
        self.assertEqual(error["ErrorInfo"].reason, "QUOTA_IN_FLIGHT")
        self.assertIn("RetryInfo", error)
        for stream in streams:
            stream.cancel()
        self.wait_for(lambda: self.can_submit(alice))

    def can_submit(self, client):
        try:
            return client.judged(request(ECHO_SUM)).verdict == ACCEPTED
        except grpc.RpcError:
            return False

    def test_reload(self):
        self.assertTrue(self.can_submit(self.connect(token=BOB)))
        self.write_tokens(client_entry("alice", ALICE) + "nonsense")
        self.assertEqual(self.reload()["event"], "reload_failed")
        self.assertTrue(self.can_submit(self.connect(token=BOB)), "the old set stays")
        self.write_tokens(client_entry("alice", ALICE))
        self.assertEqual(self.reload()["event"], "reloaded")
        self.assertFalse(self.can_submit(self.connect(token=BOB)))
        self.assertTrue(self.can_submit(self.connect(token=ALICE)))

    def test_calls_of_a_token_that_is_gone_end(self):
        bob = self.connect(token=BOB)
        hold = threading.Event()
        self.addCleanup(hold.set)

        def requests():
            yield request(SLEEP, seconds=50)
            hold.wait(60)

        def run():
            yield sandbox_service_pb2.RunStreamRequest(
                start=sandbox_service_pb2.RunRequest(argv=["sleep", "50"])
            )
            hold.wait(60)

        def upload_slowly():
            yield pb.PutProblemRequest(header=pb.PutProblemHeader(id="x"))
            hold.wait(60)

        batch = bob.judge.SubmitBatch(requests())
        batched = next(batch).submission_id
        stream = bob.judge.Submit(request(SLEEP, seconds=50, detached=True))
        detached = next(stream).submission_id
        watch = bob.judge.WatchSubmission(pb.WatchSubmissionRequest(id=detached))
        next(watch)
        runs = bob.sandbox.RunStream(run())
        root = self.connect(token=ROOT)
        upload = root.judge.PutProblem.future(upload_slowly())
        alice = self.connect(token=ALICE).judge.Submit(request(SLEEP, seconds=50))
        next(alice)
        # An admin who may only submit from now on.
        self.write_tokens(client_entry("alice", ALICE) + client_entry("root", ROOT))
        self.assertEqual(self.reload()["event"], "reloaded")
        for call in (batch, stream, watch, runs):
            error = self.fails(grpc.StatusCode.UNAUTHENTICATED, lambda: call)
            self.assertEqual(error["ErrorInfo"].reason, "TOKEN_UNKNOWN")
        self.assertEqual(upload.exception(timeout=20).code(), grpc.StatusCode.PERMISSION_DENIED)
        judge = self.connect(token=ALICE).judge
        self.write_tokens(client_entry("alice", ALICE) + client_entry("root", ROOT, "ROLE_ADMIN"))
        self.assertEqual(self.reload()["event"], "reloaded")
        state = lambda id: root.judge.GetSubmission(  # noqa: E731
            pb.GetSubmissionRequest(id=id)
        ).state
        self.wait_for(lambda: state(batched) == CANCELLED)
        self.assertLess(state(detached), FINISHED)
        root.judge.CancelSubmission(pb.CancelSubmissionRequest(id=detached))
        self.assertTrue(alice.is_active(), "whose token stays goes on")
        alice.cancel()
        self.assertEqual(len(judge.ListSubmissions(pb.ListSubmissionsRequest()).submissions), 1)

    def test_runs_of_a_token_that_is_gone_end(self):
        bob = self.connect(token=BOB)
        # Found by their argument; more of them than slots, so that some wait.
        seconds = str(1_000_000 + os.getpid())
        wanted = sandbox_service_pb2.RunRequest(
            argv=["sleep", seconds],
            limits=sandbox_service_pb2.RunLimits(wall_time=duration_pb2.Duration(seconds=60)),
        )
        info = pb.GetServerInfoRequest()
        root = self.connect(token=ROOT)
        slots = root.judge.GetServerInfo(info).slot_count
        runs = [bob.sandbox.Run.future(wanted) for _ in range(slots + 2)]
        self.wait_for(lambda: len(processes(seconds)) == slots)
        alice = self.connect(token=ALICE).sandbox.Run.future(
            sandbox_service_pb2.RunRequest(argv=["echo", "x"])
        )
        self.write_tokens(client_entry("alice", ALICE) + client_entry("root", ROOT, "ROLE_ADMIN"))
        self.assertEqual(self.reload()["event"], "reloaded")
        for run in runs:
            error = self.fails(grpc.StatusCode.UNAUTHENTICATED, lambda: run.result(timeout=20))
            self.assertEqual(error["ErrorInfo"].reason, "TOKEN_UNKNOWN")
        self.wait_for(lambda: not processes(seconds))
        self.assertEqual(alice.result(timeout=20).standard_output, b"x\n")

    def test_a_call_that_is_not_read_ends_with_its_token(self):
        def write_tokens(*tokens):
            hashes = [hashlib.sha256(token.encode()).hexdigest() for token in tokens]
            self.write_tokens(
                client_entry("alice", ALICE)
                + 'clients { name: "bob" role: ROLE_SUBMIT quota { max_in_flight_count: 1 } '
                + "".join(f'token_sha256: "{digest}" ' for digest in hashes)
                + "}"
            )
            reloaded = self.reload()
            self.assertEqual(reloaded["event"], "reloaded", reloaded)

        write_tokens(BOB, BOB_NEXT)
        # Much more than the transport keeps.
        loud = sandbox_service_pb2.RunRequest(argv=["head", "-c", "60000000", "/dev/zero"])
        stream = self.connect(token=BOB).sandbox.RunStream(
            iter([sandbox_service_pb2.RunStreamRequest(start=loud)])
        )
        next(stream)
        write_tokens(BOB_NEXT)
        bob = self.connect(token=BOB_NEXT)

        def has_room():
            try:
                bob.sandbox.Run(sandbox_service_pb2.RunRequest(argv=["true"]), timeout=20)
            except grpc.RpcError as error:
                self.assertEqual(error.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
                return False
            return True

        # The quota has one call: the other one is over when there is room.
        self.wait_for(has_room)
        with self.assertRaises(grpc.RpcError) as caught:
            list(stream)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.UNAUTHENTICATED)

    def test_open_batches_have_the_quota_of_now(self):
        alice = self.connect(token=ALICE)
        more = threading.Event()
        self.addCleanup(more.set)

        def requests():
            yield request(SLEEP, seconds=50, client_token="1")
            more.wait(60)
            yield request(SLEEP, seconds=50, client_token="2")
            yield request(SLEEP, seconds=50, client_token="3")

        batch = alice.judge.SubmitBatch(requests())
        next(batch)
        self.write_tokens(client_entry("alice", ALICE, quota="quota { max_in_flight_count: 3 }"))
        self.reload()
        more.set()
        self.assertEqual([next(batch).client_token for _ in range(2)], ["2", "3"])
        batch.cancel()

    def test_cpu_time_of_what_is_cancelled_counts(self):
        self.write_tokens(client_entry("alice", ALICE, quota="quota { cpu_seconds_per_minute: 0.5 }"))
        self.reload()
        alice = self.connect(token=ALICE)
        busy = "while True:\n    pass\n"
        stream = alice.judge.Submit(request(busy, seconds=20))
        next(event for event in stream if event.HasField("test_started"))
        time.sleep(6)
        stream.cancel()

        def refused():
            try:
                list(alice.judge.Submit(request(ECHO_SUM)))
            except grpc.RpcError as error:
                return details(error)["ErrorInfo"].reason
            return None

        self.assertEqual(self.wait_for(refused), "QUOTA_CPU")
        # The same of a bare run: bob's debt is his own.
        self.write_tokens(client_entry("bob", BOB, quota="quota { cpu_seconds_per_minute: 0.1 }"))
        self.reload()
        bob = self.connect(token=BOB)
        run = sandbox_service_pb2.RunRequest(argv=["sh", "-c", "while :; do :; done"])
        with self.assertRaises(grpc.RpcError):
            bob.sandbox.Run(run, timeout=4)
        once = sandbox_service_pb2.RunRequest(argv=["true"])

        def bob_is_refused():
            try:
                bob.sandbox.Run(once, timeout=20)
            except grpc.RpcError as error:
                return details(error)["ErrorInfo"].reason
            return None

        self.assertEqual(self.wait_for(bob_is_refused), "QUOTA_CPU")

    def test_hash_token(self):
        hashed = subprocess.run(
            [SANDBOXD, "hash-token"], input=ALICE, capture_output=True, text=True, check=True
        )
        self.assertEqual(hashed.stdout.strip(), hashlib.sha256(ALICE.encode()).hexdigest())
        short = subprocess.run(
            [SANDBOXD, "hash-token"], input="short", capture_output=True, text=True
        )
        self.assertEqual(short.returncode, 2)


class TlsTest(ServiceTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.certificates = folder.name
        make_certificates(self.certificates)
        self.port = free_port()
        self.FLAGS = (
            "--listen", f"127.0.0.1:{self.port}",
            "--tls-cert", self.path("server.pem"), "--tls-key", self.path("server.key"),
            "--client-ca", self.path("ca.pem"),
        )  # fmt: skip
        super().setUp()

    def path(self, name):
        return os.path.join(self.certificates, name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def connect(self, name="alice"):
        credentials = grpc.ssl_channel_credentials(
            self.read("ca.pem"),
            self.read(f"{name}.key") if name else None,
            self.read(f"{name}.pem") if name else None,
        )
        client = Client(f"127.0.0.1:{self.port}", credentials=credentials)
        self.addCleanup(client.close)
        return client

    def test_certificates(self):
        *_, last = self.judge.Submit(request(ECHO_SUM))
        self.assertEqual(last.judgement.verdict, ACCEPTED)
        self.assertEqual(self.get(last.submission_id).client, "cert:alice")
        for name in ("stranger", None):
            client = self.connect(name)
            with self.assertRaises(grpc.RpcError) as caught:
                list(client.judge.Submit(request(ECHO_SUM), timeout=10))
            self.assertEqual(caught.exception.code(), grpc.StatusCode.UNAVAILABLE)
        plain = Client(f"127.0.0.1:{self.port}")
        self.addCleanup(plain.close)
        with self.assertRaises(grpc.RpcError):
            list(plain.judge.Submit(request(ECHO_SUM), timeout=10))


class QueueTest(ServiceTest):
    CONFIG = "max_queued_submission_count: 5"

    def test_beyond_the_bound(self):
        streams = [self.judge.Submit(request(SLEEP, seconds=50)) for _ in range(5)]
        for stream in streams:
            next(stream)
        error = self.fails(
            grpc.StatusCode.RESOURCE_EXHAUSTED, lambda: self.judge.Submit(request(ECHO_SUM))
        )
        self.assertEqual(error["ErrorInfo"].reason, "QUEUE_FULL")
        self.assertIn("RetryInfo", error)
        for stream in streams:
            stream.cancel()

    def test_a_batch_waits_for_room(self):
        batch = [request(ECHO_SUM) for _ in range(40)]
        judged = [
            event.judgement.verdict
            for event in self.judge.SubmitBatch(iter(batch), timeout=120)
            if event.HasField("judgement")
        ]
        self.assertEqual(judged, [ACCEPTED] * 40)


class HostileTest(ServiceTest):
    def test_idle_connections_do_no_harm(self):
        idle = []
        for _ in range(1000):
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(f"{self.daemon.state}/sandboxd.sock")
            idle.append(connection)
        self.assertEqual(self.client.judged(request(ECHO_SUM)).verdict, ACCEPTED)
        for i, connection in enumerate(idle):
            connection.setblocking(False)
            try:
                connection.send(os.urandom(100) if i % 2 else b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            except OSError:
                pass
        self.assertEqual(self.client.judged(request(ECHO_SUM)).verdict, ACCEPTED)
        for connection in idle:
            connection.close()
        self.assertEqual(self.client.judged(request(ECHO_SUM)).verdict, ACCEPTED)

    def test_a_message_that_is_too_large(self):
        big = request(ECHO_SUM, problem=inline(("x" * (40 << 20), "")))
        with self.assertRaises(grpc.RpcError) as caught:
            list(self.judge.Submit(big))
        self.assertEqual(caught.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
        self.assertEqual(self.client.judged(request(ECHO_SUM)).verdict, ACCEPTED)

    def test_clients_that_vanish(self):
        def vanish(i):
            client = Client(self.daemon.target)
            stream = client.judge.Submit(request(SLEEP, seconds=50))
            next(stream)
            client.close()

        in_threads(10, vanish)
        idle = lambda: self.judge.GetServerInfo(  # noqa: E731
            pb.GetServerInfoRequest()
        ).queued_submission_count == 0
        self.wait_for(idle)

    def test_deep_and_unknown_fields(self):
        # A message of nothing but unknown fields, and one that is no message.
        submit = self.client.channel.unary_stream(
            "/judge.v1.JudgeService/Submit",
            request_serializer=lambda message: message,
            response_deserializer=lambda data: data,
        )
        for data in (b"\xfa\x07\x03abc" * 1000, b"\xff" * 100, b"\x0a\xff\xff\xff\xff\x0f"):
            with self.assertRaises(grpc.RpcError) as caught:
                list(submit(data, timeout=10))
            self.assertEqual(caught.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)
        self.assertEqual(self.client.judged(request(ECHO_SUM)).verdict, ACCEPTED)


if __name__ == "__main__":
    unittest.main()
