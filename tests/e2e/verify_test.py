"""`sandbox_cli verify`: what it says of every package, and how it ends."""

import os
import shutil
import signal
import time
import unittest
import xml.etree.ElementTree

from cli import PACKAGES, CliTest

GOOD = [
    "aplusb", "args_files", "bare_folder", "constants", "custom_messages", "custom_validator",
    "default_absolute", "default_case", "default_flags", "default_relative", "default_space",
    "dmoj_batches", "dmoj_checker", "expectations", "expected_tags", "floats", "guess",
    "guess_legacy", "guess_polygon", "include_languages", "multi_pass", "network_pair",
    "polygon_checker",
    "polygon_files", "polygon_groups", "relay", "scoring_202509", "scoring_grader",
    "scoring_legacy", "scoring_validator", "scripts", "several_validators", "shown_outputs", "static_validator",
    "submit_answer", "time_202509", "time_legacy", "validation_data", "validation_default",
]

# Endless loops on each of its twelve tests would last.
OPTIONS = {"aplusb": ["--time-limit", "400ms"]}

# Package, exit code, and what is said.
BROKEN = [
    ("broken_answer", 3, "sample/2.ans is not accepted as an output"),
    ("broken_checker", 3, "check.cpp: exit code 3"),
    ("broken_compile", 1, "expected AC; came CE"),
    ("broken_cycle", 3, 'problem.xml:17: <groups> group "1" depends on itself'),
    ("broken_expectation", 1, 'came WA on secret/1: line 1, column 1: expected "198", found "99"'),
    ("broken_input", 3, "secret/2.in: exit code 1: not one integer on a line"),
    ("broken_input_validator", 3, "sample/1.in: killed by SIGABRT"),
    ("broken_invalid_input", 3, "invalid_input/valid.in is accepted by every input validator"),
    ("broken_invalid_output", 3, "invalid_output/near.out is accepted"),
    ("broken_margin", 1, "which needs a time limit of"),
    ("broken_nextpass", 3, "JUDGE_ERROR"),
    ("broken_no_answer", 3, "2.in has no answer; add 2.ans beside it"),
    ("broken_no_input", 3, "is an answer without input"),
    ("broken_no_interactor", 3, "files/interactor.cpp is missing"),
    ("broken_no_limit", 1, "needs 5s with a time limit of 1s"),
    ("broken_score", 3, "JUDGE_ERROR"),
    ("broken_script", 3, "output_validators/v does not compile: nothing to do | build has made no file run"),
    ("broken_script_fails", 3, "output_validators/v does not compile: no compiler here"),
    ("broken_shown_default", 3, "sample/2.out is shown as an output and not accepted: line 1"),
    ("broken_shown_output", 3, "sample/1.out is shown as an output and not accepted"),
    ("broken_valid_output", 3, "valid_output/near.out is not accepted: line 1"),
    ("broken_validator_compile", 3, "v.cpp does not compile"),
    ("broken_validator_crash", 3, "v.cpp: killed by SIGABRT"),
    ("broken_validator_exit0", 3, "v.py: exit code 0; it must be 42 or 43"),
    ("broken_validator_flood", 3, "v.cpp: output limit exceeded"),
    ("broken_validator_hang", 3, "v.py: "),
    ("broken_validator_memory", 3, "v.cpp: memory limit exceeded"),
    ("broken_validator_message", 3, "v.cpp: file size limit exceeded"),
    ("broken_validator_sleep", 3, "v.py: wall time limit exceeded"),
    ("broken_yaml", 3, "problem.yaml:4: not YAML"),
]


def jailed():
    """Pids of validators in Python that run in jails."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                arguments = file.read().split(b"\0")
        except OSError:
            continue
        if b"/box/main.py" in arguments and b"/work/feedback/" in arguments:
            found.append(pid)
    return found


class VerifyTest(CliTest):
    def test_good_packages(self):
        for name in GOOD:
            with self.subTest(name):
                result = self.cli("verify", os.path.join(PACKAGES, name), *OPTIONS.get(name, []))
                self.assertEqual(result.code, 0, result)

    def test_broken_packages(self):
        for name, code, text in BROKEN:
            with self.subTest(name):
                result = self.cli("verify", os.path.join(PACKAGES, name))
                self.assertEqual(result.code, code, result)
                self.assertIn(text, result.out, result)

    def test_every_package_is_verified(self):
        paths = [os.path.join(PACKAGES, name) for name in ("broken_yaml", "default_case")]
        result = self.cli("verify", *paths, "--format", "json", "--only", "accepted/*")
        self.assertEqual(result.code, 3, result)
        results = [package["result"] for package in result.json["packages"]]
        self.assertEqual(results, ["CHECK_RESULT_FAULT", "CHECK_RESULT_PASSED"])
        self.assertEqual(len(result.json["packages"][1]["submissions"]), 3)
        result = self.cli("verify", *paths, "--format", "junit", "--no-submissions")
        suites = xml.etree.ElementTree.fromstring(result.out)
        self.assertEqual([suite.get("failures") for suite in suites], ["1", "0"])

    def test_names_and_links(self):
        for name in ("link", "newline"):
            for file, text in (("problem.yaml", "name: x\n"), ("data/secret/1.in", "1\n"), ("data/secret/1.ans", "1\n")):
                self.write(f"{name}/{file}", text)
        os.symlink("/etc/passwd", os.path.join(self.folder, "link/data/secret/2.in"))
        self.write("link/data/secret/2.ans", "")
        result = self.cli("verify", "link")
        self.assertEqual(result.code, 3, result)
        self.assertIn("2.in", result.out)
        self.write("newline/data/secret/a\nb.in", "")
        self.write("newline/data/secret/a\nb.ans", "")
        result = self.cli("verify", "newline")
        self.assertEqual(result.code, 3, result)
        self.assertIn("must be UTF-8", result.out)

    def test_signals_end_it(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            for name in ("broken_validator_hang", "broken_validator_sleep"):
                with self.subTest((number, name)):
                    # With a minute for the validator it would last.
                    package = shutil.copytree(os.path.join(PACKAGES, name),
                                              os.path.join(self.folder, f"{name}{number}"))
                    self.write(f"{name}{number}/problem.yaml", "name: x\nvalidation: custom\n")
                    process = self.start("verify", package)
                    # Until a validator runs: no program of the package is on any command line before.
                    for _ in range(1000):
                        if jailed():
                            break
                        time.sleep(0.01)
                    time.sleep(1)
                    process.send_signal(number)
                    out, err = process.communicate(timeout=20)
                    self.assertEqual(process.returncode, 128 + number, (out, err))
                    self.assertEqual(jailed(), [])

    def test_usage(self):
        self.assertEqual(self.cli("verify").code, 2)
        self.assertEqual(self.cli("verify", "missing").code, 2)


if __name__ == "__main__":
    unittest.main()
