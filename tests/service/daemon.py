"""What the service's tests share: a sandboxd of their own, and stock gRPC clients of it."""

import glob
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import unittest

sys.path.insert(0, os.path.abspath("tests/service/stubs"))

import grpc  # noqa: E402
from google.protobuf import duration_pb2  # noqa: E402
from proto.google.rpc import error_details_pb2, status_pb2  # noqa: E402
from proto.judge.v1 import (  # noqa: E402
    judge_service_pb2,
    judge_service_pb2_grpc,
    judgement_pb2,
    submission_pb2,
)
from proto.sandbox.v1 import sandbox_service_pb2, sandbox_service_pb2_grpc  # noqa: E402

SANDBOXD = os.path.abspath("judge/service/sandboxd")
OPTIONS = [
    ("grpc.max_receive_message_length", 256 << 20),
    ("grpc.max_send_message_length", 256 << 20),
    # Not the proxy, and not the connection, of another test.
    ("grpc.enable_http_proxy", 0),
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.initial_reconnect_backoff_ms", 50),
    ("grpc.max_reconnect_backoff_ms", 200),
]

ECHO_SUM = "a, b = map(int, input().split())\nprint(a + b)\n"
WRONG_SUM = "a, b = map(int, input().split())\nprint(a + b + 1)\n"
LOOP = "while True:\n    pass\n"
SLEEP = "import time\ntime.sleep(60)\n"

FINISHED = submission_pb2.SUBMISSION_STATE_FINISHED
CANCELLED = submission_pb2.SUBMISSION_STATE_CANCELLED
ACCEPTED = judgement_pb2.VERDICT_ACCEPTED
WRONG_ANSWER = judgement_pb2.VERDICT_WRONG_ANSWER


def inline(*pairs):
    """A problem of tests (input, answer); an answer of None is not checked."""
    problem = submission_pb2.InlineProblem()
    for given, answer in pairs:
        test = problem.tests.add(input=given.encode())
        if answer is not None:
            test.answer = answer.encode()
    return problem


def request(source, language="python3", problem=None, seconds=None, **fields):
    """A SubmitRequest of one file, by default with one test of adding."""
    made = submission_pb2.SubmitRequest(language=language, **fields)
    contents = source if isinstance(source, bytes) else source.encode()
    made.files.add(name="solution", contents=contents)
    if "stored_problem" not in fields:
        made.inline_problem.CopyFrom(problem or inline(("1 2\n", "3\n")))
    if seconds is not None:
        made.limits.cpu_time.CopyFrom(duration_pb2.Duration(seconds=seconds))
    return made


def package(tests, name="sum", extra=()):
    """A tar of a problem package with the given tests (name, input, answer)."""
    files = [("problem.yaml", f"name: {name}\nlimits:\n  time_limit: 2\n".encode())]
    for test, given, answer in tests:
        files.append((f"data/secret/{test}.in", given.encode()))
        files.append((f"data/secret/{test}.ans", answer.encode()))
    files.extend(extra)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, contents in files:
            entry = tarfile.TarInfo(path)
            entry.size = len(contents)
            archive.addfile(entry, io.BytesIO(contents))
    return packed.getvalue()


def upload(id, archive, piece=65536, end=True):
    """The messages of a PutProblem."""
    yield judge_service_pb2.PutProblemRequest(header=judge_service_pb2.PutProblemHeader(id=id))
    for start in range(0, len(archive), piece):
        yield judge_service_pb2.PutProblemRequest(piece=archive[start : start + piece])
    if end:
        yield judge_service_pb2.PutProblemRequest(end_of_archive=judge_service_pb2.EndOfArchive())


def details(error):
    """The google.rpc details of an RpcError, by the names of their types."""
    found = {}
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        for packed in status_pb2.Status.FromString(value).details:
            kind = packed.type_url.rsplit(".", 1)[-1]
            message = getattr(error_details_pb2, kind)()
            packed.Unpack(message)
            found[kind] = message
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificates(folder):
    """NAME.pem and NAME.key: an authority, its server at 127.0.0.1 and its alice, and a stranger."""

    def path(name):
        return os.path.join(folder, name)

    for name, subject, issuer, extension in (
        ("ca", "/CN=test authority", None, None),
        ("server", "/CN=localhost", "ca", "subjectAltName=IP:127.0.0.1"),
        ("alice", "/CN=alice", "ca", None),
        ("stranger", "/CN=alice", None, None),
    ):
        command = [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-keyout", path(f"{name}.key"), "-out", path(f"{name}.pem"), "-subj", subject,
        ]  # fmt: skip
        if issuer is not None:
            command += ["-CA", path(f"{issuer}.pem"), "-CAkey", path(f"{issuer}.key")]
            command += ["-addext", "basicConstraints=critical,CA:FALSE"]
        if extension is not None:
            command += ["-addext", extension]
        subprocess.run(command, check=True, capture_output=True)
        os.chmod(path(f"{name}.key"), 0o600)


class Client:
    """Stubs of both services over one channel."""

    def __init__(self, target, credentials=None, token=None, options=()):
        options = [*OPTIONS, *options]
        if credentials is None:
            self.channel = grpc.insecure_channel(target, options)
        else:
            self.channel = grpc.secure_channel(target, credentials, options)
        if token is not None:
            self.channel = grpc.intercept_channel(self.channel, WithToken(token))
        self.judge = judge_service_pb2_grpc.JudgeServiceStub(self.channel)
        self.sandbox = sandbox_service_pb2_grpc.SandboxServiceStub(self.channel)

    def judged(self, submit_request, timeout=60):
        """The judgement of a submission."""
        *_, last = self.judge.Submit(submit_request, timeout=timeout)
        return last.judgement

    def healthy(self):
        """What grpc.health.v1 says, without its stubs: Check {} -> {status}."""
        check = self.channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            request_serializer=lambda message: message,
            response_deserializer=lambda data: data,
        )
        return check(b"", timeout=5) == b"\x08\x01"

    def close(self):
        self.channel.close()


class WithToken(
    grpc.UnaryUnaryClientInterceptor,
    grpc.UnaryStreamClientInterceptor,
    grpc.StreamUnaryClientInterceptor,
    grpc.StreamStreamClientInterceptor,
):
    """Adds a bearer token to each call."""

    def __init__(self, token):
        self.token = token

    def _call(self, continuation, details_, argument):
        metadata = list(details_.metadata or ()) + [("authorization", f"Bearer {self.token}")]
        return continuation(details_._replace(metadata=metadata), argument)

    intercept_unary_unary = _call
    intercept_unary_stream = _call
    intercept_stream_unary = _call
    intercept_stream_stream = _call


class Daemon:
    """A sandboxd with a state folder that outlives it."""

    def __init__(self, folder, *flags):
        self.folder = folder
        self.state = os.path.join(folder, "state")
        self.flags = flags
        self.process = None
        self.log = os.path.join(folder, "log")

    @property
    def target(self):
        return f"unix:{self.state}/sandboxd.sock"

    def start(self, *more, wait=True):
        metrics = [] if "--metrics-listen" in self.flags else ["--metrics-listen", ""]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [SANDBOXD, "--state-dir", self.state, *metrics, *self.flags, *more],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        if wait:
            self.wait_until_serving()
        return self

    def wait_until_serving(self):
        deadline = time.monotonic() + 60
        while '"serving"' not in self.new_log():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"sandboxd does not serve:\n{self.read_log()}")
            time.sleep(0.02)
        self.seen = os.path.getsize(self.log)

    seen = 0

    def new_log(self):
        """What was logged since the last start."""
        with open(self.log, "rb") as log:
            log.seek(self.seen)
            return log.read().decode()

    def read_log(self):
        with open(self.log, encoding="utf-8") as log:
            return log.read()

    def events(self):
        """The log's lines that are events."""
        lines = [line for line in self.read_log().splitlines() if line.startswith("{")]
        return [json.loads(line) for line in lines]

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            fields = dict(line.split(":", 1) for line in status)
        return int(fields["VmRSS"].split()[0]) << 10

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, number=signal.SIGTERM):
        """Ends it by a signal; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=120)


class ServiceTest(unittest.TestCase):
    """Gives each test a running sandboxd and a client, and checks that nothing stays."""

    FLAGS = ()
    # A ServerConfig in text form.
    CONFIG = ""

    def setUp(self):
        self.folder = self.make_folder()
        config = os.path.join(self.folder, "sandboxd.textproto")
        with open(config, "w", encoding="utf-8") as file:
            file.write(self.CONFIG)
        self.daemon = Daemon(self.folder, "--config", config, *self.FLAGS)
        self.pids = []
        self.start()
        self.client = self.connect()
        self.judge = self.client.judge

    def make_folder(self):
        return tempfile.mkdtemp(prefix="assay-service-")

    def start(self, *more):
        self.daemon.start(*more)
        self.pids.append(self.daemon.process.pid)

    def connect(self, **arguments):
        client = Client(self.daemon.target, **arguments)
        self.addCleanup(client.close)
        return client

    def tearDown(self):
        code = self.daemon.stop()
        run = os.path.join(self.daemon.state, "run")
        left = os.listdir(run) if os.path.isdir(run) else []
        log = self.daemon.read_log()
        shutil.rmtree(self.folder)
        self.assertEqual(code, 0, log)
        self.assertEqual(left, [], "folders left in the state folder")
        groups = [
            group for pid in self.pids for group in glob.glob(f"/sys/fs/cgroup/*/assay/{pid}-*/")
        ]
        self.assertEqual(groups, [], "control groups left")

    def fails(self, code, call):
        """The error with which `call` has to end, as `details` has it."""
        with self.assertRaises(grpc.RpcError) as caught:
            answer = call()
            if hasattr(answer, "__next__"):
                list(answer)
        self.assertEqual(caught.exception.code(), code, caught.exception.details())
        found = details(caught.exception)
        if code not in (grpc.StatusCode.DEADLINE_EXCEEDED,):
            self.assertEqual(found["ErrorInfo"].domain, "assay")
        found["message"] = caught.exception.details()
        return found

    def wait_for(self, condition, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = condition()
            if found:
                return found
            time.sleep(0.01)
        self.fail("timed out")

    def reload(self):
        """Has the files read anew; the event that tells how that went."""
        before = len(self.daemon.events())
        self.daemon.process.send_signal(signal.SIGHUP)
        return self.wait_for(
            lambda: [
                event
                for event in self.daemon.events()[before:]
                if event["event"] in ("reloaded", "reload_failed")
            ]
        )[0]

    def get(self, id):
        return self.judge.GetSubmission(judge_service_pb2.GetSubmissionRequest(id=id))

    def ended(self, id):
        """The submission once it has ended."""
        done = lambda: (found := self.get(id)).state >= FINISHED and found  # noqa: E731
        return self.wait_for(done, 60)


def in_threads(count, work):
    """Calls work(i) in that many threads at once, and raises what one of them has raised."""
    errors = []

    def guarded(index):
        try:
            work(index)
        except Exception as error:  # noqa: BLE001 - raised below
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
