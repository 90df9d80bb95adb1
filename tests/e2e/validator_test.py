"""Problems that bring their own validators, good ones and bad ones."""

import os
import unittest

from cli import CliTest

SUM = "a, b = map(int, input().split())\nprint(a + b)\n"
SWAPPED = "print('what')\n"

# By the ICPC protocol, in both languages: accepts the sum.
PYTHON_VALIDATOR = """
import sys
a, b = map(int, open(sys.argv[1]).read().split())
with open(sys.argv[3] + "judgemessage.txt", "w") as message:
    message.write("expected %d" % (a + b))
with open(sys.argv[3] + "teammessage.txt", "w") as message:
    message.write("add them")
words = sys.stdin.read().split()
sys.exit(42 if words == [str(a + b)] else 43)
"""
CPP_VALIDATOR = """
#include <fstream>
#include <iostream>
#include <string>
int main(int, char** argv) {
  std::ifstream input(argv[1]);
  long a, b, found;
  input >> a >> b;
  std::ofstream(std::string(argv[3]) + "judgemessage.txt") << "expected " << a + b;
  return std::cin >> found && found == a + b ? 42 : 43;
}
"""

# What is wrong, the validator, and what the judgement says of it.
BAD_VALIDATORS = [
    ("does not compile", "v.cpp", "int main() { return x; }", "does not compile"),
    ("has a syntax error", "v.py", "def", "does not compile"),
    ("exits with 0", "v.py", "", "exit code 0; it must be 42 or 43"),
    ("exits with 1", "v.cpp", "int main() { return 1; }", "exit code 1; it must be 42 or 43"),
    ("crashes", "v.cpp", "#include <cstdlib>\nint main() { abort(); }", "killed by SIGABRT"),
    ("raises", "v.py", "raise ValueError('no')", "exit code 1"),
    ("burns", "v.cpp", "int main() { for (volatile int i = 0;; i = 1) {} }", "time limit exceeded"),
    ("sleeps", "v.py", "import time\ntime.sleep(1000)", "wall time limit exceeded"),
    ("floods", "v.py", "while True: print('x' * 65536)", "output limit exceeded"),
    (
        "writes a huge message",
        "v.cpp",
        "#include <cstdio>\n#include <string>\n"
        "int main(int, char** argv) {\n"
        '  FILE* file = fopen((std::string(argv[3]) + "judgemessage.txt").c_str(), "w");\n'
        "  static char block[1 << 20];\n"
        "  for (int i = 0; i < 1024; ++i) fwrite(block, sizeof block, 1, file);\n"
        "  return 42;\n}\n",
        "file size limit exceeded",
    ),
    (
        "links its message to a file of the host's",
        "v.py",
        "import os, sys\n"
        "os.symlink('/etc/passwd', sys.argv[3] + 'judgemessage.txt')\nsys.exit(42)",
        "denied system call symlink",
    ),
    (
        "makes a folder of its message",
        "v.py",
        "import os, sys\nos.mkdir(sys.argv[3] + 'teammessage.txt')\nsys.exit(43)",
        "teammessage.txt in the feedback folder is not a regular file",
    ),
    (
        "removes the feedback folder",
        "v.py",
        "import os, sys\nos.rmdir(sys.argv[3])\nsys.exit(42)",
        "the feedback folder is no folder any more",
    ),
    ("is denied a call", "v.py", "import socket\nsocket.socket()", "denied system call socket"),
]

SCORER = """
import sys
words = sys.stdin.read().split()
with open(sys.argv[3] + "score.txt", "w") as score:
    score.write(words[0])
sys.exit(42)
"""


class ValidatorTest(CliTest):
    def package(self, name, validator, text, limits="", extra="", folder="output_validator"):
        """A problem of version 2025-09 with one test, 1 2."""
        self.write(
            f"{name}/problem.yaml",
            "problem_format_version: 2025-09\nname: sum\n"
            "uuid: 00000000-0000-4000-8000-000000000000\n"
            f"limits: {{time_limit: 5, validation_time: 2{limits}}}\n{extra}",
        )
        self.write(f"{name}/data/secret/1.in", "1 2\n")
        self.write(f"{name}/data/secret/1.ans", "3\n")
        if validator:
            self.write(f"{name}/{folder}/{validator}", text)
        return os.path.join(self.folder, name)

    def judge(self, package, source=SUM, *flags):
        path = self.write("solution.py", source)
        result = self.cli("submit", path, "--problem", package, "--format", "json", *flags)
        self.assertNotEqual(result.out, "", result)
        return result.json

    def test_validators_decide(self):
        for name, text in (("v.py", PYTHON_VALIDATOR), ("v.cpp", CPP_VALIDATOR)):
            package = self.package(f"good_{name[2:]}", name, text)
            judgement = self.judge(package)
            self.assertEqual(judgement["verdict"], "VERDICT_ACCEPTED", judgement)
            judgement = self.judge(package, SWAPPED)
            self.assertEqual(judgement["verdict"], "VERDICT_WRONG_ANSWER")
            self.assertEqual(judgement["testResults"][0]["message"], "expected 3")
            if name == "v.py":
                self.assertEqual(judgement["testResults"][0]["teamMessage"], "add them")

    def test_a_failed_program_is_not_validated(self):
        package = self.package("bad", "v.py", "")
        judgement = self.judge(package, "raise ValueError\n")
        self.assertEqual(judgement["verdict"], "VERDICT_RUNTIME_ERROR", judgement)

    def test_bad_validators_are_the_problems_fault(self):
        for i, (what, name, text, reason) in enumerate(BAD_VALIDATORS):
            with self.subTest(what):
                package = self.package(f"bad{i}", name, text, limits=", validation_output: 1")
                judgement = self.judge(package)
                self.assertEqual(judgement["verdict"], "VERDICT_JUDGE_ERROR", judgement)
                self.assertIn(reason, judgement["message"])
                self.assertIn(f"output_validator/{name}", judgement["message"])

    def test_passes_have_an_end(self):
        text = (
            "import sys\nopen(sys.argv[3] + 'nextpass.in', 'w').write('1 2')\n"
            "open(sys.argv[3] + 'judgemessage.txt', 'a').write('x')\nsys.exit(42)"
        )
        package = self.package(
            "endless", "v.py", text, ", validation_passes: 3", "type: multi-pass\n"
        )
        judgement = self.judge(package)
        self.assertEqual(judgement["verdict"], "VERDICT_JUDGE_ERROR", judgement)
        self.assertIn("nextpass.in after pass 3", judgement["message"])

    def test_feedback_stays_between_passes(self):
        text = (
            "import os, sys\nfolder = sys.argv[3]\n"
            "open(folder + 'judgemessage.txt', 'a').write(sys.stdin.read().strip() + ';')\n"
            "if not os.path.exists(folder + 'state'):\n"
            "    open(folder + 'state', 'w').write('1')\n"
            "    open(folder + 'nextpass.in', 'w').write('10 20')\n"
            "elif os.path.exists(folder + 'nextpass.in'):\n    sys.exit(1)\n"
            "sys.exit(42)"
        )
        package = self.package("two", "v.py", text, extra="type: multi-pass\n")
        judgement = self.judge(package)
        self.assertEqual(judgement["verdict"], "VERDICT_ACCEPTED", judgement)
        self.assertEqual(judgement["testResults"][0]["message"], "3;30;")
        self.assertEqual(judgement["testResults"][0]["passCount"], 2)

    def test_scores_are_numbers_within_bounds(self):
        package = self.package("scored", "v.py", SCORER, extra="type: scoring\n")
        judgement = self.judge(package, "print('12.5')\n")
        self.assertEqual(judgement["score"], 12.5, judgement)
        for score in ("101", "-1", "much", "inf"):
            judgement = self.judge(package, f"print('{score}')\n")
            self.assertEqual(judgement["verdict"], "VERDICT_JUDGE_ERROR", judgement)
            self.assertIn("score.txt", judgement["message"])

    def test_headers_come_from_include(self):
        header = "#define ACCEPTS 42\n"
        text = '#include "shared.h"\nint main() { return ACCEPTS; }'
        package = self.package("shared", "v.cpp", text)
        judgement = self.judge(package)
        self.assertEqual(judgement["verdict"], "VERDICT_JUDGE_ERROR", judgement)
        folder = os.path.dirname(self.write("headers/shared.h", header))
        judgement = self.judge(package, SUM, "--include", folder)
        self.assertEqual(judgement["verdict"], "VERDICT_ACCEPTED", judgement)
        result = self.cli("submit", "x.py", "--problem", package, "--include", "/nonexistent")
        self.assertEqual(result.code, 2)
        self.assertIn("--include", result.err)

    def test_a_choice_of_languages(self):
        package = self.package("chosen", None, "", extra="languages: [cpp]\n")
        path = self.write("a.py", SUM)
        result = self.cli("submit", path, "--problem", package)
        self.assertEqual(result.code, 2, result)
        self.assertIn("takes no submissions in Python 3", result.err)

    def test_files_and_args_of_tests(self):
        package = self.package("files", None, "")
        self.write("files/data/secret/1.files/data/word.txt", "7")
        self.write("files/data/secret/1.yaml", "args: [x, y z]\n")
        self.write("files/data/secret/1.ans", "7 x yz 2\n")
        source = (
            "import sys\nopen('mine', 'w')\nword = open('data/word.txt').read()\n"
            "print(word, sys.argv[1], sys.argv[2].replace(' ', ''), len(sys.argv) - 1)\n"
        )
        judgement = self.judge(package, source)
        self.assertEqual(judgement["verdict"], "VERDICT_ACCEPTED", judgement)


if __name__ == "__main__":
    unittest.main()
