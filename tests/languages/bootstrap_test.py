"""tools/bootstrap chooses the packages of the languages that it is told."""

import os
import subprocess
import unittest

BOOTSTRAP = os.path.abspath("tools/bootstrap")
LANGUAGES = os.path.abspath("policies/languages")


def bootstrap(*arguments):
    return subprocess.run([BOOTSTRAP, *arguments], capture_output=True, text=True, timeout=60, check=False)


def packages(*arguments):
    result = bootstrap("--print", *arguments)
    if result.returncode != 0:
        raise AssertionError(result)
    return set(result.stdout.split())


def ids():
    return {name[: -len(".textproto")] for name in os.listdir(LANGUAGES) if name.endswith(".textproto")}


class BootstrapTest(unittest.TestCase):
    def test_the_core_is_the_default(self):
        with open(os.path.join(LANGUAGES, "core.txt"), encoding="utf-8") as file:
            core = file.read().split()
        self.assertGreaterEqual(len(core), 10)
        self.assertLessEqual(set(core), ids())
        self.assertEqual(packages(), packages("--languages", "core"))
        self.assertEqual(packages(), packages("--languages", ",".join(core)))
        self.assertLessEqual({"g++", "default-jdk-headless", "nodejs", "fp-compiler"}, packages())
        self.assertNotIn("ghc", packages())

    def test_chosen_languages(self):
        none = packages("--languages", "")
        self.assertEqual(packages("--languages=nim") - none, {"nim"})
        self.assertEqual(
            packages("--languages", "clojure,sql") - none, {"clojure", "default-jdk-headless", "sqlite3"}
        )

    def test_all_languages(self):
        everything = packages("--languages", "all")
        self.assertEqual(everything, packages("--languages", ",".join(ids())))
        for language in ids():
            self.assertLessEqual(packages("--languages", language), everything)

    def test_together_with_other_options(self):
        self.assertIn("chromium", packages("--test", "--languages", "nim"))
        self.assertIn("nim", packages("--languages", "nim", "--test"))

    def test_usage(self):
        for arguments, said in (
            (["--languages", "cobol,klingon", "--print"], 'unknown language "klingon"; known are ada '),
            (["--languages", "../seccomp/base", "--print"], "unknown language"),
            (["--languages"], "--languages needs"),
            (["--nothing"], "usage: tools/bootstrap"),
        ):
            with self.subTest(arguments):
                result = bootstrap(*arguments)
                self.assertEqual(result.returncode, 2, result)
                self.assertIn(said, result.stderr)
                self.assertEqual(result.stdout, "")


if __name__ == "__main__":
    unittest.main()
