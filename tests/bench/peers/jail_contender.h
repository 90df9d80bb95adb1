#ifndef ASSAY_TESTS_BENCH_PEERS_JAIL_CONTENDER_H_
#define ASSAY_TESTS_BENCH_PEERS_JAIL_CONTENDER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "sandbox/sandbox.h"
#include "tests/bench/peers/contender.h"
#include "tests/bench/peers/v1/plan.pb.h"

namespace assay::bench {

// Runs by the library, as an embedder does: output comes through pipes, every limit is watched.
class JailContender : public Contender {
 public:
  // `in_flight` is the number of runs at once, and of ready jails if they are pooled.
  static absl::StatusOr<std::unique_ptr<JailContender>> Create(::peers::v1::AssayJail jail,
                                                               std::string stdin_path,
                                                               int in_flight);

  absl::Status Run(int slot) override;
  absl::Status Check(const std::string& expected_output) override;

 private:
  JailContender(::peers::v1::AssayJail jail, std::string stdin_path,
                std::shared_ptr<const sandbox::SeccompFilter> filter,
                std::unique_ptr<sandbox::Sandbox> sandbox);
  // `output`: null, or where to store what the program prints.
  absl::Status RunInJail(std::string* output) const;
  sandbox::RunSpec MakeSpec(std::string* output) const;

  const ::peers::v1::AssayJail jail_;
  const std::string stdin_path_;
  const std::shared_ptr<const sandbox::SeccompFilter> filter_;
  const std::unique_ptr<sandbox::Sandbox> sandbox_;
};

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_PEERS_JAIL_CONTENDER_H_
