"""The comparison from end to end, with few samples: that it works and what it writes. No figure of
time is judged."""

import http.server
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
import unittest
import xml.etree.ElementTree as ElementTree

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, FOLDER)

import chart  # noqa: E402
import documents  # noqa: E402
import report as reports  # noqa: E402
import table  # noqa: E402
from peer import Barriers  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"
FEW = ("--samples", "2", "--runs", "4", "--in-flight", "2")


def run_main(*arguments, **environment):
    environment = {**os.environ, **environment}
    argv = [sys.executable, "-B", os.path.join(FOLDER, "main.py")]
    argv += ["--binaries", os.getcwd(), "--docs", os.getcwd(), *arguments]
    return subprocess.run(argv, capture_output=True, text=True, env=environment)


class TemporaryFolderTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="assay-peers-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)


class EndToEndTest(TemporaryFolderTest):
    def test_floor_unshare_and_assay(self):
        plot = self.path("plot.svg")
        # The programs must be in reach of a jail's user.
        os.chmod(self.folder, 0o755)
        only = ("--only", "unshare", "--only", "Assay")
        form = ("--format", "json", "--svg", plot)
        done = run_main(*FEW, *only, *form, TMPDIR=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual([program["name"] for program in report["programs"]], ["return0", "aplusb"])
        for program in report["programs"]:
            names = [peer["name"] for peer in program["peers"]]
            self.assertEqual(names, ["floor", "Assay", "unshare"])
            for peer in program["peers"]:
                self.assertNotIn("left_out", peer)
                self.assertLessEqual(peer["latency_us"]["p10"], peer["latency_us"]["p99"])
                self.assertGreater(peer["latency_us"]["p10"], 0)
                self.assertGreater(peer["runs_per_second"]["2"], 0)
                # Where others work on the host these can be anything.
                self.assertIsInstance(peer["page_faults"], (int, float))
                self.assertIsInstance(peer["context_switches"], (int, float))
        root = ElementTree.parse(plot).getroot()
        self.assertEqual(root.tag, SVG + "svg")
        labels = [text.text for text in root.iter(SVG + "text")]
        for name in ("floor", "Assay", "unshare"):
            self.assertEqual(labels.count(name), 2, labels)
        # What the tables are made of is the same report.
        self.assertIn("Assay", table.text(report))
        self.assertEqual(os.listdir(self.folder), ["plot.svg"])

    def test_absent_peers_are_told(self):
        only = ("--only", "isolate", "--only", "go-judge", "--go-judge-port", "1")
        done = run_main(*FEW, *only, "--program", "return0", PATH=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        if shutil.which("isolate") is None:
            self.assertIn("  isolate: absent: not on PATH", lines)
        self.assertIn("go-judge: absent: none answers on 127.0.0.1:1", done.stdout)
        self.assertTrue(any(line.startswith("floor ") for line in lines), done.stdout)

    def run_fake(self, name, script):
        """Measures a shell script that is found as the peer `name`."""
        fake = self.path(name)
        with open(fake, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\n{script}\n")
        os.chmod(fake, stat.S_IRWXU)
        only = ("--only", name, "--program", "aplusb")
        return run_main(*FEW, *only, PATH=f"{self.folder}:/usr/bin:/bin"), fake

    def test_a_peer_that_does_not_run_the_program_is_left_out(self):
        done, fake = self.run_fake("unshare", "echo no such luck >&2; exit 3")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"unshare: failed its check: {fake} exited with 3: no such luck", done.stdout)

    def test_a_peer_with_the_wrong_output_is_left_out(self):
        done, _ = self.run_fake("unshare", "echo 4")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(r'unshare: failed its check: printed "4\n" instead of "3\n"', done.stdout)

    def test_a_run_may_be_several_commands(self):
        log = self.path("log")
        done, _ = self.run_fake(
            "isolate",
            f"""echo "$*" >>{log}
            case "$*" in *--run*) read -r a b; echo $((a + b));; *) echo /box;; esac""",
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("failed its check", done.stdout)
        with open(log, encoding="utf-8") as file:
            calls = [line.split() for line in file]
        of_slot = [call for call in calls if "--box-id=1" in call]
        kinds = [next(w for w in ("--init", "--run", "--cleanup") if w in call) for call in of_slot]
        # The last cleanup is the adaptor's own.
        self.assertEqual(kinds, ["--init", "--run", "--cleanup"] * (len(kinds) // 3) + ["--cleanup"])

    def test_usage(self):
        for arguments, message in (
            (["--only", "nobody"], "no contender is named nobody"),
            (["--program", "nothing"], "no program is named nothing"),
            (["--samples", "0"], "0 is not positive"),
            (["--in-flight", "-1"], "-1 is not positive"),
            (["--runs", "many"], "invalid positive value"),
        ):
            done = run_main(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(message, done.stderr)


class FakeGoJudge(http.server.BaseHTTPRequestHandler):
    """Answers as go-judge's REST interface does, and runs nothing."""

    protocol_version = "HTTP/1.1"
    requests = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.requests.append((self.path, body))
        if self.path == "/file":
            answer = '"ABCDEFGH"'
        else:
            answer = '[{"status":"Accepted","exitStatus":0,"files":{"stderr":"","stdout":"3\\n"}}]'
        self._answer(answer)

    def do_DELETE(self):
        self.requests.append((self.path, b""))
        self._answer("")

    def log_message(self, *_):
        pass

    def _answer(self, text):
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())


class GoJudgeTest(unittest.TestCase):
    def test_uploads_runs_and_deletes(self):
        FakeGoJudge.requests.clear()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), FakeGoJudge)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        only = ("--only", "go-judge", "--program", "aplusb")
        port = ("--go-judge-port", str(server.server_address[1]))
        done = run_main(*FEW, *only, *port, "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        peers = json.loads(done.stdout)["programs"][0]["peers"]
        self.assertEqual([peer["name"] for peer in peers], ["floor", "go-judge"])
        self.assertNotIn("left_out", peers[1])
        paths = [path for path, _ in FakeGoJudge.requests]
        self.assertEqual(paths[0], "/file")
        self.assertEqual(paths[-1], "/file/ABCDEFGH")
        self.assertEqual(set(paths[1:-1]), {"/run"})
        (run,) = json.loads(FakeGoJudge.requests[1][1])["cmd"]
        self.assertEqual(run["copyIn"], {"aplusb": {"fileId": "ABCDEFGH"}})
        self.assertEqual(run["files"][0], {"content": "1 2\n"})


def sample_report():
    floor = reports.PeerSamples("floor", Barriers("–", "–", "–", "–"))
    other = reports.PeerSamples("a<b", Barriers("all 7", "memory", "–", "fresh"))
    gone = reports.PeerSamples("gone", floor.barriers, left_out="absent: not on PATH")
    for peer, factor in ((floor, 1), (other, 10)):
        samples = [factor * microseconds for microseconds in range(1000, 2000)]
        peer.add("latency", {"samples_us": samples})
        for rate in (400, 500, 900):
            peer.add("throughput", {"in_flight": 2, "runs_per_second": rate / factor})
        peer.add("counts", {"page_faults_per_run": 33 * factor, "context_switches_per_run": 4})
    peers = [peer.figures(floor) for peer in (floor, other, gone)]
    program = {"name": "p", "title": "a program", "peers": peers}
    host = {"cpus": 2, "kernel": "6.1", "cgroup": "v1", "load": 0.1, "busy": False}
    return {"host": host, "samples": 1000, "programs": [program]}


class ReportTest(TemporaryFolderTest):
    def test_quantiles_are_by_nearest_rank(self):
        for samples, fraction, expected in (
            ([7], 0.5, 7),
            ([3, 1, 2], 0.5, 2),
            ([4, 3, 2, 1], 0.5, 2),
            (list(range(1, 101)), 0.9, 90),
            (list(range(1, 101)), 0.99, 99),
            ([1, 2], 0.1, 1),
        ):
            self.assertEqual(reports.quantile(samples, fraction), expected)

    def test_ratios_are_of_medians_to_the_floor(self):
        floor, other, gone = sample_report()["programs"][0]["peers"]
        self.assertEqual(floor["latency_over_floor"], 1)
        self.assertEqual(other["latency_over_floor"], 10)
        self.assertEqual(other["runs_per_second"], {"2": 50})
        self.assertEqual(other["throughput_over_floor"], {"2": 0.1})
        self.assertEqual(gone["left_out"], "absent: not on PATH")

    def test_an_unmeasured_floor_is_an_error(self):
        program = type("Program", (), {"name": "p", "title": "t"})
        floor = reports.PeerSamples("floor", Barriers("–", "–", "–", "–"), left_out="broken")
        with self.assertRaisesRegex(ValueError, "the floor is not measured: broken"):
            reports.program_figures(program, [floor])

    def test_figures_of_a_busy_host_are_called_preliminary(self):
        report = sample_report()
        self.assertNotIn("preliminary", table.markdown(report))
        report["host"].update(load=3.5, busy=True)
        for said in (table.markdown(report), table.text(report)):
            self.assertIn("load 3.50 before (busy: preliminary", said)

    def test_markdown_rows_are_as_wide_as_their_head(self):
        for block in table.markdown(sample_report()).split("\n\n"):
            rows = [line for line in block.splitlines() if line.startswith("|")]
            self.assertLessEqual(len({row.count("|") for row in rows}), 1, block)
        self.assertIn("- gone: absent: not on PATH", table.markdown(sample_report()))

    def test_the_plot_keeps_within_its_bounds(self):
        root = ElementTree.fromstring(chart.svg(sample_report()))
        width, height = float(root.get("width")), float(root.get("height"))
        self.assertIn("a<b", [text.text for text in root.iter(SVG + "text")])
        limits = {"x": width, "cx": width, "x2": width, "y": height, "cy": height}
        for element in root.iter():
            for name in limits.keys() & element.keys():
                self.assertTrue(0 <= float(element.get(name)) <= limits[name], element.attrib)

    def test_the_axis_holds_its_values(self):
        for low, high in ((1, 1), (0.3, 80), (1.6, 77), (999, 1001), (5, 5)):
            scale = chart.LogScale(low, high)
            for value in (low, high):
                self.assertTrue(0 <= scale.position(value) <= 1, (low, high, scale.ticks))

    def test_documents_are_rewritten_between_their_markers(self):
        path = self.path("performance.md")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"before\n{documents.BEGIN}old\n{documents.END}after\n")
        for _ in range(2):
            documents.update(self.folder, sample_report())
            with open(path, encoding="utf-8") as file:
                document = file.read()
            self.assertTrue(document.startswith("before\n" + documents.BEGIN))
            self.assertTrue(document.endswith(documents.END + "after\n"))
            self.assertNotIn("old", document)
            self.assertEqual(document.count("| a<b |"), 2)
        ElementTree.parse(self.path("peers.svg"))

    def test_a_document_without_markers_is_an_error_that_names_it(self):
        path = self.path("performance.md")
        with open(path, "w", encoding="utf-8") as file:
            file.write("nothing\n")
        with self.assertRaisesRegex(documents.DocumentError, path):
            documents.update(self.folder, sample_report())


if __name__ == "__main__":
    unittest.main()
