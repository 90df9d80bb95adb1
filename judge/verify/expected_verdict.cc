#include "judge/verify/expected_verdict.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

using V = ExpectedVerdict;

constexpr V kVerdicts[] = {V::kAccepted,    V::kWrongAnswer, V::kTimeLimit,   V::kRunTimeError,
                           V::kMemoryLimit, V::kOutputLimit, V::kCompileError};

VerdictSet NotAccepted() {
  VerdictSet set = VerdictSet::All();
  set.Remove(V::kAccepted);
  return set;
}

}  // namespace

std::optional<ExpectedVerdict> ToExpectedVerdict(::judge::v1::Verdict verdict) {
  switch (verdict) {
    case ::judge::v1::VERDICT_ACCEPTED:
    case ::judge::v1::VERDICT_PARTIAL:
      return V::kAccepted;
    case ::judge::v1::VERDICT_WRONG_ANSWER:
      return V::kWrongAnswer;
    case ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED:
    case ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED:
      return V::kTimeLimit;
    case ::judge::v1::VERDICT_MEMORY_LIMIT_EXCEEDED:
      return V::kMemoryLimit;
    case ::judge::v1::VERDICT_OUTPUT_LIMIT_EXCEEDED:
      return V::kOutputLimit;
    case ::judge::v1::VERDICT_RUNTIME_ERROR:
    case ::judge::v1::VERDICT_SYSCALL_DENIED:
      return V::kRunTimeError;
    case ::judge::v1::VERDICT_COMPILE_ERROR:
      return V::kCompileError;
    default:
      return std::nullopt;
  }
}

const char* ShortName(ExpectedVerdict verdict) {
  switch (verdict) {
    case V::kAccepted:
      return "AC";
    case V::kWrongAnswer:
      return "WA";
    case V::kTimeLimit:
      return "TLE";
    case V::kRunTimeError:
      return "RTE";
    case V::kMemoryLimit:
      return "MLE";
    case V::kOutputLimit:
      return "OLE";
    case V::kCompileError:
      return "CE";
  }
  return "";
}

std::string DescribeVerdicts(const VerdictSet& verdicts) {
  if (verdicts == VerdictSet::All()) return "anything";
  if (verdicts == NotAccepted()) return "not AC";
  const bool crash = verdicts.Contains(V::kRunTimeError);
  std::vector<std::string> names;
  for (const V verdict : kVerdicts) {
    const bool implied = crash && (verdict == V::kMemoryLimit || verdict == V::kOutputLimit);
    if (verdicts.Contains(verdict) && !implied) names.emplace_back(ShortName(verdict));
  }
  return names.empty() ? "nothing" : absl::StrJoin(names, " or ");
}

std::string DescribeExpectation(const Expectation& expectation) {
  std::vector<std::string> parts;
  if (!(expectation.permitted == VerdictSet::All())) {
    parts.push_back(DescribeVerdicts(expectation.permitted));
  }
  if (!(expectation.required == VerdictSet::All())) {
    parts.push_back(absl::StrCat("at least one ", DescribeVerdicts(expectation.required)));
  }
  if (expectation.partial) {
    parts.emplace_back("a part of the score");
  } else if (!(expectation.total == VerdictSet::All())) {
    parts.push_back(absl::StrCat(DescribeVerdicts(expectation.total), " in all"));
  }
  if (expectation.score.has_value()) {
    const auto& [from, to] = *expectation.score;
    parts.push_back(absl::StrCat("score ", from, from == to ? "" : absl::StrCat(" to ", to)));
  }
  if (!expectation.message.empty()) {
    parts.push_back(absl::StrCat("message \"", MakePrintableLine(expectation.message), "\""));
  }
  const std::string text = parts.empty() ? "anything" : absl::StrJoin(parts, ", ");
  return expectation.tests.empty() ? text
                                   : absl::StrCat(MakePrintableLine(expectation.tests), ": ", text);
}

}  // namespace assay::judge
