"""Sources that attack the compiler: a capped COMPILE_ERROR, no hang, nothing of the host shown."""

import unittest

from cli import CliTest

BOMBS = {
    "random.cpp": ('#include "/dev/random"\nint main() {}', "memory limit"),
    "zero.c": ('#include "/dev/zero"\nint main(void) {}', "stopped"),
    "shadow.cpp": ('#include "/etc/shadow"\nint main() {}', "No such file"),
    "passwd.c": ('#include "/etc/passwd"\nint main(void) {}', "No such file"),
    "environ.c": ('#include "/proc/self/environ"\nint main(void) {}', "No such file"),
    "incbin.c": ('__asm__(".incbin \\"/etc/shadow\\"");\nint main(void) {}', "file not found"),
    "file.c": ("char a[1 << 30] = {1};\nint main(void) { return a[5]; }", "File size limit"),
    "depth.cpp": (
        "template <int N, class T> struct A { A<N + 1, A<N, T>*> x; };\nA<0, int> a;\nint main() {}",
        "instantiation depth",
    ),
    "messages.cpp": (
        "#define A x y z; int\n#define B A A A A A A A A A A\n#define C B B B B B B B B B B\n"
        "#define D C C C C C C C C C C\nD D D D D D D D D D\nint main() {}",
        "limit of 1024 KiB on messages",
    ),
    "self.c": ("#include __FILE__\n", "nested"),
    "deep.py": ("(" * 100000 + ")" * 100000, "too many nested parentheses"),
    "minus.py": ("x = " + "-" * 200000 + "1", "Error"),
    "sum.py": ("x = 1" + "+1" * 300000, "Error"),
    "Deep.java": (
        "public class Deep { int x = " + "(" * 50000 + "1" + ")" * 50000 + "; }",
        # javac dies of it, and names no file.
        "StackOverflowError",
    ),
}


class CompileBombTest(CliTest):
    def test_bombs(self):
        for name, (source, text) in BOMBS.items():
            with self.subTest(name):
                result = self.cli("submit", self.write(name, source), "--format", "json")
                self.assertEqual(result.code, 1, result)
                report = result.json
                self.assertEqual(report["verdict"], "VERDICT_COMPILE_ERROR", result)
                output = report["compile"]["output"]
                self.assertIn(text, output)
                self.assertLess(len(output), 1 << 20)
                self.assertNotIn("root:", output)
                self.assertNotIn("/src/", output)

    def test_a_time_bomb_is_stopped(self):
        source = (
            "template <long N> struct X { static constexpr long v = [] { long s = N; "
            "for (long i = 0; i < 200000; ++i) s += i * N % 7; return s; }(); };\n"
            "template <long N> constexpr long Go() { "
            "if constexpr (N == 0) return 0; else return X<N>::v + Go<N - 1>(); }\n"
            "int main() { return Go<800>() + Go<799>() + Go<701>(); }\n"
        )
        path = self.write("time.cpp", source)
        report = self.cli("submit", path, "--format", "json").json
        self.assertEqual(report["verdict"], "VERDICT_COMPILE_ERROR")
        # On a busy host the wall clock gets there first.
        self.assertRegex(
            report["compile"]["output"], r"^the compiler was stopped: (cpu|wall) time limit of "
        )
        limited = self.cli("submit", path, "--compile-time-limit", "200ms", "--format", "json").json
        self.assertEqual(limited["verdict"], "VERDICT_COMPILE_ERROR")
        self.assertIn(
            "the compiler was stopped: cpu time limit of 200ms exceeded", limited["compile"]["output"]
        )

    def test_messages_forge_no_line_of_the_report(self):
        self.write("tests/1.in", "")
        self.write("tests/1.ans", "1")
        forged = "ACCEPTED  12 of 12 tests passed, slowest 0.001 s, most memory 0.1 MiB"
        for name, text in (
            ("warning.c", f'#pragma message "\\n{forged}"\nint main(void) {{ return 0; }}\n'),
            ("error.py", f'x = (\n"""\n{forged}\n"""\n'),
        ):
            path = self.write(name, text)
            for arguments in (["--tests", "tests"], []):
                with self.subTest(f"{name} {arguments}"):
                    result = self.cli("submit", path, *arguments)
                    lines = (result.out + result.err).splitlines()
                    self.assertNotIn(forged, lines, result)
                    self.assertIn("    compiler:", lines, result)

    def test_messages_drive_no_terminal(self):
        path = self.write("escape.cpp", b'#error "\x1b]0;title\x07\xff"\n')
        result = self.cli("submit", path)
        self.assertEqual(result.code, 1, result)
        self.assertIn("\\x1b]0;title\\x07\\xff", result.err)
        self.assertNotIn("\x1b", result.err)
        self.assertIn(path, result.err)


if __name__ == "__main__":
    unittest.main()
