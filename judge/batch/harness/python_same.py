"""Runs the tests of a task against a completion in one process, as the sets' own programs do.

The secret word comes on standard input and is printed when all tests are through. A completion that
looks for it in this process can find it.
"""

import json
import os
import sys


def judge():
    """Loads the completion, and calls the tests in its namespace."""
    word = sys.stdin.readline().strip()
    task = json.loads(sys.stdin.read())
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
    os.dup2(2, 1)
    # What a completion could replace.
    leave, compiled, run = os._exit, compile, exec
    names = {"__name__": "solution"}
    stage = "the completion fails when it is loaded"
    try:
        with open("/box/solution.py", encoding="utf-8") as file:
            run(compiled(file.read(), "/box/solution.py", "exec"), names)
        stage = "a test failed"
        for test in task["setup"] + task["tests"]:
            line = test.strip().splitlines()[-1] if not task["entry_point"] else ""
            run(compiled(test, "<test>", "exec"), names)
        if task["entry_point"]:
            names["check"](names[task["entry_point"]])
    except AssertionError as error:
        out.write(f"{stage}: {line or error}\n")
    except Exception as error:  # pylint: disable=broad-except
        out.write(f"{stage}: {type(error).__name__}: {error}\n")
        out.flush()
        leave(1)
    else:
        out.write(word + "\n")
    out.flush()
    leave(0)


judge()
