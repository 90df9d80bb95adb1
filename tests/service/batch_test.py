"""sandbox_cli batch --server: the results of sandbox_cli batch alone, through SubmitBatch."""

import json
import os
import signal
import time

from cli_test import CliTest, without_measurements
from daemon import FINISHED, judge_service_pb2 as pb, unittest

GOOD = "print(sum(map(int, input().split())))\n"
WRONG = "print(7)\n"
C = "#include <stdio.h>\nint main() { long long a, b; scanf(\"%lld %lld\", &a, &b); printf(\"%lld\\n\", a + b); }\n"
SLOW = "import time\ntime.sleep(0.2)\n" + GOOD


class BatchTest(CliTest):
    def jsonl(self, name, entries):
        lines = [each if isinstance(each, str) else json.dumps(each) for each in entries]
        return self.write(name, "\n".join(lines) + "\n")

    def results(self, name):
        """The manifest, and the records in the input's order."""
        with open(os.path.join(self.packages, name), encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        return lines[0]["manifest"], sorted(lines[1:], key=lambda record: int(record["index"]))

    def both(self, *arguments, there=(), here=()):
        """Runs a batch in both ways and returns the result there; the records have to be the same."""
        records = []
        for name, more in (("there", [*self.server, *there]), ("here", here)):
            path = os.path.join(self.packages, name + ".jsonl")
            if os.path.exists(path):
                os.remove(path)
            result = self.cli("batch", *more, *arguments, "--output", name + ".jsonl")
            manifest, found = self.results(name + ".jsonl") if os.path.exists(path) else ({}, [])
            records.append((result.code, without_measurements(found)))
            if name == "there":
                kept = (result, manifest, found)
        self.assertEqual(records[0], records[1])
        return kept


class SameResultsTest(BatchTest):
    def test_submissions_of_every_kind(self):
        path = self.jsonl("in.jsonl", [
            {"id": "good", "problem": "aplusb", "language": "python3", "source": GOOD},
            {"id": "wrong", "problem": "again", "language": "python3", "source": WRONG},
            {"id": "c", "problem": "aplusb", "sources": [
                {"name": "main.c", "source": '#include "empty.h"\n' + C}, {"name": "empty.h", "source": "int x;"}]},
            {"id": "syntax", "problem": "aplusb", "sources": [{"name": "dir.c", "source": "int main( {\n"}]},
            {"id": "crash", "problem": "aplusb", "language": "python3", "source": "raise ValueError('x' * 100)\n"},
            {"id": "loop", "problem": "aplusb", "language": "python3", "source": "while True: pass\n",
             "time_limit_seconds": 0.1},
            {"id": "small", "problem": "aplusb", "language": "c", "memory_limit_bytes": 1 << 23,
             "source": "#include <stdlib.h>\n#include <string.h>\nint main() { memset(malloc(1 << 25), 1, 1 << 25); }\n"},
            {"id": "broken", "problem": "broken_yaml", "language": "c", "source": C},
            {"id": "nowhere", "problem": "nonesuch", "language": "c", "source": C},
            "rubbish",
            {"id": "binary", "problem": "aplusb", "language": "c", "source": "\u0000"},
            {"id": "good", "problem": "aplusb", "language": "python3", "source": GOOD},
        ])
        problems = ["--problem", "aplusb", "--problem", "again=aplusb", "--problem", "broken_yaml"]
        result, manifest, records = self.both(*problems, path, "--reruns", "0")
        self.assertEqual(result.code, 2, result.err)
        self.assertEqual(len(records), 12)
        self.assertEqual(records[0]["judgement"]["verdict"], "VERDICT_ACCEPTED")
        self.assertEqual(records[5]["judgement"]["verdict"], "VERDICT_TIME_LIMIT_EXCEEDED")
        self.assertEqual(records[7]["judgement"]["verdict"], "VERDICT_JUDGE_ERROR")
        self.assertIn("at a server", manifest["options"])
        self.assertIn("python3", manifest["toolchains"])
        self.both(*problems, path, "--strict")

    def test_stored_packages_and_reports(self):
        self.cli("problem", "put", "custom_messages", "--id", "cm", *self.server)
        sources = ["custom_messages/submissions/accepted/right.py",
                   "custom_messages/submissions/wrong_answer/wrong.py"]
        there = ["--problem-id", "custom_messages=cm", "--html", "r.html", "--csv", "r.csv"]
        result, _, records = self.both(*sources, there=there, here=["--problem", "custom_messages"])
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual([each["judgement"]["verdict"] for each in records],
                         ["VERDICT_ACCEPTED", "VERDICT_WRONG_ANSWER"])
        for name in ("r.html", "r.csv"):
            self.assertTrue(os.path.getsize(os.path.join(self.packages, name)))

    def test_evaluation_sets(self):
        tasks = self.jsonl("tasks.jsonl", [
            {"task_id": "t/0", "prompt": "def add(a, b):\n", "entry_point": "add",
             "canonical_solution": "    return a + b\n",
             "test": "def check(candidate):\n    assert candidate(1, 2) == 3\n    assert candidate(-1, 1) == 0\n"}])
        samples = self.jsonl("samples.jsonl", [
            {"task_id": "t/0", "completion": "    return a + b\n"},
            {"task_id": "t/0", "completion": "    return 3\n"},
            {"task_id": "t/0", "completion": "    import os\n    os._exit(0)\n"}])
        result, _, records = self.both("--set", "humaneval", tasks, "--completions", samples, "--k", "1")
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual([each["judgement"]["verdict"] == "VERDICT_ACCEPTED" for each in records],
                         [True, False, False])
        self.assertIn("pass@1", result.out)

    def test_memo(self):
        path = self.jsonl("in.jsonl", [{"id": str(i), "language": "python3", "source": GOOD} for i in range(9)])
        result = self.cli("batch", *self.server, "--problem", "aplusb", path, "--memo", "m.db", "--output", "r.jsonl")
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual(sum(record["memo"] for record in self.results("r.jsonl")[1]), 8)
        self.assertEqual(len(self.listed()), 1)


class ServerTest(BatchTest):
    def test_usage(self):
        for arguments, text in (
                (["--problem", "custom_validator", "x.py"], "store it with `sandbox_cli problem put"),
                (["--problem-id", "nonesuch", "x.py"], "nonesuch"),
                (["--problem-id", "a@", "x.py"], "is not ID or ID@DIGEST"),
                (["--jobs", "1", "--problem", "aplusb", "x.py"], "--jobs"),
                (["x.py"], "--problem")):
            with self.subTest(arguments):
                self.write("x.py", GOOD)
                self.fails_with(2, text, "batch", *self.server, *arguments)
        self.fails_with(2, "give --server", "batch", "--problem-id", "a", "x.py")

    def slow_input(self, count):
        # Each is another one.
        return self.jsonl("slow.jsonl", [
            {"id": str(i), "language": "python3", "source": f"# {i}\n{SLOW}"} for i in range(count)])

    def lines(self, name):
        try:
            with open(os.path.join(self.packages, name), "rb") as file:
                return file.read().count(b"\n")
        except FileNotFoundError:
            return 0

    def test_killed_it_goes_on_and_the_server_stops(self):
        command = ("batch", *self.server, "--problem", "aplusb", self.slow_input(40), "--output", "r.jsonl")
        process = self.start_cli(*command)
        self.wait_for(lambda: self.lines("r.jsonl") > 5)
        process.kill()
        process.communicate()
        # Nothing is judged for nobody.
        self.wait_for(lambda: not self.judge.GetServerInfo(pb.GetServerInfoRequest()).queued_submission_count)
        self.assertLess(self.lines("r.jsonl"), 41)
        refused = self.cli("batch", "--problem", "aplusb", "slow.jsonl", "--output", "r.jsonl", "--resume")
        self.assertEqual(refused.code, 2, refused.err)
        result = self.cli(*command, "--resume")
        self.assertEqual(result.code, 0, result.err)
        _, records = self.results("r.jsonl")
        self.assertEqual([record["id"] for record in records], [str(i) for i in range(40)])

    def test_a_signal_stops_it(self):
        command = ("batch", *self.server, "--problem", "aplusb", self.slow_input(40), "--output", "r.jsonl")
        process = self.start_cli(*command)
        self.wait_for(lambda: self.lines("r.jsonl") > 2)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, err)
        self.assertIn(b"--resume goes on", err)
        self.wait_for(lambda: not self.judge.GetServerInfo(pb.GetServerInfoRequest()).queued_submission_count)

    def test_a_crash_of_the_server_loses_nothing(self):
        command = ("batch", *self.server, "--problem", "aplusb", self.slow_input(20), "--output", "r.jsonl")
        process = self.start_cli(*command)
        self.wait_for(lambda: self.lines("r.jsonl") > 3)
        self.daemon.kill()
        time.sleep(0.5)
        self.start()
        _, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, err)
        _, records = self.results("r.jsonl")
        self.assertEqual([record["id"] for record in records], [str(i) for i in range(20)])
        self.judge = self.connect().judge

    def test_a_server_that_stays_away(self):
        path = self.slow_input(3)
        process = self.start_cli("batch", *self.server, "--retry-for", "1s", "--problem", "aplusb", path,
                                 "--output", "r.jsonl")
        self.wait_for(lambda: self.lines("r.jsonl") > 0)
        self.daemon.kill()
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 4, err)
        self.assertIn(b"no sandboxd answers", err)
        self.start()
        self.judge = self.connect().judge

    def test_transcripts(self):
        self.cli("problem", "put", "relay", "--id", "relay", *self.server)
        source = "relay/submissions/accepted/plus_one.py"
        result = self.cli("submit", *self.server, source, "--problem-id", "relay", "--transcript", "--format", "json")
        self.assertEqual(result.code, 0, result.err)
        test = json.loads(result.out)["testResults"][0]
        self.assertEqual(test["earlierTranscripts"][0]["pieces"][0]["text"], "first 7\n")
        self.assertEqual(test["transcript"]["pieces"][0]["text"], "second 8\n")
        result = self.cli("submit", *self.server, source, "--problem-id", "relay", "--format", "json")
        self.assertNotIn("transcript", result.out)
        self.assertEqual({each.state for each in self.listed()}, {FINISHED})


if __name__ == "__main__":
    unittest.main()
