"""Ten minutes of mixed load with hostile programs: honest ones are judged right all the time, and
afterwards the server holds no more descriptors, threads, processes, groups, memory and disk than
after its first minute.

ASSAY_SOAK_SECONDS sets another length.
"""

import glob
import os
import random
import threading
import time
import unittest

import grpc
from daemon import (
    ACCEPTED,
    ECHO_SUM,
    SLEEP,
    WRONG_ANSWER,
    WRONG_SUM,
    Client,
    ServiceTest,
    in_threads,
    inline,
    judge_service_pb2 as pb,
    package,
    request,
    sandbox_service_pb2,
    submission_pb2,
    upload,
)

SECONDS = int(os.environ.get("ASSAY_SOAK_SECONDS", "600"))
# Once through everything that is made once and kept.
WARM_UP_SECONDS = min(60, SECONDS / 4)
LANGUAGES = {".c": "c", ".cpp": "cpp17", ".py": "python3"}
FOLDERS = ("files", "forging", "ipc", "kernel", "network", "process", "resources")

# Ways in which a call of a client ends that does not see it through.
GIVEN_UP = (grpc.StatusCode.CANCELLED, grpc.StatusCode.DEADLINE_EXCEEDED)


def hostile_programs():
    """(language, source) of each attack that needs nothing but an input."""
    found = []
    for folder in FOLDERS:
        for path in sorted(glob.glob(f"tests/attacks/{folder}/*")):
            language = LANGUAGES.get(os.path.splitext(path)[1])
            if language is None:
                continue
            with open(path, "rb") as file:
                found.append((language, file.read()))
    return found


def folder_bytes(folder):
    """Disk that a folder takes."""
    total = 0
    for parent, _, files in os.walk(folder):
        for name in files:
            try:
                total += os.lstat(os.path.join(parent, name)).st_blocks * 512
            except FileNotFoundError:
                pass
    return total


class SoakTest(ServiceTest):
    CONFIG = """
        retention { seconds: 60 }
        max_in_flight_count: 64
    """

    def held(self):
        """What the server holds while it has nothing to do, by name."""
        pid = self.daemon.process.pid
        with open(f"/proc/{pid}/status", encoding="utf-8") as status:
            fields = dict(line.split(":", 1) for line in status)
        processes = set()
        for path in glob.glob("/proc/[0-9]*/stat"):
            try:
                with open(path, encoding="utf-8") as stat:
                    parent = int(stat.read().rsplit(")", 1)[1].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == pid:
                processes.add(path)
        return {
            "descriptors": len(os.listdir(f"/proc/{pid}/fd")),
            "threads": int(fields["Threads"]),
            "children": len(processes),
            "groups": len(glob.glob(f"/sys/fs/cgroup/*/assay/{pid}-*/*/")),
            "folders": len(os.listdir(os.path.join(self.daemon.state, "run"))),
            "memory KiB": int(fields["VmRSS"].split()[0]),
            "disk KiB": folder_bytes(self.daemon.state) >> 10,
        }

    def idle(self):
        """What is held once everything is over and the retention time, too."""
        info = lambda: self.judge.GetServerInfo(pb.GetServerInfoRequest())  # noqa: E731
        self.wait_for(lambda: info().busy_slot_count == 0, 120)
        time.sleep(75)
        return self.held()

    def fill(self):
        """Makes what is made once and kept: jails of each kind, and what toolchains prepare."""
        # As often as each preparation needs, and once more with it.
        for number in range(4):
            for language, source in (
                ("c", f"int main() {{ return {number}; }}"),
                ("cpp17", f"#include <bits/stdc++.h>\nint main() {{ return {number}; }}"),
                ("python3", f"exit({number})"),
            ):
                self.judge_hostile(self.client, language, source)
        for kind in self.kinds:
            kind(self.client, random.Random(0))

    def load(self, seconds):
        """Mixed load for that long; how many of each kind were seen through."""
        deadline = time.monotonic() + seconds
        counts = {}
        mutex = threading.Lock()

        def count(kind):
            with mutex:
                counts[kind] = counts.get(kind, 0) + 1

        def work(index):
            choice = random.Random(index)
            client = Client(self.daemon.target)
            while time.monotonic() < deadline:
                kind = choice.choice(self.kinds)
                kind(client, choice)
                count(kind.__name__)
                # Connections come and go, too.
                if choice.random() < 0.1:
                    client.close()
                    client = Client(self.daemon.target)
            client.close()

        in_threads(6, work)
        return counts

    def honest(self, client, choice):
        source, verdict = choice.choice([(ECHO_SUM, ACCEPTED), (WRONG_SUM, WRONG_ANSWER)])
        judgement = client.judged(request(source), timeout=300)
        self.assertEqual(judgement.verdict, verdict, judgement)

    def attack(self, client, choice):
        self.judge_hostile(client, *choice.choice(self.hostile))

    def judge_hostile(self, client, language, source):
        made = request(source, language, inline(("", None)), seconds=1)
        made.limits.wall_time.seconds = 2
        made.limits.memory_bytes = 64 << 20
        self.assertNotEqual(client.judged(made, timeout=300).verdict, 0)

    def vanish(self, client, choice):
        stream = client.judge.Submit(
            request(SLEEP, seconds=50), timeout=choice.choice([0.2, 1, 300])
        )
        try:
            for _ in range(choice.randrange(4)):
                next(stream)
        except grpc.RpcError as error:
            self.assertIn(error.code(), GIVEN_UP, error.details())
        stream.cancel()

    def batch(self, client, choice):
        sources = [choice.choice([ECHO_SUM, WRONG_SUM]) for _ in range(5)]
        requests = (request(source) for source in sources)
        judged = {
            event.request_index: event.judgement
            for event in client.judge.SubmitBatch(requests, timeout=300)
            if event.HasField("judgement")
        }
        self.assertEqual(len(judged), len(sources))
        for i, source in enumerate(sources):
            wanted = ACCEPTED if source == ECHO_SUM else WRONG_ANSWER
            self.assertEqual(judged[i].verdict, wanted, judged[i])

    def store(self, client, choice):
        id = f"p{choice.randrange(1 << 30)}"
        archive = package([("1", f"1 {choice.randrange(100)}\n", "0\n")], name=id)
        client.judge.PutProblem(upload(id, archive), timeout=300)
        made = request(
            ECHO_SUM, stored_problem=submission_pb2.StoredProblem(id=id), all_tests=True
        )
        self.assertEqual(client.judged(made, timeout=300).verdict, WRONG_ANSWER)
        client.judge.DeleteProblem(pb.DeleteProblemRequest(id=id), timeout=300)

    def bare(self, client, choice):
        made = sandbox_service_pb2.RunRequest(
            argv=["sh", "-c", "head -c 1000000 /dev/zero; exit 3"]
        )
        run = client.sandbox.Run(made, timeout=300)
        self.assertEqual(run.outcome.exited.exit_code, 3, run)

    def test_nothing_leaks(self):
        self.hostile = hostile_programs()
        self.assertGreater(len(self.hostile), 100)
        self.kinds = [self.honest, self.attack, self.vanish, self.batch, self.store, self.bare]
        self.fill()
        self.load(WARM_UP_SECONDS)
        before = self.idle()
        counts = self.load(SECONDS - WARM_UP_SECONDS)
        after = self.idle()
        print("seen through:", counts)
        print("before:", before)
        print("after: ", after)
        self.assertEqual(len(counts), 6, counts)
        # Threads of gRPC come and go, and with them what they keep.
        slack = {"descriptors": 8, "threads": 8, "memory KiB": 32 << 10, "disk KiB": 8 << 10}
        for name, most in before.items():
            self.assertLessEqual(after[name], most + slack.get(name, 0), (name, before, after))


if __name__ == "__main__":
    unittest.main()
