"""Hostile programs: what their headers say, and where they are."""

import dataclasses
import os
import re

MODES = ("submit", "judge", "run", "cross", "package")
REQUIRED_FIELDS = ("class", "tries", "expect")
FLAG_FIELDS = ("text", "vm", "control", "open")
FIELDS = (*REQUIRED_FIELDS, "mode", "language", "policy", "flags", *FLAG_FIELDS)
TIME_OPTIONS = ("--time-limit", "--wall-limit")
# What sandbox_cli gives a language when it is told no limit.
DEFAULT_TIME_LIMITS = {"c": "2s", "cpp20": "2s", "java": "4s", "python3": "6s"}
# Of elapsed time, for a program whose header has no limit of its own.
WALL_LIMIT_SECONDS = 20
MARKS = ("@SECRET@", "@PORT@")
LANGUAGES = {".c": "c", ".cpp": "cpp20", ".py": "python3", ".java": "java"}
FOLDER = os.path.dirname(os.path.abspath(__file__))
FIELD_LINE = re.compile(r"^(?://|#) ([a-z]+): (.*\S)$")
COMMENT_LINE = re.compile(r"^(?://|#) (.*\S)$")


class HeaderError(Exception):
    """A program whose header is not in the form of README.md."""


@dataclasses.dataclass(frozen=True)
class Program:
    """A program with its header; README.md says what the fields mean."""

    name: str
    path: str
    text: str
    attack_class: str
    tries: str
    expect: tuple
    mode: str
    language: str
    policy: str
    flags: tuple
    text_report: bool
    vm: bool
    control: bool
    open: bool

    @property
    def compiled(self):
        return self.language in ("c", "cpp20")

    @property
    def built_ahead(self):
        """Whether it can be compiled elsewhere than where it runs, and without a compiler's jail."""
        ready = self.vm or self.mode in ("run", "cross")
        # What stands for a path or a port is known where it runs.
        return self.compiled and ready and not any(mark in self.text for mark in MARKS)

    def time_limits(self, slowness):
        """Options of sandbox_cli with limits of time, for a machine so many times slower."""
        limits = {"--wall-limit": f"{WALL_LIMIT_SECONDS}s"}
        if slowness > 1:
            limits["--time-limit"] = DEFAULT_TIME_LIMITS[self.language]
        for option, value in zip(self.flags, self.flags[1:]):
            if option in TIME_OPTIONS:
                limits[option] = value
        words = []
        for option, value in limits.items():
            number, unit = re.fullmatch(r"([0-9]+)(m?s)", value).groups()
            words += [option, f"{int(number) * slowness}{unit}"]
        return words

    def options(self, slowness):
        """The header's options of sandbox_cli, with limits of time as time_limits() says."""
        words = list(self.flags)
        for option in set(TIME_OPTIONS) & set(words):
            del words[words.index(option) : words.index(option) + 2]
        return words + self.time_limits(slowness)


def read_header(name, text):
    """The fields of the comment at the start of a program."""
    fields = {}
    last = None
    for line in text.splitlines():
        field = FIELD_LINE.match(line)
        comment = COMMENT_LINE.match(line)
        if field:
            last = field[1]
            if last not in FIELDS:
                raise HeaderError(f"{name}: {last} is none of the fields {', '.join(FIELDS)}")
            if last in fields:
                raise HeaderError(f"{name}: the field {last} is there twice")
            fields[last] = field[2]
        elif comment and last:
            fields[last] += " " + comment[1]
        else:
            break
    for field in REQUIRED_FIELDS:
        if field not in fields:
            raise HeaderError(f"{name}: the header has no field {field}")
    return fields


def parse(name, path):
    """Reads one program. HeaderError names what is wrong with it."""
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        text = file.read()
    fields = read_header(name, text)
    for field in FLAG_FIELDS:
        if fields.get(field, "yes") != "yes":
            raise HeaderError(f"{name}: {field} is not yes")
    mode = fields.get("mode", "submit")
    if mode not in MODES:
        raise HeaderError(f"{name}: the mode {mode} is none of {', '.join(MODES)}")
    return Program(
        name=name,
        path=path,
        text=text,
        attack_class=fields["class"],
        tries=fields["tries"],
        expect=tuple(part.strip() for part in fields["expect"].split("|")),
        mode=mode,
        language=fields.get("language", LANGUAGES[os.path.splitext(path)[1]]),
        policy=fields.get("policy", "native"),
        flags=tuple(fields.get("flags", "").split()),
        text_report="text" in fields,
        vm="vm" in fields,
        control="control" in fields,
        open="open" in fields,
    )


def load_all():
    """Every program below this folder, by name."""
    programs = []
    for folder, _, files in os.walk(FOLDER):
        relative = os.path.relpath(folder, FOLDER)
        if relative == ".":
            continue
        for file in files:
            if os.path.splitext(file)[1] in LANGUAGES:
                programs.append(parse(f"{relative}/{file}", os.path.join(folder, file)))
    return sorted(programs, key=lambda program: program.name)


def meets(ending, expected):
    """Whether a run ended as an alternative of `expect` says: "WORD" or "WORD: part of a message"."""
    if ending == expected:
        return True
    word, colon, message = expected.partition(": ")
    return bool(colon) and ending.startswith(word + ": ") and message in ending


def matches(program, words):
    """Whether a program is chosen by words: parts of its name or its class. None choose all."""
    return not words or any(
        word in program.name or word == program.attack_class for word in words
    )
