"""Runs the tests of a task against a completion that runs in a process of its own.

The first process holds the tests and the secret word, which come on standard input. The second one
holds the completion; all that it can do is to answer calls with plain data, which is rebuilt here,
so that no object of the completion's takes part in a comparison. The word is printed when all tests
are through.
"""

import json
import os
import sys

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)


class Unsupported(Exception):
    """A value that cannot be carried between the processes."""


def encode(value):
    """Plain data as JSON has it: what JSON lacks is an object with one key."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return {"f": repr(float(value))}
    if isinstance(value, complex):
        return {"c": [repr(value.real), repr(value.imag)]}
    if isinstance(value, (bytes, bytearray)):
        return {"b" if isinstance(value, bytes) else "a": value.hex()}
    if isinstance(value, list):
        return [encode(each) for each in value]
    if isinstance(value, tuple):
        return {"t": [encode(each) for each in value]}
    if isinstance(value, set):
        return {"s": [encode(each) for each in value]}
    if isinstance(value, frozenset):
        return {"z": [encode(each) for each in value]}
    if isinstance(value, dict):
        return {"d": [[encode(key), encode(each)] for key, each in value.items()]}
    if isinstance(value, range):
        return {"r": [value.start, value.stop, value.step]}
    if hasattr(value, "__next__"):
        return {"i": [encode(each) for each in value]}
    raise Unsupported(f"a value of type {type(value).__name__} cannot be carried to the tests")


def decode(value):
    """What encode() was given."""
    if isinstance(value, list):
        return [decode(each) for each in value]
    if not isinstance(value, dict):
        return value
    ((kind, data),) = value.items()
    if kind == "f":
        return float(data)
    if kind == "c":
        return complex(float(data[0]), float(data[1]))
    if kind in "ba":
        return bytes.fromhex(data) if kind == "b" else bytearray.fromhex(data)
    if kind == "d":
        return {decode(key): decode(each) for key, each in data}
    if kind == "r":
        return range(*map(int, data))
    made = {"t": tuple, "s": set, "z": frozenset, "i": iter}[kind]
    return made([decode(each) for each in data])


def serve(requests, answers):
    """The completion's process: answers calls until nobody asks."""
    sys.path[:0] = [] if sys.path[0] == "/box" else ["/box"]
    try:
        import solution
    except Exception as error:  # pylint: disable=broad-except
        import traceback

        traceback.print_exc()
        failed = [type(error).__name__, str(error)]
        solution = None
    for line in requests:
        request = json.loads(line)
        try:
            if solution is None:
                raise ImportError(f"the completion fails when it is loaded: {': '.join(failed)}")
            arguments = [decode(each) for each in request["args"]]
            named = {name: decode(each) for name, each in request["named"].items()}
            value = encode(getattr(solution, request["name"])(*arguments, **named))
            answer = {"value": value, "args": [
                encode(each) if isinstance(each, (list, dict, set, bytearray)) else None
                for each in arguments
            ]}
        except Unsupported as error:
            answer = {"unsupported": str(error)}
        except Exception as error:  # pylint: disable=broad-except
            answer = {"raised": [[each.__name__ for each in type(error).__mro__], str(error)]}
        answers.write(json.dumps({"number": request["number"], **answer}) + "\n")
        answers.flush()


class Ended(BaseException):
    """The completion's process is gone, or talks nonsense."""


class RemoteError(Exception):
    """An exception of the completion's that is none of Python's own."""


class Solution:
    """The completion's process, seen from the tests."""

    def __init__(self):
        request_end, self_request = os.pipe()
        self_answer, answer_end = os.pipe()
        # Standard input and output are the pipes; what the completion prints goes to standard error.
        actions = [
            (os.POSIX_SPAWN_DUP2, request_end, 0),
            (os.POSIX_SPAWN_DUP2, answer_end, 1),
        ]
        command = [sys.executable, "-E", "-s", "-B", "/box/main.py", "apart"]
        os.posix_spawn(sys.executable, command, os.environ, file_actions=actions)
        os.close(request_end)
        os.close(answer_end)
        self.requests = open(self_request, "w", encoding="ascii")
        self.answers = open(self_answer, "rb")

    def call(self, name, arguments, named):
        """Calls a function of the completion's."""
        # An answer that was ready before the question is none.
        number = os.urandom(8).hex()
        request = {
            "number": number,
            "name": name,
            "args": [encode(each) for each in arguments],
            "named": {key: encode(each) for key, each in named.items()},
        }
        try:
            self.requests.write(json.dumps(request) + "\n")
            self.requests.flush()
            line = self.answers.readline()
            if not line.endswith(b"\n"):
                raise Ended("the completion ended its process before the tests were through")
            answer = json.loads(line)
            if answer.pop("number") != number:
                raise Ended("the completion's process answered what it was not asked")
            if "raised" in answer:
                kinds, text = answer["raised"]
                error = rebuilt(kinds, text)
            elif "unsupported" in answer:
                error = Unsupported(answer["unsupported"])
            else:
                put_back(arguments, answer["args"])
                return decode(answer["value"])
        except Ended:
            raise
        except BrokenPipeError as broken:
            raise Ended("the completion ended its process before the tests were through") from broken
        except Unsupported:
            raise
        except Exception as garbled:
            raise Ended("the completion's process gave no proper answer") from garbled
        raise error


def rebuilt(kinds, text):
    """An exception of the nearest class that Python itself has."""
    import builtins

    for kind in kinds:
        if kind in ("StopIteration", "StopAsyncIteration"):
            # It would end a loop of the tests' own, which then finds nothing wrong.
            return RuntimeError(f"the completion raised {kind}")
        found = getattr(builtins, kind, None)
        if isinstance(found, type) and issubclass(found, Exception):
            try:
                return found(text)
            except TypeError:
                continue
    return RemoteError(text)


def put_back(arguments, changed):
    """What the completion did to the lists, dictionaries and sets that it was given."""
    for argument, data in zip(arguments, changed):
        if data is None:
            continue
        value = decode(data)
        if isinstance(argument, (list, bytearray)) and type(argument) is type(value):
            argument[:] = value
        elif isinstance(argument, (dict, set)) and isinstance(value, (dict, set)):
            argument.clear()
            argument.update(value)


def caller(solution, name):
    """A function that stands for the completion's."""

    def call(*arguments, **named):
        return solution.call(name, arguments, named)

    call.__name__ = name
    return call


def free_names(tests, known):
    """Names that the tests use and nobody has defined: the completion's."""
    import ast
    import builtins

    used, bound = set(), set()
    for test in tests:
        for node in ast.walk(ast.parse(test)):
            if isinstance(node, ast.Name):
                (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
            elif isinstance(node, ast.arg):
                bound.add(node.arg)
            elif isinstance(node, ast.alias):
                bound.add((node.asname or node.name).split(".")[0])
            elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                bound.add(node.name)
    return {name for name in used - bound if name not in known and not hasattr(builtins, name)}


def run_tests(task, solution, names):
    """Raises what the first failing test raises."""
    if task["prompt"]:
        # Helpers that the prompt defines are there for the tests, too. It need not be a whole program.
        try:
            exec(compile(task["prompt"], "<prompt>", "exec"), names)
        except SyntaxError:
            pass
    for number, test in enumerate(task["setup"]):
        exec(compile(test, f"<setup {number + 1}>", "exec"), names)
    if task["entry_point"]:
        names[task["entry_point"]] = caller(solution, task["entry_point"])
    else:
        for name in free_names(task["tests"], names):
            names[name] = caller(solution, name)
    for number, test in enumerate(task["tests"]):
        exec(compile(test, f"<test {number + 1}>", "exec"), names)
    if task["entry_point"]:
        names["check"](names[task["entry_point"]])


def failing_line(task, error):
    """The line of the tests that failed."""
    place = ""
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.startswith("<test "):
            lines = task["tests"][int(name[6:-1]) - 1].splitlines()
            if trace.tb_lineno <= len(lines):
                place = lines[trace.tb_lineno - 1].strip()
        trace = trace.tb_next
    return place


def judge():
    """The tests' process."""
    word = sys.stdin.readline().strip()
    task = json.loads(sys.stdin.read())
    try:
        run_tests(task, Solution(), {"__name__": "tests"})
    except Ended as error:
        report = str(error)
    except Unsupported as error:
        report = f"{error}; judge this set with --same-process"
    except AssertionError as error:
        report = f"a test failed: {failing_line(task, error) or error}"
    except Exception as error:  # pylint: disable=broad-except
        report = f"{type(error).__name__}: {error}: {failing_line(task, error)}"
        print(report, flush=True)
        os._exit(1)
    else:
        report = word
    print(report, flush=True)
    os._exit(0)


if sys.argv[1:] == ["apart"]:
    # The pipes move out of the completion's way: it has no standard input.
    REQUESTS = os.fdopen(os.dup(0), encoding="ascii")
    ANSWERS = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
    os.dup2(2, 1)
    serve(REQUESTS, ANSWERS)
else:
    judge()
