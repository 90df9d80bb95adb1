#ifndef ASSAY_TESTS_BENCH_PEERS_CONTENDER_H_
#define ASSAY_TESTS_BENCH_PEERS_CONTENDER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace assay::bench {

// One way to run the measured program, from start to known end. Thread-safe as long as each slot is
// used by one thread at a time.
class Contender {
 public:
  virtual ~Contender() = default;

  // One run, its output thrown away. `slot` is the number of the run in flight, from 0. Not OK when
  // the program did not exit with 0, with what was said about it.
  virtual absl::Status Run(int slot) = 0;

  // One run that must also have printed `expected_output`. Not for timing.
  virtual absl::Status Check(const std::string& expected_output) = 0;
};

// INTERNAL, showing both, when they differ.
inline absl::Status CompareOutput(const std::string& output, const std::string& expected_output) {
  if (output == expected_output) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("printed \"", absl::CEscape(output), "\" instead of \"",
                                          absl::CEscape(expected_output), "\""));
}

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_PEERS_CONTENDER_H_
