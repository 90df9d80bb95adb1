"""The C++ driver: what it is asked for and what it says."""

import json
import os
import subprocess
import tempfile


class DriverError(Exception):
    """The driver failed, with what it said."""


class Driver:
    def __init__(self, binaries):
        self._path = os.path.abspath(os.path.join(binaries, "tests/bench/peers/driver"))

    def seccomp_program(self, policy):
        """A policy of policies/seccomp, compiled."""
        done = subprocess.run([self._path, "seccomp", policy], capture_output=True)
        if done.returncode != 0:
            raise DriverError(done.stderr.decode(errors="replace").strip())
        return done.stdout

    def measure(self, plan):
        """Yields the driver's events, each as (kind, fields), as they come."""
        with tempfile.NamedTemporaryFile("w", prefix="assay-peers-", suffix=".json") as file:
            json.dump(plan, file)
            file.flush()
            argv = [self._path, "measure", file.name]
            pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
            with subprocess.Popen(argv, stdin=subprocess.DEVNULL, text=True, **pipes) as process:
                try:
                    for line in process.stdout:
                        yield next(iter(json.loads(line).items()))
                    said = process.stderr.read().strip()
                finally:
                    # Nothing happens to it when it has come to its end.
                    process.terminate()
            if process.returncode != 0:
                raise DriverError(said or f"driver: ended with status {process.returncode}")
