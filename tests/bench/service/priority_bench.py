"""How long an interactive submission takes while a batch keeps every slot busy.

10,000 tests wait in the queue of a sandboxd of its own, of which each takes some ms, and one
interactive submission of a test comes after another. On an idle host, as root:

  bazel run --config=opt //tests/bench/service:priority_bench -- [--tests 10000]
"""

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.abspath("tests/service"))

from daemon import ACCEPTED, Client, Daemon, inline, request, submission_pb2  # noqa: E402

SUM = """#include <stdio.h>
int main(void) {
  int a, b;
  if (scanf("%d %d", &a, &b) != 2) return 1;
  printf("%d\\n", a + b);
  return 0;
}
"""
TESTS_OF_A_SUBMISSION = 100
IDLE_SAMPLES = 30
PAUSE_SECONDS = 0.1


def quantile(samples, q):
    return sorted(samples)[min(len(samples) - 1, int(q * len(samples)))]


def interactive_seconds(client):
    """From the call to the judgement, compiling included."""
    time.sleep(PAUSE_SECONDS)
    start = time.monotonic()
    assert client.judged(request(SUM, language="c")).verdict == ACCEPTED
    return time.monotonic() - start


def show(name, samples):
    figures = [f"{1000 * quantile(samples, q):8.1f}" for q in (0.5, 0.9, 0.99, 1)]
    print(f"{name:<22}{len(samples):6}  {'  '.join(figures)}", flush=True)


def measure(daemon, tests):
    client = Client(daemon.target)
    idle = [interactive_seconds(client) for _ in range(IDLE_SAMPLES)]

    problem = inline(*((f"{i} 1\n", f"{i + 1}\n") for i in range(TESTS_OF_A_SUBMISSION)))
    submissions = max(1, tests // TESTS_OF_A_SUBMISSION)
    batch = client.judge.SubmitBatch(
        request(SUM, language="c", problem=problem, priority=submission_pb2.PRIORITY_BATCH)
        for _ in range(submissions)
    )
    done = threading.Event()
    verdicts = []

    def read_batch():
        verdicts.extend(e.judgement.verdict for e in batch if e.HasField("judgement"))
        done.set()

    reader = threading.Thread(target=read_batch)
    start = time.monotonic()
    reader.start()
    busy = []
    resident = 0
    other = Client(daemon.target)
    while not done.is_set():
        busy.append(interactive_seconds(other))
        resident = max(resident, daemon.resident_bytes())
    reader.join()
    seconds = time.monotonic() - start
    assert verdicts == [ACCEPTED] * submissions, verdicts

    print("interactive, ms        count       p50       p90       p99       max")
    show("nothing else", idle)
    show("beside the batch", busy)
    print(
        f"batch: {submissions * TESTS_OF_A_SUBMISSION} tests in {seconds:.1f} s; "
        f"the server at most {resident / (1 << 20):.1f} MiB resident"
    )
    client.close()
    other.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--tests", type=int, default=10_000, help="of the batch (default: 10000)")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="assay-priority-")
    daemon = Daemon(folder).start()
    try:
        measure(daemon, arguments.tests)
    finally:
        daemon.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
