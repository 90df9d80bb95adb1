#ifndef ASSAY_TESTS_BENCH_TIME_TRUTH_FIGURES_H_
#define ASSAY_TESTS_BENCH_TIME_TRUTH_FIGURES_H_

#include <string>
#include <vector>

// What is made of many runs of one burn.

namespace assay::bench {

// One run, in seconds of cpu time.
struct BurnSample {
  // What the sandbox says.
  double reported = 0;
  // What the program's own clocks say, from the beginning of its main() to before its end.
  double own = 0;
  // What the sandbox says of `reported`.
  double uncertainty = 0;
};

// One row. Ratios are of the program's own figure.
struct BurnFigures {
  std::string kind;
  double burn_seconds = 0;
  // How many runs were under way at once, each pinned to a cpu of its own.
  int in_flight = 1;
  int sample_count = 0;
  double median_own = 0;
  double median_reported = 0;
  // Of reported / own - 1. The start-up of the program is in it.
  double median_error = 0;
  // The same, furthest from 0, without the start-up as the median of `exit 0` has it.
  double worst_net_error = 0;
  // (most - least) / median of what is reported.
  double spread = 0;
  double median_uncertainty = 0;
  // The share of samples that are within their uncertainty of the median.
  double covered = 0;
};

// What a jail adds to the figure: the same program, which ends at once, with and without one.
struct StartUp {
  int sample_count = 0;
  // Medians in seconds: what the sandbox reports, and rusage of posix_spawn(3) and wait4(2).
  double reported = 0;
  double floor = 0;
};

// The figures of `samples`, of which there is at least one. `start_up`: StartUp::reported.
BurnFigures Summarize(const std::vector<BurnSample>& samples, double start_up);

// For people.
std::string Table(const StartUp& start_up, const std::vector<BurnFigures>& rows);

// An object with "start_up" and "burns"; seconds and ratios.
std::string Json(const StartUp& start_up, const std::vector<BurnFigures>& rows);

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_TIME_TRUTH_FIGURES_H_
