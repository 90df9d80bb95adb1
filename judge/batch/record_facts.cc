#include "judge/batch/record_facts.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace assay::judge {
namespace {

using ::judge::v1::TestResult;

double Seconds(const google::protobuf::Duration& duration) {
  return static_cast<double>(duration.seconds()) + 1e-9 * duration.nanos();
}

}  // namespace

std::string VerdictName(::judge::v1::Verdict verdict) {
  return std::string(absl::StripPrefix(::judge::v1::Verdict_Name(verdict), "VERDICT_"));
}

double CpuSeconds(const ::sandbox::v1::Usage& usage) {
  return Seconds(usage.user_time()) + Seconds(usage.system_time());
}

std::string EndText(const ::sandbox::v1::Outcome& outcome) {
  switch (outcome.kind_case()) {
    case ::sandbox::v1::Outcome::kExited:
      return absl::StrCat("exit code ", outcome.exited().exit_code());
    case ::sandbox::v1::Outcome::kSignaled:
      return absl::StrCat("killed by ", outcome.signaled().name());
    case ::sandbox::v1::Outcome::kLimitExceeded: {
      const std::string limit =
          ::sandbox::v1::LimitExceeded::Limit_Name(outcome.limit_exceeded().limit());
      std::string words = absl::StrReplaceAll(absl::StripPrefix(limit, "LIMIT_"), {{"_", " "}});
      absl::AsciiStrToLower(&words);
      return absl::StrCat(words, " limit exceeded");
    }
    case ::sandbox::v1::Outcome::kSyscallDenied:
      return absl::StrCat("denied system call ", outcome.syscall_denied().name());
    default:
      return "";
  }
}

std::string ReasonOf(const TestResult& result) {
  if (!result.message().empty()) return result.message();
  if (result.has_difference()) {
    const ::judge::v1::Difference& difference = result.difference();
    return absl::StrCat("line ", difference.line(), ", column ", difference.column(),
                        ": expected \"", difference.expected(), "\", found \"", difference.found(),
                        "\" (", difference.reason(), ")");
  }
  return EndText(result.outcome());
}

RecordFacts FactsOf(const ::judge::v1::BatchRecord& record) {
  RecordFacts facts;
  const ::judge::v1::Judgement& judgement = record.judgement();
  facts.verdict = record.has_judgement() ? VerdictName(judgement.verdict()) : "BAD_ENTRY";
  facts.accepted = judgement.verdict() == ::judge::v1::VERDICT_ACCEPTED;
  facts.tests = judgement.test_results_size();
  for (int i = 0; i < judgement.test_results_size(); ++i) {
    const TestResult& result = judgement.test_results(i);
    if (result.verdict() == ::judge::v1::VERDICT_ACCEPTED) ++facts.tests_passed;
    if (result.verdict() != ::judge::v1::VERDICT_ACCEPTED &&
        result.verdict() != ::judge::v1::VERDICT_SKIPPED && facts.first_failed < 0) {
      facts.first_failed = i;
    }
    if (!result.has_usage()) continue;
    ++facts.tests_run;
    facts.cpu_seconds = std::max(facts.cpu_seconds, CpuSeconds(result.usage()));
    facts.total_cpu_seconds += CpuSeconds(result.usage());
    facts.memory_bytes = std::max(facts.memory_bytes, result.usage().peak_memory_bytes());
  }
  if (!record.error().empty()) {
    facts.reason = record.error();
  } else if (!judgement.message().empty()) {
    facts.reason = judgement.message();
  } else if (facts.first_failed >= 0) {
    const TestResult& failed = judgement.test_results(facts.first_failed);
    const std::string why = ReasonOf(failed);
    facts.reason = absl::StrCat("test ", failed.name(), why.empty() ? "" : ": ", why);
  }
  return facts;
}

}  // namespace assay::judge
