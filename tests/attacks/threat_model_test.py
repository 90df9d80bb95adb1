"""Holds docs/threat_model.md against the tree: each attack in its class's row, each path there."""

import dataclasses
import os
import re
import unittest

import program as programs

ROOT = os.path.dirname(os.path.dirname(programs.FOLDER))


def read_rows():
    """{class: (files, tests)} of the tables of attacks."""
    rows = {}
    with open(os.path.join(ROOT, "docs/threat_model.md"), encoding="utf-8") as file:
        for line in file:
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if len(cells) == 4 and "`" in cells[3]:
                rows[cells[0]] = tuple(re.findall(r"`([^`]+)`", cell) for cell in cells[2:])
    return rows


class ThreatModelTest(unittest.TestCase):
    def test_every_attack_is_in_its_class_row(self):
        rows = read_rows()
        found = {name: set() for name in rows}
        for program in programs.load_all():
            self.assertIn(program.attack_class, rows, program.name)
            self.assertIn(f"tests/attacks/{program.name}", rows[program.attack_class][1])
            found[program.attack_class].add(program.name)
        for name, programs_of_class in found.items():
            self.assertTrue(programs_of_class, f"the class {name} has no attack")

    def test_every_path_exists(self):
        for name, cells in read_rows().items():
            self.assertTrue(cells[0], f"the class {name} names no file of its barrier")
            for path in cells[0] + cells[1]:
                self.assertTrue(os.path.exists(os.path.join(ROOT, path)), f"{name}: {path}")

    def test_no_attack_is_lost(self):
        self.assertGreaterEqual(len(programs.load_all()), 200)
        self.assertGreaterEqual(sum(program.vm for program in programs.load_all()), 25)


class HeaderTest(unittest.TestCase):
    GOOD = "// class: c\n// tries: t\n// expect: contained\nint main() {}\n"

    def test_a_field_can_go_on(self):
        text = self.GOOD.replace("// tries: t\n", "// tries: t\n// and u\n")
        self.assertEqual(programs.read_header("x", text)["tries"], "t and u")

    def test_what_is_missing_or_twice_is_an_error(self):
        for line in self.GOOD.splitlines()[:3]:
            for text in (self.GOOD.replace(line + "\n", ""), line + "\n" + self.GOOD):
                with self.assertRaises(programs.HeaderError):
                    programs.read_header("x", text)

    def test_a_wrong_name_is_an_error(self):
        with self.assertRaises(programs.HeaderError):
            programs.read_header("x", "// tires: t\n" + self.GOOD)

    def test_limits_of_time_grow_with_slowness(self):
        program = programs.load_all()[0]
        for language, flags, slowness, others, limits in [
            ("c", "", 1, "", "--wall-limit 20s"),
            ("c", "--proc", 3, "--proc", "--wall-limit 60s --time-limit 6s"),
            ("java", "", 2, "", "--wall-limit 40s --time-limit 8s"),
            ("c", "--time-limit 5s", 1, "", "--wall-limit 20s --time-limit 5s"),
            (
                "python3", "--wall-limit 700ms --proc --time-limit 1s", 8,
                "--proc", "--wall-limit 5600ms --time-limit 8s",
            ),
        ]:
            with self.subTest(language=language, flags=flags, slowness=slowness):
                case = dataclasses.replace(program, language=language, flags=tuple(flags.split()))
                self.assertEqual(case.time_limits(slowness), limits.split())
                self.assertEqual(case.options(slowness), others.split() + limits.split())

    def test_endings(self):
        self.assertTrue(programs.meets("contained", "contained"))
        self.assertTrue(programs.meets("COMPILE_ERROR: a: no b", "COMPILE_ERROR: no b"))
        self.assertFalse(programs.meets("COMPILE_ERROR: a: no b", "COMPILE_ERROR: no c"))
        self.assertFalse(programs.meets("COMPILE_ERROR: no b", "COMPILE_ERROR"))
        self.assertFalse(programs.meets("SYSCALL_DENIED socket", "SYSCALL_DENIED sock"))


if __name__ == "__main__":
    unittest.main()
