"""`sandbox_cli batch`: many submissions, a results file that survives anything, and its reports."""

import contextlib
import csv
import json
import os
import random
import signal
import sqlite3
import subprocess
import time
import unittest
import xml.etree.ElementTree

from cli import APLUSB, PACKAGES, CliTest

GOOD = "#include <stdio.h>\nint main() { long long a, b; scanf(\"%lld %lld\", &a, &b); printf(\"%lld\\n\", a + b); }\n"
WRONG = "#include <stdio.h>\nint main() { puts(\"7\"); }\n"
PYTHON = "print(sum(map(int, input().split())))\n"
HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">\"',=1+1"


CHROMIUM = "/usr/bin/chromium"


class BatchTest(CliTest):
    def jsonl(self, name, entries):
        """A JSONL of objects, or of lines as they are."""
        lines = [each if isinstance(each, str) else json.dumps(each) for each in entries]
        return self.write(name, "\n".join(lines) + "\n")

    def results(self, path):
        """The manifest, and the records in the input's order."""
        with open(path, encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        records = [line for line in lines if "manifest" not in line]
        return lines[0]["manifest"], sorted(records, key=lambda record: int(record["index"]))

    def batch(self, *arguments, **options):
        return self.cli("batch", *arguments, **options)


class InputTest(BatchTest):
    def test_folders_and_files_on_several_problems(self):
        self.write("subs/alice.c", GOOD)
        self.write("subs/deep/bob.py", PYTHON)
        self.write("subs/README.txt", "no program")
        self.write("subs/.hidden.c", "no program")
        os.symlink("/etc/passwd", os.path.join(self.folder, "subs/link.c"))
        one = self.write("carol.c", WRONG)
        output = os.path.join(self.folder, "r.jsonl")
        result = self.batch("--problem", APLUSB, "--problem", "again=" + APLUSB, "subs", one,
                            "--output", output)
        self.assertEqual(result.code, 0, result)
        self.assertIn("1 files are passed over", result.err)
        manifest, records = self.results(output)
        self.assertEqual(manifest["submissionCount"], "6")
        self.assertEqual([problem["name"] for problem in manifest["problems"]], ["aplusb", "again"])
        verdicts = {(record["id"], record["problem"]): record["judgement"]["verdict"] for record in records}
        self.assertEqual(verdicts, {
            ("subs/alice.c", "aplusb"): "VERDICT_ACCEPTED",
            ("subs/alice.c", "again"): "VERDICT_ACCEPTED",
            ("subs/deep/bob.py", "aplusb"): "VERDICT_ACCEPTED",
            ("subs/deep/bob.py", "again"): "VERDICT_ACCEPTED",
            (one, "aplusb"): "VERDICT_WRONG_ANSWER",
            (one, "again"): "VERDICT_WRONG_ANSWER",
        })
        self.assertEqual(self.batch("--problem", APLUSB, one, "--fail-on-rejected").code, 1)

    def test_lines_with_every_way_to_give_a_source(self):
        self.write("files/d.c", GOOD)
        path = self.jsonl("in.jsonl", [
            {"id": "a", "problem": "aplusb", "language": "c", "source": GOOD},
            "",
            {"id": 17, "source_file": "files/d.c"},
            {"id": "three", "sources": [
                {"name": "main.c", "source": '#include "sum.h"\n' + GOOD},
                {"name": "sum.h", "source": "int unused;"}]},
            {"language": "c", "source": "int main() { for (;;); }", "time_limit_seconds": 0.05},
        ])
        result = self.batch("--problem", APLUSB, path)
        self.assertEqual(result.code, 0, result)
        records = sorted(map(json.loads, result.out.splitlines()), key=lambda record: int(record["index"]))
        self.assertEqual([record["id"] for record in records], ["a", "17", "three", path + ":5"])
        self.assertEqual([record["judgement"]["verdict"] for record in records],
                         ["VERDICT_ACCEPTED"] * 3 + ["VERDICT_TIME_LIMIT_EXCEEDED"])
        self.assertEqual(records[3]["judgement"]["limits"]["cpuTime"], "0.050s")
        self.assertEqual(records[1]["origin"], path + ":3")

    def test_a_bad_line_fails_alone(self):
        bad = [
            ("{\"id\": \"x\"", "is no JSON"),
            ("[1]", "is array and not an object"),
            ({"source": GOOD}, "language: is missing"),
            ({"language": "c"}, "source: is missing"),
            ({"language": "klingon", "source": GOOD}, "unknown language \"klingon\""),
            ({"language": "c", "source": GOOD, "problem": "other"}, "problem: \"other\" is none"),
            ({"language": "c", "source": 3}, "source: is number and not a string"),
            ({"language": "c", "source": "  \n"}, "source: is empty"),
            ({"language": "c", "source": "a\0b"}, "NUL byte"),
            ({"language": "c", "source": GOOD, "sauce": 1}, "sauce: is no field"),
            ({"language": "c", "source_file": "../../etc/passwd"}, "leaves the folder"),
            ({"language": "c", "source_file": "/etc/passwd"}, "is absolute"),
            ({"language": "c", "source": GOOD, "time_limit_seconds": 0}, "time_limit_seconds: is not"),
            ({"language": "c", "source": GOOD, "source_file": "x.c"}, "only one of"),
            ({"language": "c", "source": "x" * (1 << 21)}, "larger than 1 MiB"),
            ({"sources": [{"name": "a.c", "source": GOOD}, {"name": "b.h", "source": "int x;"},
                          {"name": "b.h", "source": "int y;"}]}, "sources[2]: name: b.h is there twice"),
            ({"sources": [{"name": "a.c", "source": GOOD}, {"name": "main.c", "source": "int x;"}]},
             "the first file is compiled as main.c, which is another one's name"),
            ("{\"id\": 1, \"id\": 2}", "id: is there twice"),
            ("{\"id\": " + "[" * 1000 + "]" * 1000 + "}", "is JSON nested more than 64 deep"),
            ("{\"id\": \"\xff\"}", ""),
        ]
        entries = [{"id": "first", "language": "c", "source": GOOD}]
        entries += [line for line, _ in bad]
        entries += [{"id": "last", "language": "c", "source": GOOD}]
        path = self.jsonl("in.jsonl", entries)
        output = os.path.join(self.folder, "r.jsonl")
        result = self.batch("--problem", APLUSB, path, "--output", output)
        self.assertEqual(result.code, 2, result)
        records = self.results(output)[1]
        self.assertEqual(len(records), len(entries))
        for record, (_, reason) in zip(records[1:-1], bad):
            self.assertIn(reason, record["error"])
            self.assertTrue(record["error"])
            self.assertNotIn("judgement", record)
            self.assertTrue(record["origin"].startswith(path + ":"), record)
        for record in (records[0], records[-1]):
            self.assertEqual(record["judgement"]["verdict"], "VERDICT_ACCEPTED")
        strict = self.batch("--problem", APLUSB, path, "--strict")
        self.assertEqual((strict.code, strict.out), (2, ""), strict)
        self.assertIn(f"{path}:2: is no JSON", strict.err)
        self.assertIn("(and 19 more)", strict.err)

    def test_usage_errors_name_what_is_wrong(self):
        one = self.write("a.c", GOOD)
        for arguments, message in [
            ((one,), "--problem: is missing"),
            (("--problem", "/nowhere", one), "--problem: open /nowhere"),
            (("--problem", APLUSB, "--problem", APLUSB, one), "two are called \"aplusb\""),
            (("--problem", APLUSB, "/nowhere.c"), "/nowhere.c does not exist"),
            (("--problem", APLUSB, one, "--resume"), "--resume"),
            (("--problem", APLUSB, one, "--html", "x"), "--html"),
            (("--problem", APLUSB, one, "--jobs", "9999"), "--jobs"),
            (("--set", "mbpp", "--problem", APLUSB, one), "--set"),
            (("--set", "mbpp", one), "a.c:1: is no JSON"),
        ]:
            with self.subTest(arguments):
                result = self.batch(*arguments)
                self.assertEqual((result.code, result.out), (2, ""), result)
                self.assertIn(message, result.err)
                self.assertEqual(result.err.count("\n"), 1)
        remote = self.cli("--server", "unix:/x", "batch", "--problem", APLUSB, one)
        self.assertEqual(remote.code, 4, remote)
        self.assertIn("no sandboxd answers", remote.err)

    def test_a_broken_problem_hurts_no_other(self):
        path = self.jsonl("in.jsonl", [
            {"id": "a", "problem": "broken_yaml", "language": "c", "source": GOOD},
            {"id": "b", "problem": "aplusb", "language": "c", "source": GOOD},
        ])
        output = os.path.join(self.folder, "r.jsonl")
        result = self.batch("--problem", APLUSB, "--problem", os.path.join(PACKAGES, "broken_yaml"),
                            path, "--output", output)
        self.assertEqual(result.code, 3, result)
        records = self.results(output)[1]
        self.assertEqual([record["judgement"]["verdict"] for record in records],
                         ["VERDICT_JUDGE_ERROR", "VERDICT_ACCEPTED"])
        self.assertIn("problem.yaml", records[0]["judgement"]["message"])

    def test_a_pipe_is_judged_as_it_comes(self):
        lines = "".join(json.dumps({"id": str(i), "language": "c", "source": GOOD}) + "\n" for i in range(3))
        result = self.batch("--problem", APLUSB, "-", data=lines)
        self.assertEqual(result.code, 0, result)
        self.assertEqual(len(result.out.splitlines()), 3)

    def test_a_signal_ends_waiting_for_a_pipe(self):
        process = self.start("batch", "--problem", APLUSB, "-", stdin=subprocess.PIPE)
        process.stdin.write(json.dumps({"language": "c", "source": GOOD}).encode() + b"\n")
        process.stdin.flush()
        self.assertIn(b"VERDICT_ACCEPTED", process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=10), 143)
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()


class MemoTest(BatchTest):
    def test_identical_submissions_are_judged_once(self):
        entries = [{"id": f"s{i}", "language": "c", "source": GOOD if i % 2 else WRONG} for i in range(10)]
        entries.append({"id": "other limit", "language": "c", "source": GOOD, "time_limit_seconds": 1})
        entries.append({"id": "other language", "language": "cpp17", "source": GOOD})
        path = self.jsonl("in.jsonl", entries)
        memo = os.path.join(self.folder, "memo.db")
        for run, judged in (("1", 4), ("2", 0)):
            output = os.path.join(self.folder, run + ".jsonl")
            result = self.batch("--problem", APLUSB, path, "--output", output, "--memo", memo)
            self.assertEqual(result.code, 0, result)
            records = self.results(output)[1]
            originals = {record["id"]: record for record in records if not record["memo"]}
            self.assertEqual(len(originals), judged)
            for record in records:
                wrong = record["id"] in ("s0", "s2", "s4", "s6", "s8")
                self.assertEqual(record["judgement"]["verdict"],
                                 "VERDICT_WRONG_ANSWER" if wrong else "VERDICT_ACCEPTED")
                if record["memo"] and run == "1":
                    self.assertEqual(record["judgement"], originals[record["memoId"]]["judgement"])
        # What a judgement depends on is part of what identical means.
        output = os.path.join(self.folder, "3.jsonl")
        result = self.batch("--problem", APLUSB, path, "--output", output, "--memo", memo, "--all-tests")
        self.assertEqual(sum(not record["memo"] for record in self.results(output)[1]), 4)

    def test_a_pipe_has_the_same_memo(self):
        # Of a pipe it is not known beforehand which toolchains matter: only those that come are asked.
        entries = [{"id": "a", "language": "c", "source": GOOD}, {"id": "b", "language": "c", "source": WRONG}]
        memo = os.path.join(self.folder, "memo.db")
        path = self.jsonl("in.jsonl", entries)
        self.assertEqual(self.batch("--problem", APLUSB, path, "--memo", memo).code, 0)
        output = os.path.join(self.folder, "piped.jsonl")
        more = entries + [{"id": "c", "language": "bash", "source": "read a b; echo $((a + b))"}] * 2
        lines = "".join(json.dumps(entry) + "\n" for entry in more)
        piped = self.batch("--problem", APLUSB, "-", "--memo", memo, "--output", output, data=lines)
        self.assertEqual(piped.code, 0, piped)
        manifest, records = self.results(output)
        self.assertEqual(manifest.get("toolchains", {}), {})
        known = sorted((record["id"], record["memo"]) for record in records)
        self.assertEqual(known, [("a", True), ("b", True), ("c", False), ("c", True)])

    def test_a_memo_that_was_changed_is_noticed(self):
        path = self.jsonl("in.jsonl", [{"id": "s", "language": "c", "source": WRONG}])
        memo = os.path.join(self.folder, "memo.db")
        self.assertEqual(self.batch("--problem", APLUSB, path, "--memo", memo).code, 0)
        with contextlib.closing(sqlite3.connect(memo)) as connection, connection:
            # VERDICT_ACCEPTED.
            connection.execute("UPDATE judgements SET judgement = x'0801'")
        output = os.path.join(self.folder, "r.jsonl")
        changed = self.batch("--problem", APLUSB, path, "--memo", memo, "--output", output)
        self.assertEqual(changed.code, 4, changed)
        self.assertIn("memo.db: a judgement in it is not as it was written; remove the file", changed.err)
        self.assertEqual(self.results(output)[1], [])
        for contents in (b"SQLite format 3\0" + b"\xff" * 5000, b"rubbish" * 1000, b"\0" * 4096):
            broken = self.write("broken.db", contents)
            result = self.batch("--problem", APLUSB, path, "--memo", broken)
            self.assertNotEqual(result.code, 0, result)
            self.assertIn("broken.db", result.err)

    def test_without_it_everything_is_judged(self):
        path = self.jsonl("in.jsonl", [{"id": str(i), "language": "c", "source": GOOD} for i in range(4)])
        result = self.batch("--problem", APLUSB, path)
        self.assertEqual([json.loads(line)["memo"] for line in result.out.splitlines()], [False] * 4)


class ResumeTest(BatchTest):
    COUNT = 60

    def setUp(self):
        super().setUp()
        self.path = self.jsonl("in.jsonl", [
            {"id": f"s{i}", "language": "c" if i % 3 else "python3", "source": PYTHON if not i % 3 else GOOD if i % 2 else WRONG}
            for i in range(self.COUNT)])
        self.output = os.path.join(self.folder, "r.jsonl")
        self.arguments = ["batch", "--problem", APLUSB, self.path, "--output", self.output]

    def lines(self):
        if not os.path.exists(self.output):
            return 0
        with open(self.output, "rb") as file:
            return file.read().count(b"\n")

    def check_whole(self):
        _, records = self.results(self.output)
        self.assertEqual([int(record["index"]) for record in records], list(range(1, self.COUNT + 1)))
        self.assertEqual([record["id"] for record in records], [f"s{i}" for i in range(self.COUNT)])
        for i, record in enumerate(records):
            wrong = i % 3 and not i % 2
            self.assertEqual(record["judgement"]["verdict"],
                             "VERDICT_WRONG_ANSWER" if wrong else "VERDICT_ACCEPTED")

    def test_killed_at_ten_moments_it_loses_and_repeats_nothing(self):
        moments = random.Random(7)
        killed = 0
        seen = []
        for _ in range(10):
            before = self.lines()
            process = self.start(*self.arguments, "--resume")
            wait = time.monotonic() + 30
            target = before + moments.randint(1, 6)
            while self.lines() < target and process.poll() is None and time.monotonic() < wait:
                time.sleep(0.01)
            time.sleep(moments.random() * 0.2)
            process.kill()
            process.communicate()
            killed += process.returncode == -signal.SIGKILL
            with open(self.output, "rb") as file:
                whole = file.read()
            # What was there stays, byte by byte.
            if seen:
                self.assertTrue(whole.startswith(seen[-1]))
            seen.append(whole[:whole.rfind(b"\n") + 1])
        self.assertGreater(killed, 5)
        result = self.cli(*self.arguments, "--resume")
        self.assertEqual(result.code, 0, result)
        self.check_whole()
        # Removes what the last killed one left, which was not all dead when the next began.
        self.assertEqual(self.cli("run", "--", "/bin/true").code, 0)

    def test_a_torn_line_is_repaired(self):
        self.assertEqual(self.cli(*self.arguments).code, 0)
        with open(self.output, "rb") as file:
            whole = file.read()
        lines = whole.splitlines(keepends=True)
        with open(self.output, "wb") as file:
            file.write(b"".join(lines[:-3]) + lines[-3][:len(lines[-3]) // 2])
        result = self.cli(*self.arguments, "--resume")
        self.assertEqual(result.code, 0, result)
        self.check_whole()
        with open(self.output, "rb") as file:
            self.assertTrue(file.read().startswith(b"".join(lines[:-3])))

    def test_it_refuses_what_has_changed(self):
        self.assertEqual(self.cli(*self.arguments).code, 0)
        fresh = self.cli(*self.arguments)
        self.assertEqual(fresh.code, 2)
        self.assertIn("has results already; go on with --resume", fresh.err)
        other = self.cli(*self.arguments, "--resume", "--all-tests")
        self.assertEqual(other.code, 2)
        self.assertIn("other options", other.err)
        with open(self.path, encoding="utf-8") as file:
            lines = file.readlines()
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps({"id": "new", "language": "c", "source": GOOD}) + "\n")
        changed = self.cli(*self.arguments, "--resume")
        self.assertEqual(changed.code, 2)
        self.assertIn("the submissions have changed (60 then, 61 now)", changed.err)
        with open(self.path, "w", encoding="utf-8") as file:
            file.writelines(lines[:10])
            # Another source, limit or problem of the same id.
            file.write(json.dumps({**json.loads(lines[10]), "time_limit_seconds": 1}) + "\n")
            file.writelines(lines[11:])
        changed = self.cli(*self.arguments, "--resume")
        self.assertEqual(changed.code, 2)
        self.assertIn("the submissions have changed", changed.err)
        nonsense = self.write("x.jsonl", "hello\n")
        wrong = self.cli("batch", "--problem", APLUSB, self.path, "--output", nonsense, "--resume")
        self.assertEqual(wrong.code, 2)
        self.assertIn("no manifest", wrong.err)

    def test_it_refuses_results_of_others(self):
        self.assertEqual(self.cli(*self.arguments).code, 0)
        with open(self.output, encoding="utf-8") as file:
            whole = file.read()
        for field in ("id", "problem"):
            lines = whole.splitlines()
            record = json.loads(lines[5])
            lines[5] = json.dumps({**record, field: "another"})
            with open(self.output, "w", encoding="utf-8") as file:
                file.write("\n".join(lines[:6]) + "\n")
            result = self.cli(*self.arguments, "--resume")
            self.assertEqual(result.code, 4, result)
            self.assertIn(f":6: is not of submission {record['index']} of the input", result.err)

    def test_signals_stop_it_with_a_hint(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            before = self.lines()
            process = self.start(*self.arguments, "--resume")
            while self.lines() < before + 3 and process.poll() is None:
                time.sleep(0.01)
            process.send_signal(number)
            _, err = process.communicate(timeout=20)
            self.assertEqual(process.returncode, code, err)
            self.assertIn(b"--resume goes on with them", err)
        self.assertEqual(self.cli(*self.arguments, "--resume").code, 0)
        self.check_whole()

    def test_two_do_not_write_to_one_file(self):
        process = self.start(*self.arguments)
        while self.lines() < 2 and process.poll() is None:
            time.sleep(0.01)
        second = self.cli(*self.arguments, "--resume")
        self.assertEqual(second.code, 2, second)
        self.assertIn("being written by another batch", second.err)
        process.communicate()
        self.check_whole()


class ReportTest(BatchTest):
    def setUp(self):
        super().setUp()
        loud = ("#include <stdio.h>\nint main() { fputs(\"</script><script>document.title='owned'</script>\", stderr);"
                " puts(\"<b>7</b>\"); return 0; }")
        self.path = self.jsonl("in.jsonl", [
            {"id": HOSTILE, "language": "c", "source": loud},
            {"id": "good", "language": "c", "source": GOOD},
            {"id": "=cmd()", "language": "python3", "source": PYTHON},
            {"id": "broken", "language": "c", "source": "int main( {"},
            {"id": "slow", "language": "c", "time_limit_seconds": 0.2, "source": "int main() { for (;;); }"},
            {"id": "line\nbreak\u202e\x07", "language": "c", "source": WRONG},
            "no json <script>",
        ])
        self.output = os.path.join(self.folder, "r.jsonl")
        self.html, self.csv, self.junit = (os.path.join(self.folder, "r." + end) for end in ("html", "csv", "xml"))
        self.result = self.batch("--problem", APLUSB, self.path, "--output", self.output, "--all-tests",
                                 "--html", self.html, "--csv", self.csv, "--junit", self.junit)
        self.assertEqual(self.result.code, 2, self.result)

    def browse(self, fragment=""):
        """The page's elements after its script has run, as text."""
        run = subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             f"--user-data-dir={self.folder}/chromium", "--virtual-time-budget=5000", "--dump-dom",
             f"file://{self.html}{fragment}"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True, timeout=120,
            env=dict(os.environ, HOME=self.folder))
        return run.stdout.decode()

    def rows(self, page):
        """Indices of the table's rows, as they are shown."""
        return [int(part.split('"')[0]) for part in page.split('data-index="')[1:]]

    def test_csv_is_well_formed(self):
        with open(self.csv, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 7)
        by_index = {int(row["index"]): row for row in rows}
        self.assertEqual(by_index[1]["id"], HOSTILE)
        self.assertEqual(by_index[2]["verdict"], "ACCEPTED")
        self.assertEqual(by_index[3]["id"], "'=cmd()")
        self.assertEqual(by_index[4]["verdict"], "COMPILE_ERROR")
        self.assertEqual(by_index[5]["verdict"], "TIME_LIMIT_EXCEEDED")
        self.assertGreaterEqual(float(by_index[5]["slowest_cpu_seconds"]), 0.2)
        self.assertEqual(by_index[7]["verdict"], "BAD_ENTRY")
        self.assertIn("is no JSON", by_index[7]["reason"])
        self.assertFalse(any("\n" in value or "\x07" in value for value in by_index[6].values()))

    def test_junit_is_well_formed(self):
        suites = xml.etree.ElementTree.parse(self.junit).getroot()
        self.assertEqual((suites.get("tests"), suites.get("failures"), suites.get("errors")), ("7", "4", "1"))
        cases = suites.findall("testsuite/testcase")
        self.assertIn(HOSTILE, [case.get("name") for case in cases])
        failures = {case.get("name"): case.find("failure").get("type") for case in cases if case.find("failure") is not None}
        self.assertEqual(failures["broken"], "COMPILE_ERROR")
        self.assertEqual(len(failures), 4)

    @unittest.skipUnless(os.path.exists(CHROMIUM), f"no {CHROMIUM}; tools/bootstrap --test installs it")
    def test_the_page_works_in_a_browser_and_runs_nothing_of_others(self):
        with open(self.html, encoding="utf-8") as file:
            source = file.read()
        self.assertNotIn("http://", source.replace("http://www.w3.org/2000/svg", ""))
        self.assertNotIn("https://", source)
        self.assertNotIn("onerror=\"document", source)
        page = self.browse()
        self.assertIn("<title>Batch report</title>", page)
        self.assertEqual(self.rows(page), [1, 2, 3, 4, 5, 6, 7])
        # The name is there, as text.
        shown = page.split("</script>")[-2 if page.rstrip().endswith("</script>") else 0]
        self.assertIn("&lt;img src=x onerror=", page)
        self.assertNotIn("<img", shown)
        self.assertIn("<circle", page)
        self.assertIn("limit 0.200 s (c)", page)
        # Sorted, filtered, drilled down: the address says so.
        self.assertEqual(self.rows(self.browse("#sort=-cpu"))[0], 5)
        self.assertEqual(self.rows(self.browse("#sort=-index")), [7, 6, 5, 4, 3, 2, 1])
        self.assertEqual(self.rows(self.browse("#verdict=ACCEPTED")), [2, 3])
        detail = self.browse("#show=1").split('id="detail"')[1]
        self.assertIn("Error output", detail)
        self.assertIn("&lt;b&gt;7&lt;/b&gt;", detail)
        self.assertIn("<title>Batch report</title>", self.browse("#show=1"))

    def test_reports_are_made_of_results_later(self):
        again = os.path.join(self.folder, "again.html")
        result = self.cli("report", self.output, "--html", again)
        self.assertEqual(result.code, 0, result)
        self.assertIn("7 submissions\n", result.out)
        self.assertIn("  COMPILE_ERROR 1\n", result.out)
        with open(again, "rb") as one, open(self.html, "rb") as other:
            self.assertEqual(one.read(), other.read())
        # A batch that still runs has half a line at the end.
        with open(self.output, "ab") as file:
            file.write(b'{"index": "8", "id"')
        self.assertIn("7 submissions\n", self.cli("report", self.output).out)
        bad = self.cli("report", self.path)
        self.assertEqual(bad.code, 2, bad)


    def test_reports_take_no_other_files_place(self):
        before = open(self.output).read()
        for flags in (["report", self.output, "--html", self.output],
                      ["report", self.output, "--csv", self.csv, "--junit", self.csv],
                      ["batch", "--problem", APLUSB, self.path, "--output", self.output, "--html", self.path]):
            with self.subTest(flags):
                result = self.cli(*flags)
                self.assertEqual(result.code, 2, result)
                self.assertIn("names the file of", result.err)
        self.assertEqual(open(self.output).read(), before)


HUMANEVAL = [
    {"task_id": "T/0", "entry_point": "add", "prompt": "def add(a, b):\n    \"\"\"Adds.\"\"\"\n",
     "canonical_solution": "    return a + b\n",
     "test": "def check(candidate):\n    assert candidate(1, 2) == 3\n    assert candidate(-1, 1) == 0\n"},
    {"task_id": "T/1", "entry_point": "decode",
     "prompt": "def encode(s):\n    return s[::-1]\n\n\ndef decode(s):\n    \"\"\"Undoes encode.\"\"\"\n",
     "canonical_solution": "    return s[::-1]\n",
     "test": "def check(candidate):\n    for text in ('abc', ''):\n        assert candidate(encode(text)) == text\n"},
]
MBPP = [
    {"task_id": 11, "text": "Minimum and maximum.", "code": "def span(items):\n    return (min(items), max(items))",
     "test_list": ["assert span([3, 1, 2]) == (1, 3)", "assert span([5]) == (5, 5)"], "test_setup_code": ""},
    {"task_id": 12, "text": "Squares.", "code": "def squares(n):\n    return {i: i * i for i in range(n)}",
     "test_list": ["assert squares(3) == {0: 0, 1: 1, 2: 4}", "assert math.isclose(squares(2)[1], 1.0)"],
     "test_setup_code": "import math"},
]
CHEATS = {
    "leaves at once": "    return 0\n\nimport os\nos._exit(0)\n",
    "leaves politely": "    return 0\n\nimport sys\nsys.exit(0)\n",
    "leaves when called": "    import os\n    os._exit(0)\n",
    "is equal to all": "    class Any:\n        def __eq__(self, other):\n            return True\n    return Any()\n",
    "an int that is equal to all": "    class Any(int):\n        def __eq__(self, other):\n            return True\n    return Any(9)\n",
    "prints": "    print('ok')\n    return 0\n",
    "swallows": "    return 0\n\nimport builtins\nbuiltins.AssertionError = KeyError\n",
    "reads the harness": "    return open('/box/main.py').read()\n\nimport sys\nsys.stdout.write(sys.stdin.read())\nsys.exit(0)\n",
    "kills its parent": "    import os\n    os.kill(os.getppid(), 9)\n",
    "closes everything": "    import os\n    os.closerange(0, 100)\n    return 3\n",
    "hangs": "    while True:\n        pass\n",
}


class EvaluationTest(BatchTest):
    def evaluate(self, kind, tasks, samples, *more):
        problems = self.jsonl("tasks.jsonl", tasks)
        output = os.path.join(self.folder, "r.jsonl")
        arguments = ["--set", kind, problems, "--output", output, *more]
        if samples is not None:
            arguments += ["--completions", self.jsonl("samples.jsonl", samples)]
        result = self.batch(*arguments)
        return result, self.results(output)[1]

    def test_canonical_solutions_pass(self):
        for kind, tasks in (("humaneval", HUMANEVAL), ("mbpp", MBPP)):
            for more in ((), ("--same-process",)):
                with self.subTest(kind=kind, more=more):
                    result, records = self.evaluate(kind, tasks, None, *more)
                    self.assertEqual(result.code, 0, (result, records))
                    self.assertEqual([record["judgement"]["verdict"] for record in records],
                                     ["VERDICT_ACCEPTED"] * 2, records)
                    self.assertIn("pass@1 1.0000", result.out)
                    os.remove(os.path.join(self.folder, "r.jsonl"))

    def test_pass_at_k_is_what_it_is_by_hand(self):
        good, bad = "    return a + b\n", "    return a - b\n"
        samples = [{"task_id": "T/0", "completion": good if i < 3 else bad} for i in range(10)]
        samples.append({"task_id": "T/1", "completions": ["    return s[::-1]\n"] * 2 + ["    return s\n"] * 8})
        html = os.path.join(self.folder, "r.html")
        result, records = self.evaluate("humaneval", HUMANEVAL, samples, "--k", "1,2,5,11", "--html", html)
        self.assertEqual(result.code, 0, result)
        self.assertEqual(records[0]["id"], "T/0#1")
        self.assertEqual(records[19]["id"], "T/1#10")
        # (3/10 + 2/10) / 2; (1 - 21/45 + 1 - 28/45) / 2; (1 - 21/252 + 1 - 56/252) / 2.
        self.assertIn("pass@1 0.2500", result.out)
        self.assertIn("pass@2 0.4556", result.out)
        self.assertIn("pass@5 0.8472", result.out)
        self.assertIn("pass@11 needs 11 samples of each task; 2 have fewer", result.out)
        self.assertIn("pass@2 0.4556", self.cli("report", os.path.join(self.folder, "r.jsonl"), "--k", "2").out)

    def test_cheats_do_not_pass(self):
        samples = [{"task_id": "T/0", "id": name, "completion": code} for name, code in CHEATS.items()]
        samples.append({"task_id": "T/0", "id": "no python", "completion": "    return (\n"})
        samples.append({"task_id": "T/9", "completion": ""})
        result, records = self.evaluate("humaneval", HUMANEVAL[:1], samples, "--time-limit", "1s")
        self.assertEqual(result.code, 2, result)
        verdicts = {record["id"]: record.get("judgement", {}).get("verdict") for record in records}
        for name in CHEATS:
            self.assertNotEqual(verdicts[name], "VERDICT_ACCEPTED", (name, records))
        self.assertEqual(verdicts["no python"], "VERDICT_COMPILE_ERROR")
        self.assertIn("the set has no task \"T/9\"", records[-1]["error"])
        self.assertIn("pass@1 0.0000", result.out)

    def test_what_ends_a_loop_or_answers_ahead_does_not_pass(self):
        task = {"task_id": "L", "entry_point": "add", "prompt": "def add(a, b):\n", "test":
                "def check(candidate):\n"
                "    for got, want in zip(map(candidate, [1, -1], [2, 1]), [3, 0]):\n"
                "        assert got == want\n"}
        ahead = ("    return 7\n\nimport json, os, __main__\n"
                 "for value in [3, 0] * 9:\n"
                 "    os.write(__main__.ANSWERS.fileno(), json.dumps({'value': value, 'args': [None] * 2})"
                 ".encode() + b'\\n')\n")
        samples = [{"task_id": "L", "id": "ends", "completion": "    raise StopIteration\n"},
                   {"task_id": "L", "id": "ahead", "completion": ahead},
                   {"task_id": "L", "id": "adds", "completion": "    return a + b\n"}]
        _, records = self.evaluate("humaneval", [task], samples)
        verdicts = {record["id"]: record["judgement"]["verdict"] for record in records}
        self.assertEqual(verdicts.pop("adds"), "VERDICT_ACCEPTED", records)
        self.assertNotIn("VERDICT_ACCEPTED", verdicts.values(), records)

    def test_in_one_process_leaving_early_is_no_pass(self):
        samples = [{"task_id": "T/0", "id": name, "completion": CHEATS[name]}
                   for name in ("leaves at once", "leaves politely", "leaves when called", "prints")]
        _, records = self.evaluate("humaneval", HUMANEVAL[:1], samples, "--same-process")
        for record in records:
            self.assertNotEqual(record["judgement"]["verdict"], "VERDICT_ACCEPTED", record)

    def test_values_of_every_plain_kind_are_carried(self):
        task = {"task_id": "V", "entry_point": "same", "prompt": "def same(value):\n", "test": """
def check(candidate):
    for value in (None, True, 3, -2**200, 1.5, float('inf'), 1j, 'é\\n\\ud800', b'\\xff', [1, [2]], (1, (2,)),
                  {1, 2}, frozenset((1,)), {'a': [1], 2: (3,)}, range(2, 9, 3), set(), {}, ()):
        got = candidate(value)
        assert got == value and type(got) is type(value), value
    assert candidate(float('nan')) != candidate(float('nan'))
    assert list(candidate(iter([1, 2]))) == [1, 2]
"""}
        result, records = self.evaluate("humaneval", [task], [
            {"task_id": "V", "completion": "    return value\n"},
            {"task_id": "V", "completion": "    return object()\n"},
            {"task_id": "V", "completion": "    raise KeyError(value)\n"},
        ])
        self.assertEqual(result.code, 0, result)
        self.assertEqual(records[0]["judgement"]["verdict"], "VERDICT_ACCEPTED", records[0])
        self.assertIn("judge this set with --same-process",
                      records[1]["judgement"]["testResults"][0]["message"])
        self.assertEqual(records[2]["judgement"]["verdict"], "VERDICT_RUNTIME_ERROR")
        self.assertIn("KeyError", records[2]["judgement"]["testResults"][0]["message"])

    def test_other_languages_by_template(self):
        cpp = {"task_id": "CPP/0", "prompt": "#include <vector>\nint add(int a, int b){\n",
               "canonical_solution": "    return a + b;\n}\n",
               "test": "#undef NDEBUG\n#include<assert.h>\nint main(){\n    assert (add(1, 2) == 3);\n}\n"}
        java = {"task_id": "Java/0", "prompt": "import java.util.*;\nclass Solution {\n    int add(int a, int b) {\n",
                "canonical_solution": "        return a + b;\n    }\n}\n",
                "test": "public class Main {\n    public static void main(String[] args) {\n"
                        "        if (new Solution().add(1, 2) != 3) throw new AssertionError();\n    }\n}\n"}
        leave = {"cpp17": "exit(0); }\n#include <stdlib.h>\n", "java": "System.exit(0); return 0; } }\n"}
        # Standard input anew, and what it says on standard output.
        again = {"cpp17": "char w[99] = {}; lseek(0, 0, SEEK_SET); if (write(1, w, read(0, w, 99)) < 0) {} _exit(0); }\n",
                 "java": "try { java.io.FileInputStream in = new java.io.FileInputStream(java.io.FileDescriptor.in);\n"
                         "try { in.getChannel().position(0); } catch (Exception e) { "
                         "in = new java.io.FileInputStream(\"/proc/self/fd/0\"); }\n"
                         "byte[] word = in.readAllBytes();\n"
                         "new java.io.FileOutputStream(java.io.FileDescriptor.out).write(word);\n"
                         "} catch (Exception e) { } Runtime.getRuntime().halt(0); return 0; } }\n"}
        for language, task, wrong in (("cpp17", cpp, "    return a;\n}\n"), ("java", java, "        return a;\n    }\n}\n")):
            with self.subTest(language):
                if language == "cpp17":
                    task = dict(task, prompt="#include <stdlib.h>\n#include <unistd.h>\n" + task["prompt"])
                samples = [{"task_id": task["task_id"], "completion": text}
                           for text in (task["canonical_solution"], wrong, leave[language], again[language])]
                result, records = self.evaluate("humaneval", [task], samples, "--language", language)
                self.assertEqual(result.code, 0, (result, records))
                verdicts = [record["judgement"]["verdict"] for record in records]
                self.assertEqual(verdicts[0], "VERDICT_ACCEPTED", records[0])
                self.assertEqual(verdicts[1], "VERDICT_RUNTIME_ERROR", records[1])
                self.assertEqual(verdicts[2], "VERDICT_WRONG_ANSWER", records[2])
                self.assertNotEqual(verdicts[3], "VERDICT_ACCEPTED", records[3])
                os.remove(os.path.join(self.folder, "r.jsonl"))


if __name__ == "__main__":
    unittest.main()
