"""Tests whose cpu time is too near to the limit to tell are run again, and only those."""

import unittest

from cli import CliTest

# Burns cpu time by its own clock, and answers.
BURN = """
#include <stdio.h>
#include <time.h>
int main(void) {
  struct timespec now;
  do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  while (now.tv_sec * 1000000000L + now.tv_nsec < %dL * 1000000);
  puts("3");
}
"""


def seconds(duration):
    return float(duration.rstrip("s"))


def cpu_time(test):
    return seconds(test["usage"]["userTime"]) + seconds(test["usage"]["systemTime"])


class RerunTest(CliTest):
    def setUp(self):
        super().setUp()
        self.write("tests/1.in", "1 2\n")
        self.write("tests/1.ans", "3\n")

    def submit(self, source, *arguments):
        # The wall limit is for a busy host.
        return self.cli(
            "submit", self.write("burn.c", source), "--tests", "tests", "--time-limit", "1s",
            "--wall-limit", "60s", *arguments,
        )

    def submit_json(self, source, *arguments):
        return self.submit(source, "--format", "json", *arguments).json["testResults"][0]

    def test_near_the_limit(self):
        test = self.submit_json(BURN % 998)
        self.assertGreaterEqual(test["rerunCount"], 1, test)
        self.assertEqual(len(test["runCpuTimes"]), test["rerunCount"] + 1)
        times = [seconds(time) for time in test["runCpuTimes"]]
        self.assertAlmostEqual(seconds(test["firstLimitDistance"]), abs(times[0] - 1), places=6)
        self.assertAlmostEqual(cpu_time(test), min(times), places=6)
        self.assertEqual(
            test["verdict"],
            "VERDICT_ACCEPTED" if min(times) <= 1 else "VERDICT_TIME_LIMIT_EXCEEDED",
        )

    def test_as_often_as_is_said(self):
        self.assertLessEqual(self.submit_json(BURN % 998, "--reruns", "1")["rerunCount"], 1)
        test = self.submit_json(BURN % 998, "--reruns", "0")
        self.assertEqual(test["rerunCount"], 0)
        self.assertEqual(test["runCpuTimes"], [])
        self.assertNotIn("firstLimitDistance", test)

    def test_the_text_report_says_so(self):
        result = self.submit(BURN % 998)
        self.assertRegex(result.out, r"\n    run [23] times: within \d+ ms of the time limit\n")

    def test_far_from_the_limit(self):
        self.assertEqual(self.submit_json(BURN % 700)["rerunCount"], 0)

    def test_a_loop_is_clearly_over(self):
        test = self.submit_json("int main(void) { for (;;) {} }")
        self.assertEqual(test["verdict"], "VERDICT_TIME_LIMIT_EXCEEDED")
        self.assertGreater(cpu_time(test), 1.005)
        stolen = seconds(test["usage"]["timeEvidence"].get("steal", "0s"))
        # A hypervisor that takes the cpu away leaves nothing clear.
        if stolen == 0:
            self.assertEqual(test["rerunCount"], 0, test)

    def test_bad_counts(self):
        for count in ("-1", "21", "x", "1.5"):
            with self.subTest(count):
                result = self.submit(BURN % 1, "--reruns", count)
                self.assertEqual(result.code, 2, result)
                self.assertIn("--reruns", result.err)


if __name__ == "__main__":
    unittest.main()
