#ifndef ASSAY_TESTS_BENCH_PEERS_HTTP_CONTENDER_H_
#define ASSAY_TESTS_BENCH_PEERS_HTTP_CONTENDER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/base/unique_fd.h"
#include "tests/bench/peers/contender.h"
#include "tests/bench/peers/v1/plan.pb.h"

namespace assay::bench {

// Runs by a service that is asked over HTTP/1.1 (RFC 9112), one kept connection for each slot.
class HttpContender : public Contender {
 public:
  HttpContender(::peers::v1::HttpPost post, int in_flight);

  absl::Status Run(int slot) override;
  // The same: the plan names what each answer must contain, the output too.
  absl::Status Check(const std::string& expected_output) override;

 private:
  absl::StatusOr<UniqueFd> Connect() const;

  const ::peers::v1::HttpPost post_;
  const std::string request_;
  // By slot; empty before the first request.
  std::vector<UniqueFd> connections_;
};

// The length of the whole answer, head and body, from its first bytes; 0 while the head is not
// complete. INVALID_ARGUMENT for a head without a usable Content-Length, or longer than 64 KiB.
absl::StatusOr<size_t> AnswerLength(absl::string_view received);

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_PEERS_HTTP_CONTENDER_H_
