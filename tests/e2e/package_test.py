"""Packages as problem setters bring them: scores, points of interactors, scripts, transcripts, many tests."""

import os
import resource
import shutil
import stat
import unittest

from cli import PACKAGES, CliTest

ECHO = "print(input())\n"

# Writes the number that the program printed as its score, and says what the input is.
SCORER = """
import sys
text = sys.stdin.read().strip()
if text != "-":
    open(sys.argv[3] + "score.txt", "w").write(text)
sys.exit(42)
"""

NEW_YAML = """problem_format_version: 2025-09
name: Scored
uuid: 6b1c0f0e-5d5c-4a51-9d5e-0000000000{}
type: scoring
"""

OLD_YAML = "name: Scored\ntype: scoring\nvalidation: custom score\n"

# By testlib's protocol: what it says, and its exit code, are the program's to choose.
INTERACTOR = """
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
int main(int, char** argv) {
  std::string line;
  std::getline(std::cin, line);
  const size_t space = line.find(' ');
  const std::string words = space == std::string::npos ? "" : line.substr(space + 1);
  std::cerr << words;
  FILE* left = fopen(argv[2], "w");
  fprintf(left, "%s\\n", words.c_str());
  fclose(left);
  return std::atoi(line.c_str());
}
"""
# Accepts what the interactor has left, unless it ends in "!"; "half" is worth half.
CHECKER = """
#include <fstream>
#include <iostream>
#include <string>
int main(int, char** argv) {
  std::ifstream output(argv[2]);
  std::string line;
  std::getline(output, line);
  if (line.find("half") != std::string::npos) {
    std::cerr << "partially correct (50) so so";
    return 50;
  }
  return line.empty() || line.back() != '!' ? 0 : 1;
}
"""

POLYGON = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<problem revision="1" short-name="points">
  <names><name language="english" value="Points"/></names>
  <judging>
    <testset name="tests">
      <time-limit>2000</time-limit>
      <memory-limit>536870912</memory-limit>
      <test-count>1</test-count>
      <input-path-pattern>tests/%02d</input-path-pattern>
      <answer-path-pattern>tests/%02d.a</answer-path-pattern>
      <tests><test method="manual" points="10.0" group="1"/></tests>
      <groups><group feedback-policy="complete" name="1" points="10.0" points-policy="each-test"/></groups>
    </testset>
  </judging>
  <assets>
    <checker type="testlib"><source path="files/check.cpp" type="cpp.g++17"/></checker>
    <interactor><source path="files/interact.cpp" type="cpp.g++17"/></interactor>
  </assets>
</problem>
"""


class PackageTest(CliTest):
    def package(self, name, files):
        for path, text in files.items():
            self.write(f"{name}/{path}", text)
        return os.path.join(self.folder, name)

    def judge(self, package, source, *arguments, name="s.py"):
        path = self.write(name, source)
        return self.cli("submit", path, "--problem", package, "--format", "json", *arguments)


class ScoreTest(PackageTest):
    def new(self, number, group, inputs):
        files = {"problem.yaml": NEW_YAML.format(number), "output_validator/v.py": SCORER,
                 "data/secret/test_group.yaml": group}
        for i, text in enumerate(inputs, 1):
            files[f"data/secret/{i}.in"] = text + "\n"
            files[f"data/secret/{i}.ans"] = "\n"
        return self.package("new" + str(number), files)

    def test_a_score_that_cannot_be_is_its_tests_judge_error(self):
        package = self.new(41, "max_score: 20\n", ["5", "7", "10"])
        result = self.judge(package, ECHO)
        self.assertEqual(result.code, 3, result)
        judgement = result.json
        self.assertEqual(judgement["verdict"], "VERDICT_JUDGE_ERROR")
        self.assertIn("test secret/2: score.txt has 7, more than the test's 6.66", judgement["message"])
        verdicts = [test["verdict"] for test in judgement["testResults"]]
        self.assertEqual(verdicts, ["VERDICT_ACCEPTED", "VERDICT_JUDGE_ERROR", "VERDICT_SKIPPED"])
        self.assertNotIn("score", judgement["testResults"][1])

    def test_what_is_no_number_is_named_too(self):
        for i, text in enumerate(("five", "nan", "1e999", "1 2", "0x10", "-1")):
            with self.subTest(text):
                package = self.new(50 + i, "max_score: 20\n", ["5", text])
                judgement = self.judge(package, ECHO).json
                self.assertEqual(judgement["verdict"], "VERDICT_JUDGE_ERROR", judgement)
                self.assertIn("test secret/2: ", judgement["message"])
                self.assertIn("score.txt", judgement["message"])
                self.assertEqual(judgement["testResults"][1]["verdict"], "VERDICT_JUDGE_ERROR")

    def test_groups_that_take_no_scores(self):
        package = self.new(60, "max_score: 20\nscore_aggregation: pass-fail\n", ["-", "3"])
        judgement = self.judge(package, ECHO).json
        self.assertIn("test secret/2: the validator gave a score to a test of a pass-fail group",
                      judgement["message"])

    def old(self, name, testdata, inputs, grader=None):
        files = {"problem.yaml": OLD_YAML, "output_validators/v.py": SCORER,
                 "data/testdata.yaml": testdata}
        if grader is not None:
            files["graders/g.py"] = grader
        for i, text in enumerate(inputs, 1):
            files[f"data/secret/{i}.in"] = text + "\n"
            files[f"data/secret/{i}.ans"] = "\n"
        return self.package(name, files)

    def test_legacy_ranges(self):
        package = self.old("max", "grader_flags: max\nrange: 0 10\n", ["3", "11"])
        judgement = self.judge(package, ECHO).json
        self.assertIn("test secret/2: score.txt has 11, which is not in the range from 0 to 10",
                      judgement["message"])
        # Together they are too much: no test is to blame.
        package = self.old("sum", "range: 0 10\n", ["6", "6"])
        judgement = self.judge(package, ECHO).json
        self.assertEqual(judgement["verdict"], "VERDICT_JUDGE_ERROR")
        self.assertIn('the group "secret": the score 12 is not in the range', judgement["message"])

    def test_custom_graders(self):
        cases = [("AC -5", None), ("AC nan", "no verdict with a score"), ("AC inf", "no verdict with a score"),
                 ("AC 1e999", "no verdict with a score"), ("AC 10.5", "not in the range"),
                 ("AC -11", "not in the range"), ("WA 99", None), ("", "no verdict with a score")]
        for i, (says, reason) in enumerate(cases):
            with self.subTest(says):
                package = self.old(f"grader{i}", "grading: custom\nrange: -10 10\n", ["1"],
                                   f"import sys\nsys.stdin.read()\nprint({says!r})\n")
                judgement = self.judge(package, ECHO).json
                if reason is None:
                    self.assertNotEqual(judgement["verdict"], "VERDICT_JUDGE_ERROR", judgement)
                    self.assertEqual(judgement.get("score", 0), -5 if says == "AC -5" else 0)
                else:
                    self.assertEqual(judgement["verdict"], "VERDICT_JUDGE_ERROR", judgement)
                    self.assertIn("g.py", judgement["message"] if "range" not in reason else "g.py")
                    self.assertIn(reason, judgement["message"])


class InteractorTest(PackageTest):
    def test_the_checkers_word_is_the_last(self):
        package = self.package("checked", {
            "problem.xml": POLYGON, "files/interact.cpp": INTERACTOR, "files/check.cpp": CHECKER,
            "tests/01": "x\n", "tests/01.a": "y\n"})
        for says, verdict, score in (
                # What the interactor gave is not added to what the checker says.
                ("7 points 4 !", "WRONG_ANSWER", 0), ("7 points 4 fine", "ACCEPTED", 10),
                ("7 points 4 half", "PARTIAL", 5), ("1 no", "WRONG_ANSWER", 0)):
            with self.subTest(says):
                judgement = self.judge(package, f"print({says!r})\n").json
                self.assertEqual(judgement["verdict"], "VERDICT_" + verdict, judgement)
                self.assertEqual(judgement.get("score", 0), score)

    def test_points_of_dmoj_interactors(self):
        package = self.package("dmoj", {
            "init.yml": "interactive: {files: interact.cpp, lang: CPP17, type: testlib}\n"
                        "test_cases:\n- {in: 1.in, out: 1.out, points: 10}\n",
            "interact.cpp": INTERACTOR, "1.in": "x\n", "1.out": "y\n"})
        for says, verdict, score in (
                ("7 points 2.5 some", "PARTIAL", 2.5), ("25 partially correct (25) some", "PARTIAL", 2.5),
                ("75 partially correct (25) some", "PARTIAL", 2.5), ("0 ok", "ACCEPTED", 10),
                ("1 points 9", "WRONG_ANSWER", 0), ("41 partially correct (25)", "JUDGE_ERROR", None),
                ("7 points 10.5", "JUDGE_ERROR", None), ("7 points -1", "JUDGE_ERROR", None),
                ("7 points nan", "JUDGE_ERROR", None), ("3 FAIL", "JUDGE_ERROR", None)):
            with self.subTest(says):
                judgement = self.judge(package, f"print({says!r})\n").json
                self.assertEqual(judgement["verdict"], "VERDICT_" + verdict, judgement)
                if score is not None:
                    self.assertEqual(judgement.get("score", 0), score)
        self.write("dmoj/init.yml", "interactive: {files: interact.cpp, lang: CPP17, type: coci}\n"
                                    "test_cases:\n- {in: 1.in, out: 1.out, points: 10}\n")
        # It is called with input and answer; the third argument is none.
        self.write("dmoj/interact.cpp", INTERACTOR.replace("argv[2]", '"/work/left"'))
        for says, verdict, score in (("7 partial 1/4", "PARTIAL", 2.5), ("7 partial 5/4", "JUDGE_ERROR", None)):
            with self.subTest(says):
                judgement = self.judge(package, f"print({says!r})\n").json
                self.assertEqual(judgement["verdict"], "VERDICT_" + verdict, judgement)
                if score is not None:
                    self.assertEqual(judgement.get("score", 0), score)

    def test_transcripts_of_all_passes(self):
        relay = os.path.join(PACKAGES, "relay")
        source = os.path.join(relay, "submissions/accepted/plus_one.py")
        result = self.cli("submit", source, "--problem", relay, "--transcript", "--format", "json")
        self.assertEqual(result.code, 0, result)
        test = result.json["testResults"][0]

        def said(transcript):
            return [(piece.get("fromProgram", False), piece["text"]) for piece in transcript["pieces"]]
        self.assertEqual(test["passCount"], 2)
        self.assertEqual(said(test["earlierTranscripts"][0]), [(False, "first 7\n"), (True, "8\n")])
        self.assertEqual(said(test["transcript"]), [(False, "second 8\n"), (True, "7\n")])
        result = self.cli("submit", source, "--problem", relay, "--transcript")
        self.assertIn("pass 1:\n", result.out)
        self.assertIn("< first 7\n", result.out)
        self.assertIn("pass 2:\n", result.out)
        self.assertIn("> 7\n", result.out)


class ScriptTest(PackageTest):
    def custom(self, name, files):
        package = self.package(name, {
            "problem.yaml": "name: x\nvalidation: custom\n", "data/secret/1.in": "1\n",
            "data/secret/1.ans": "1\n", **files})
        for path in files:
            if os.path.basename(path) in ("build", "run"):
                os.chmod(os.path.join(package, path), 0o755)
        return package

    def test_they_are_in_jails(self):
        secret = os.path.join(self.folder, "secret")
        self.write("secret", "no jail's business")
        package = self.custom("jail", {
            "output_validators/v/build":
                f"#!/bin/sh\ncat {secret} > got 2>/dev/null\nid -u > id\n"
                "(echo x > /src/new) 2>/dev/null && exit 9\n"
                "ls /root /home /etc/passwd > listed 2>/dev/null\nexit 0\n",
            "output_validators/v/run":
                "#!/bin/sh\nset -e\ncd \"$(dirname \"$0\")\"\nfor each in got listed; do [ ! -s $each ]; done\n"
                "[ \"$(cat id)\" != 0 ]\nif (echo x > new) 2>/dev/null; then exit 9; fi\nexit 42\n"})
        result = self.judge(package, ECHO)
        self.assertEqual(result.code, 0, result)

    def test_what_is_wrong_with_one_is_told(self):
        cases = [
            ("#!/bin/sh\nexit 0\n", "build has made no file run"),
            ("#!/bin/sh\nmkdir run\n", "build has made no file run"),
            ("#!/bin/sh\ntouch run\n", "run is not executable"),
            ("#!/bin/sh\necho whatever >&2\nexit 3\n", "whatever"),
            ("#!/bin/sh\nln -s /etc/hostname run\n", "run"),
            ("no interpreter's line\n", "does not compile"),
        ]
        for i, (build, reason) in enumerate(cases):
            with self.subTest(reason):
                package = self.custom(f"p{i}", {"output_validators/v/build": build})
                result = self.judge(package, ECHO)
                self.assertEqual(result.code, 3, result)
                self.assertIn("output_validators/v", result.json["message"])
                self.assertIn(reason, result.json["message"])

    def test_one_that_nobody_may_execute(self):
        package = self.custom("mode", {"output_validators/v/run": "#!/bin/sh\nexit 42\n"})
        os.chmod(os.path.join(package, "output_validators/v/run"), stat.S_IRUSR)
        result = self.judge(package, ECHO)
        self.assertEqual(result.code, 3, result)
        self.assertIn("run is not executable", result.json["message"])


class ManyTestsTest(PackageTest):
    def make(self, name, folders):
        """A package with so many tests in each folder; a file has up to 65,000 names."""
        self.write(f"{name}/problem.yaml", "name: Many\nlimits:\n  time_limit: 1\n")
        for folder, count in folders.items():
            path = os.path.join(self.folder, name, "data", folder)
            os.makedirs(path)
            first = os.path.join(path, "000000.in")
            with open(first, "w", encoding="ascii") as file:
                file.write("1\n")
            shutil.copy(first, os.path.join(path, "000000.ans"))
            for i in range(1, count):
                for ending in ("in", "ans"):
                    os.link(os.path.join(path, f"000000.{ending}"), os.path.join(path, f"{i:06}.{ending}"))
        return os.path.join(self.folder, name)

    def test_the_first_failure_decides(self):
        package = self.make("many", {"sample": 50000, "secret": 50000})
        source = self.write("s.c", "#include <stdio.h>\nint main() { puts(\"2\"); }\n")
        process = self.start("submit", source, "--problem", package, "--format", "json")
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 1, err)
        self.assertIn(b'"VERDICT_WRONG_ANSWER"', out)
        self.assertEqual(out.count(b'"VERDICT_SKIPPED"'), 99999)
        # Printing a judgement takes little more than the judgement.
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 400 << 10)
        result = self.cli("verify", package, "--no-submissions")
        self.assertEqual(result.code, 0, result)

    def test_beyond_the_limit(self):
        package = self.make("tests", {"sample": 50000, "secret/a": 50000, "secret/b": 1})
        result = self.cli("verify", package)
        self.assertEqual(result.code, 3, result)
        self.assertIn("has more than 100000 tests", result.out)


if __name__ == "__main__":
    unittest.main()
