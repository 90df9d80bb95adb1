"""Compiling fast: kept compilations and preparations, which change nothing that a user sees."""

import glob
import os
import subprocess
import threading
import unittest

import cli

HELLO = "#include <bits/stdc++.h>\nint main() { std::puts(\"hello\"); }\n"
# As many as it takes until a preparation is made.
USES = 3

# What a program's meaning could depend on, were a precompiled header used where it must not be.
# Each prints something.
PROGRAMS = {
    "nothing before": HELLO,
    "a macro that no header has": "#define mine 7\n" + HELLO.replace('"hello"', '"h" + (mine > 9)'),
    "a macro that headers read": (
        "#define _GLIBCXX_DEBUG 1\n#include <bits/stdc++.h>\n"
        "int main() { std::vector<int> v(1); std::printf(\"%zu\\n\", sizeof v); }\n"
    ),
    "NDEBUG": (
        "#define NDEBUG\n#include <bits/stdc++.h>\n"
        "int main() { assert(false); std::puts(\"alive\"); }\n"
    ),
    "a keyword replaced after": (
        "#include <bits/stdc++.h>\n#define int long long\n"
        "signed main() { std::printf(\"%zu\\n\", sizeof(int)); }\n"
    ),
    "a token before": "int before = 1;\n" + HELLO,
    "optimization by pragma": (
        "#pragma GCC optimize(\"O0\")\n#include <bits/stdc++.h>\n"
        "int main() {\n#ifdef __OPTIMIZE__\nstd::puts(\"fast\");\n#else\nstd::puts(\"slow\");\n#endif\n}\n"
    ),
    "its name asked": (
        "#if __has_include(<bits/stdc++.h.gch>)\n#error found\n#endif\n"
        "#if __has_include(<bits/nothing.h>)\n#error found\n#endif\n" + HELLO
    ),
    "its place asked": (
        "#include <bits/stdc++.h>\n"
        "int main() { std::puts(__FILE__); std::printf(\"%d %d\\n\", __LINE__, __COUNTER__); }\n"
    ),
}

# Fails where a module of the library has to be compiled from its source.
PYTHON_LIBRARY = """\
import importlib
from importlib.machinery import SourceFileLoader

def compiled(loader, data, path, **options):
    raise SystemExit(path + " was compiled")

SourceFileLoader.source_to_code = compiled
names = "argparse bisect collections csv decimal difflib fractions heapq json random statistics typing"
modules = [importlib.import_module(name) for name in names.split()]
print(len(modules), "imported")
"""

# What does not compile, or warns.
FAULTY = {
    "a name": "#include <bits/stdc++.h>\nint main() { return foo; }\n",
    "deep in a header": (
        "#include <bits/stdc++.h>\nstruct X {};\n"
        "int main() {\n  std::vector<X> v;\n  std::sort(v.begin(), v.end());\n}\n"
    ),
    "a directive before": "#define X 1\n\n\n#include <bits/stdc++.h>\nint main() { std::cout << foo }\n",
    "a warning": "#include <bits/stdc++.h>\n#warning careful\nint main() { std::puts(\"w\"); }\n",
}


class CompileCacheTest(cli.CliTest):
    def submit(self, path, *flags):
        result = self.cli("submit", path, "--format", "json", *flags)
        self.assertIn(result.code, (0, 1), result)
        return result.json

    def prepared(self):
        folder = os.path.join(self.state, "cache", "prepared")
        return [path for path in glob.glob(folder + "/*") if os.path.isdir(path)]

    def prepare(self, path):
        for use in range(USES):
            self.assertEqual(self.prepared(), [], use)
            judgement = self.submit(path, "--no-compile-cache")
            self.assertEqual(judgement["verdict"], "VERDICT_ACCEPTED", judgement)
        self.assertEqual(len(self.prepared()), 1)

    def kept(self):
        return glob.glob(os.path.join(self.state, "cache", "compile", "*"))

    def test_the_same_source_is_compiled_once(self):
        source = "#include <stdio.h>\n#warning look\nint main() { puts(\"hi\"); }\n"
        path = self.write("a.c", source)
        first = self.submit(path)
        second = self.submit(path)
        self.assertTrue(second["compile"].pop("fromCache"), second)
        self.assertFalse(first["compile"].pop("fromCache"), first)
        self.assertEqual(second["compile"], first["compile"])
        self.assertEqual(second["testResults"][0]["output"], "hi\n")
        self.assertEqual(second["verdict"], "VERDICT_ACCEPTED")
        third = self.submit(path, "--no-compile-cache")
        self.assertFalse(third["compile"]["fromCache"])
        # Another name stands in the messages, another limit may stop the compiler.
        other = self.write("b.c", source)
        self.assertFalse(self.submit(other)["compile"]["fromCache"])
        self.assertFalse(self.submit(path, "--compile-time-limit", "9s")["compile"]["fromCache"])

    def test_classes_and_sources_are_kept(self):
        programs = {
            "Main.java": "public class Main { static class A {}\n"
            "  public static void main(String[] a) { System.out.println(new A() != null); } }\n",
            "a.py": "print('true')\n",
        }
        for name, text in programs.items():
            with self.subTest(name):
                path = self.write(name, text)
                self.assertFalse(self.submit(path)["compile"]["fromCache"])
                again = self.submit(path)
                self.assertTrue(again["compile"]["fromCache"])
                self.assertEqual(again["testResults"][0]["output"], "true\n")

    def test_what_failed_is_not_kept(self):
        path = self.write("a.c", "int main() { return foo; }\n")
        for _ in range(2):
            judgement = self.submit(path)
            self.assertEqual(judgement["verdict"], "VERDICT_COMPILE_ERROR")
            self.assertFalse(judgement["compile"]["fromCache"])
        self.assertEqual(self.kept(), [])

    def test_what_depends_on_the_time_is_not_kept(self):
        path = self.write("a.c", "#include <stdio.h>\nint main() { puts(__TIME__); }\n")
        self.submit(path)
        self.assertEqual(self.kept(), [])

    def test_damage_is_found(self):
        path = self.write("a.c", "#include <stdio.h>\nint main() { puts(\"hi\"); }\n")
        self.submit(path)
        (kept,) = self.kept()
        with open(kept, "r+b") as file:
            file.seek(-20, os.SEEK_END)
            file.write(b"x" * 20)
        judgement = self.submit(path)
        self.assertFalse(judgement["compile"]["fromCache"])
        self.assertEqual(judgement["testResults"][0]["output"], "hi\n")
        self.assertTrue(self.submit(path)["compile"]["fromCache"])

    def test_many_at_once(self):
        path = self.write("a.c", "#include <stdio.h>\nint main() { puts(\"hi\"); }\n")
        judgements = []
        threads = [
            threading.Thread(target=lambda: judgements.append(self.submit(path))) for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([j["testResults"][0]["output"] for j in judgements], ["hi\n"] * 6)
        self.assertTrue(self.submit(path)["compile"]["fromCache"])

    def test_killed_at_any_moment(self):
        path = self.write("a.c", "#include <stdio.h>\nint main() { puts(\"hi\"); }\n")
        for delay in (0.02, 0.05, 0.1, 0.15, 0.2, 0.3):
            process = self.start("submit", path)
            try:
                process.wait(timeout=delay)
            except subprocess.TimeoutExpired:
                process.kill()
            process.communicate()
        judgement = self.submit(path)
        self.assertEqual(judgement["testResults"][0]["output"], "hi\n")

    def test_a_precompiled_header_changes_no_meaning(self):
        paths = {name: self.write(f"{i}.cpp", text) for i, (name, text) in enumerate(PROGRAMS.items())}
        faulty = {name: self.write(f"f{i}.cpp", text) for i, (name, text) in enumerate(FAULTY.items())}
        plain = {}
        used = self.state
        # State folders of their own: there nothing is wanted often enough.
        for name, path in {**paths, **faulty}.items():
            self.state = self.environment["ASSAY_STATE_DIR"] = os.path.join(self.folder, f"s-{name}")
            plain[name] = self.submit(path, "--no-compile-cache")
            self.assertEqual(self.prepared(), [])
        self.state = self.environment["ASSAY_STATE_DIR"] = used
        self.prepare(paths["nothing before"])
        for name, path in {**paths, **faulty}.items():
            with self.subTest(name):
                fast = self.submit(path, "--no-compile-cache")
                self.assertEqual(fast["verdict"], plain[name]["verdict"])
                for field in ("output", "outcome", "succeeded"):
                    self.assertEqual(fast["compile"].get(field), plain[name]["compile"].get(field))
                outputs = [
                    [test.get("output") for test in judgement.get("testResults", [])]
                    for judgement in (fast, plain[name])
                ]
                self.assertEqual(outputs[0], outputs[1])
        for name in PROGRAMS:
            self.assertEqual(plain[name]["verdict"], "VERDICT_ACCEPTED", (name, plain[name]))
        for name in ("a name", "deep in a header"):
            self.assertEqual(plain[name]["verdict"], "VERDICT_COMPILE_ERROR", plain[name])

    def test_a_maker_that_is_killed_leaves_nothing_that_is_used(self):
        path = self.write("a.cpp", HELLO)
        for _ in range(USES - 1):
            self.submit(path, "--no-compile-cache")
        # Killed wherever that finds them: before they make it, in the middle, after it.
        for attempt in range(3):
            process = self.start("submit", path, "--no-compile-cache")
            try:
                process.wait(timeout=0.2 + attempt * 0.4)
            except subprocess.TimeoutExpired:
                process.kill()
            process.communicate()
            for folder in self.prepared():
                if not folder.endswith(".tmp"):
                    self.assertGreater(os.path.getsize(os.path.join(folder, "header")), 1_000_000)
        judgement = self.submit(path, "--no-compile-cache")
        self.assertEqual(judgement["testResults"][0]["output"], "hello\n")
        self.assertEqual(judgement["compile"].get("output", ""), "")
        self.assertEqual([os.path.basename(folder)[64:] for folder in self.prepared()], [""])

    def test_a_damaged_preparation_fails_nobody(self):
        path = self.write("a.cpp", HELLO)
        self.prepare(path)
        (folder,) = self.prepared()
        with open(os.path.join(folder, "header"), "wb") as file:
            file.write(b"no header")
        judgement = self.submit(path, "--no-compile-cache")
        self.assertEqual(judgement["verdict"], "VERDICT_ACCEPTED", judgement)
        self.assertEqual(judgement["compile"].get("output", ""), "")

    def test_python_does_not_compile_its_library(self):
        path = self.write("a.py", PYTHON_LIBRARY)
        judgement = self.submit(path)
        self.assertEqual(judgement["verdict"], "VERDICT_ACCEPTED", judgement)
        self.assertEqual(judgement["testResults"][0]["output"], "12 imported\n")

    def test_java_is_compiled_with_an_archive(self):
        path = self.write(
            "Main.java",
            "public class Main { public static void main(String[] a) { System.out.println(7); } }\n",
        )
        self.prepare(path)
        judgement = self.submit(path, "--no-compile-cache")
        self.assertEqual(judgement["testResults"][0]["output"], "7\n")
        self.assertEqual(judgement["compile"].get("output", ""), "")
        (folder,) = self.prepared()
        os.truncate(os.path.join(folder, "javac.jsa"), 100_000)
        judgement = self.submit(path, "--no-compile-cache")
        self.assertEqual(judgement["testResults"][0]["output"], "7\n")
        self.assertEqual(judgement["compile"].get("output", ""), "")


if __name__ == "__main__":
    unittest.main()
