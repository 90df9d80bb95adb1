#include "judge/batch/evaluation_verdict.h"

#include <sys/random.h>

#include <cerrno>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

constexpr size_t kMostMessageBytes = 1000;

}  // namespace

std::string NewWord() {
  std::string bytes(16, '\0');
  // Up to 256 bytes come whole once the kernel's pool is ready, for which it waits.
  while (getrandom(bytes.data(), bytes.size(), 0) < 0 && errno == EINTR) {
  }
  return absl::BytesToHexString(bytes);
}

void JudgeEvaluation(absl::string_view word, ::judge::v1::Judgement* judgement) {
  if (judgement->test_results_size() != 1) return;
  ::judge::v1::TestResult* const result = judgement->mutable_test_results(0);
  const std::string said(absl::StripAsciiWhitespace(result->output()));
  result->clear_output();
  result->clear_output_truncated();
  if (result->verdict() == ::judge::v1::VERDICT_ACCEPTED && said == word) return;
  // The word says that nobody has failed; what follows it is no report.
  if (result->message().empty() && said.find(std::string(word)) == std::string::npos) {
    result->set_message(MakePrintableLine(Truncate(said, kMostMessageBytes)));
  }
  if (result->verdict() != ::judge::v1::VERDICT_ACCEPTED) return;
  if (result->message().empty()) {
    result->set_message("the program ended before its tests were through");
  }
  result->set_verdict(::judge::v1::VERDICT_WRONG_ANSWER);
  judgement->set_verdict(::judge::v1::VERDICT_WRONG_ANSWER);
}

}  // namespace assay::judge
