#ifndef ASSAY_TESTS_BENCH_PEERS_COMMAND_CONTENDER_H_
#define ASSAY_TESTS_BENCH_PEERS_COMMAND_CONTENDER_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "tests/bench/peers/contender.h"
#include "tests/bench/peers/v1/plan.pb.h"

namespace assay::bench {

// Runs by posix_spawn() and wait4() of each step, with PATH as the only environment variable.
class CommandContender : public Contender {
 public:
  // `stdin_path` is opened anew for each run.
  CommandContender(::peers::v1::CommandSequence commands, std::string stdin_path);

  absl::Status Run(int slot) override;
  absl::Status Check(const std::string& expected_output) override;

 private:
  // `output`: null, or where to store what the program prints.
  absl::Status RunSteps(int slot, std::string* output);
  absl::Status RunStep(const ::peers::v1::Command& step, int slot, int64_t run,
                       std::string* output) const;

  const ::peers::v1::CommandSequence commands_;
  const std::string stdin_path_;
  std::atomic<int64_t> next_run_ = 0;
};

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_PEERS_COMMAND_CONTENDER_H_
