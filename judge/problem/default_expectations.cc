#include "judge/problem/default_expectations.h"

#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "judge/problem/test_name.h"
#include "judge/validate/decimal_number.h"

namespace assay::judge {
namespace {

using V = ExpectedVerdict;
using Table = std::map<std::string, Expectation>;

// A crash, in the format's words.
VerdictSet WithCrash(VerdictSet set) {
  for (const V verdict : {V::kRunTimeError, V::kMemoryLimit, V::kOutputLimit}) set.Add(verdict);
  return set;
}

Expectation Tests(VerdictSet permitted, VerdictSet required) {
  Expectation expectation;
  expectation.permitted = permitted;
  expectation.required = required;
  return expectation;
}

Expectation Required(VerdictSet required) { return Tests(VerdictSet::All(), required); }

VerdictSet NotAccepted() {
  VerdictSet set = VerdictSet::All();
  set.Remove(V::kAccepted);
  return set;
}

Expectation Partial() {
  Expectation expectation;
  expectation.total = {V::kAccepted};
  expectation.partial = true;
  return expectation;
}

// Legacy's time limit comes from the accepted ones alone.
Expectation NotForTimeLimit(Expectation expectation) {
  expectation.time_limit_use = Expectation::TimeLimitUse::kNone;
  return expectation;
}

// "Wrong answer for some test case, but is not too slow and does not crash for any", and so on.
const Table& LegacyTable() {
  static const auto* const kTable = new Table{
      {"accepted", Tests({V::kAccepted}, VerdictSet::All())},
      {"partially_accepted", Partial()},
      {"wrong_answer", NotForTimeLimit(Tests({V::kAccepted, V::kWrongAnswer}, {V::kWrongAnswer}))},
      {"time_limit_exceeded",
       Tests({V::kAccepted, V::kWrongAnswer, V::kTimeLimit}, {V::kTimeLimit})},
      {"run_time_error", Required(WithCrash({}))},
  };
  return *kTable;
}

const Table& NewTable() {
  static const auto* const kTable = new Table{
      {"accepted", Tests({V::kAccepted}, VerdictSet::All())},
      {"rejected", Required(NotAccepted())},
      {"wrong_answer", Tests({V::kAccepted, V::kWrongAnswer}, {V::kWrongAnswer})},
      {"time_limit_exceeded", Tests({V::kAccepted, V::kTimeLimit}, {V::kTimeLimit})},
      {"run_time_error", Tests(WithCrash({V::kAccepted}), WithCrash({}))},
      {"brute_force", Tests(WithCrash({V::kAccepted, V::kTimeLimit}), WithCrash({V::kTimeLimit}))},
  };
  return *kTable;
}

const Table& OwnTable() {
  static const auto* const kTable =
      new Table{{"compile_error", Required({V::kCompileError})},
                {"memory_limit_exceeded", Required({V::kMemoryLimit})},
                {"output_limit_exceeded", Required({V::kOutputLimit})}};
  return *kTable;
}

std::optional<Expectation> Find(const Table& table, absl::string_view key) {
  const auto found = table.find(std::string(key));
  if (found == table.end()) return std::nullopt;
  return found->second;
}

// The rest of the line after the first `tag`, in any case.
std::optional<std::string> TextAfter(absl::string_view source, absl::string_view tag) {
  const std::string upper = absl::AsciiStrToUpper(source);
  const size_t begin = upper.find(std::string(tag));
  if (begin == std::string::npos) return std::nullopt;
  const std::string rest = upper.substr(begin + tag.size());
  return rest.substr(0, rest.find_first_of("\r\n"));
}

absl::StatusOr<VerdictSet> ParseResults(absl::string_view text) {
  static const auto* const kResults =
      new std::map<std::string, V>{{"CORRECT", V::kAccepted},
                                   {"ACCEPTED", V::kAccepted},
                                   {"WRONG-ANSWER", V::kWrongAnswer},
                                   {"PRESENTATION-ERROR", V::kWrongAnswer},
                                   {"NO-OUTPUT", V::kWrongAnswer},
                                   {"TIMELIMIT", V::kTimeLimit},
                                   {"RUN-ERROR", V::kRunTimeError},
                                   {"MEMORY-LIMIT", V::kMemoryLimit},
                                   {"OUTPUT-LIMIT", V::kOutputLimit},
                                   {"COMPILER-ERROR", V::kCompileError},
                                   {"TIME-LIMIT-EXCEEDED", V::kTimeLimit},
                                   {"RUN-TIME-ERROR", V::kRunTimeError}};
  VerdictSet set;
  for (absl::string_view part : absl::StrSplit(text, ',')) {
    const std::string word = absl::StrReplaceAll(absl::StripAsciiWhitespace(part), {{"_", "-"}});
    if (word == "CHECK-MANUALLY") return VerdictSet::All();
    const auto verdict = kResults->find(word);
    if (verdict == kResults->end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("@EXPECTED_RESULTS@ has the unknown word ", Quote(part)));
    }
    set.Add(verdict->second);
    // DOMjudge has no verdict for too much memory.
    if (verdict->second == V::kRunTimeError) set.Add(V::kMemoryLimit);
  }
  return set;
}

}  // namespace

std::optional<Expectation> DefaultExpectation(absl::string_view folder, IcpcVersion version) {
  const Table& table = version == IcpcVersion::k202509 ? NewTable() : LegacyTable();
  const std::optional<Expectation> expectation = Find(table, folder);
  return expectation.has_value() ? expectation : Find(OwnTable(), folder);
}

absl::StatusOr<std::optional<Expectation>> ParseExpectationTags(absl::string_view source) {
  std::optional<Expectation> expectation;
  if (const auto text = TextAfter(source, "@EXPECTED_RESULTS@: ")) {
    // In a comment that ends on the line.
    const absl::StatusOr<VerdictSet> total =
        ParseResults(absl::string_view(*text).substr(0, text->find("*/")));
    if (!total.ok()) return total.status();
    expectation.emplace().total = *total;
  }
  if (const auto text = TextAfter(source, "@EXPECTED_SCORE@: ")) {
    const absl::string_view word =
        absl::StripAsciiWhitespace(absl::string_view(*text).substr(0, text->find("*/")));
    const std::optional<double> score = ParseDecimalNumber(word);
    if (!score.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat("@EXPECTED_SCORE@ has no number in ", Quote(word)));
    }
    if (!expectation.has_value()) expectation.emplace();
    expectation->score = std::pair(*score, *score);
  }
  return expectation;
}

std::optional<Expectation> PolygonExpectation(absl::string_view tag) {
  static const auto* const kTable = new Table{
      {"main", Tests({V::kAccepted}, VerdictSet::All())},
      {"accepted", Tests({V::kAccepted}, VerdictSet::All())},
      {"rejected", Required(NotAccepted())},
      {"wrong-answer", Tests({V::kAccepted, V::kWrongAnswer}, {V::kWrongAnswer})},
      {"presentation-error", Tests({V::kAccepted, V::kWrongAnswer}, {V::kWrongAnswer})},
      {"time-limit-exceeded", Tests({V::kAccepted, V::kTimeLimit}, {V::kTimeLimit})},
      {"time-limit-exceeded-or-accepted", Tests({V::kAccepted, V::kTimeLimit}, VerdictSet::All())},
      {"time-limit-exceeded-or-memory-limit-exceeded",
       Tests({V::kAccepted, V::kTimeLimit, V::kMemoryLimit}, {V::kTimeLimit, V::kMemoryLimit})},
      {"memory-limit-exceeded", Tests({V::kAccepted, V::kMemoryLimit}, {V::kMemoryLimit})},
      {"failed", Required(NotAccepted())},
  };
  return Find(*kTable, tag);
}

}  // namespace assay::judge
