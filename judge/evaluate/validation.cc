#include "judge/evaluate/validation.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "judge/base/printable.h"
#include "judge/evaluate/capture.h"
#include "judge/evaluate/feedback.h"
#include "judge/problem/problem_fault.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr int kAccepts = 42;
constexpr int kRejects = 43;
constexpr int64_t kScoreBytes = 256;
constexpr char kNextPass[] = "nextpass.in";

// Where the files are that a validator is told of.
constexpr char kInput[] = "input";
constexpr char kOutput[] = "output";
constexpr char kAnswer[] = "answer";

std::string InWork(absl::string_view name) { return absl::StrCat("/work/", name); }

std::optional<int> ExitCode(const PackageRunResult& result) {
  const auto* exited = std::get_if<sandbox::Exited>(&result.outcome);
  if (exited == nullptr) return std::nullopt;
  return exited->exit_code;
}

absl::Status Fault(const PackageExecutable& validator, absl::string_view what) {
  return ProblemFault(absl::StrCat(validator.path, ": ", what));
}

// Text for people from the feedback folder.
absl::StatusOr<std::string> ReadMessage(const PackageRunResult& result, const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<FeedbackFile> file,
                         ReadFeedbackFile(result.work_directory.get(), name, kReportedOutputBytes));
  if (!file.has_value()) return "";
  Capture capture;
  capture.Append(file->contents);
  return absl::StrCat(capture.Printable(), file->truncated ? "\n[the rest is left out]" : "");
}

absl::StatusOr<std::optional<double>> ReadScore(const PackageRunResult& result,
                                                const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<FeedbackFile> file,
                         ReadFeedbackFile(result.work_directory.get(), name, kScoreBytes));
  if (!file.has_value()) return std::optional<double>();
  const std::optional<double> score = file->truncated ? std::nullopt : ParseScore(file->contents);
  if (!score.has_value()) {
    return ProblemFault(absl::StrCat(name, " in the feedback folder holds no single number: \"",
                                     MakePrintableLine(Truncate(file->contents, 40)), "\""));
  }
  return score;
}

absl::StatusOr<Validation> ReadFeedback(const Problem& problem, int code,
                                        const PackageRunResult& result) {
  Validation validation;
  validation.verdict =
      code == kAccepts ? ::judge::v1::VERDICT_ACCEPTED : ::judge::v1::VERDICT_WRONG_ANSWER;
  ASSAY_ASSIGN_OR_RETURN(validation.message, ReadMessage(result, "judgemessage.txt"));
  ASSAY_ASSIGN_OR_RETURN(validation.team_message, ReadMessage(result, "teammessage.txt"));
  if (problem.kind.scoring) {
    ASSAY_ASSIGN_OR_RETURN(validation.score, ReadScore(result, "score.txt"));
    ASSAY_ASSIGN_OR_RETURN(validation.share, ReadScore(result, "score_multiplier.txt"));
  }
  if (problem.kind.multi_pass) {
    ASSAY_ASSIGN_OR_RETURN(validation.next_pass,
                           OpenFeedbackFile(result.work_directory.get(), kNextPass));
    if (validation.next_pass.has_value() && code != kAccepts) {
      return ProblemFault("it made nextpass.in and did not accept");
    }
  }
  return validation;
}

// What testlib.h's first words tell, and what follows them.
enum class Words { kNone, kPoints, kPartially };

// Words that its exit code contradicts tell nothing: a checker may print a program's own words.
Words FirstWords(int code, absl::string_view* text) {
  // testlib.h's POINTS_EXIT_CODE; its PC_BASE_EXIT_CODE, and that with TESTSYS defined.
  constexpr int kPointsCode = 7;
  constexpr int kPartiallyBases[] = {0, 50};
  absl::string_view words = absl::StripLeadingAsciiWhitespace(*text);
  if (absl::ConsumePrefix(&words, "points ")) {
    *text = words;
    return code == kPointsCode ? Words::kPoints : Words::kNone;
  }
  if (!absl::ConsumePrefix(&words, "partially correct (")) return Words::kNone;
  *text = words;
  int number = 0;
  // What is no number is told to be none.
  if (!absl::SimpleAtoi(words.substr(0, words.find(')')), &number)) return Words::kPartially;
  const bool fits = std::any_of(std::begin(kPartiallyBases), std::end(kPartiallyBases),
                                [&](int base) { return code == base + number; });
  return fits ? Words::kPartially : Words::kNone;
}

absl::StatusOr<Validation> ReadPoints(const PackageExecutable& validator, absl::string_view text) {
  absl::ConsumePrefix(&text, "points_info=");
  const std::optional<double> points = ParseScore(text.substr(0, text.find_first_of(" \t\r\n")));
  if (!points.has_value()) return Fault(validator, "gave points that are no number");
  if (*points < 0) return Fault(validator, "gave less than 0 points");
  Validation validation;
  validation.verdict = ::judge::v1::VERDICT_PARTIAL;
  validation.score = points;
  return validation;
}

absl::StatusOr<Validation> ReadPercentage(const PackageExecutable& validator,
                                          absl::string_view text) {
  int percentage = -1;
  if (!absl::SimpleAtoi(text.substr(0, text.find(')')), &percentage) || percentage < 0 ||
      percentage > 100) {
    return Fault(validator, "called the output partially correct, but not by 0 to 100 percent");
  }
  Validation validation;
  validation.verdict = ::judge::v1::VERDICT_PARTIAL;
  validation.share = percentage / 100.0;
  return validation;
}

std::string CheckerMessage(const PackageRunResult& result) {
  Capture capture;
  capture.Append(absl::StripAsciiWhitespace(result.standard_error));
  return capture.Printable();
}

// DMOJ's "coci": "partial X/Y" on standard error with exit code 7.
absl::StatusOr<Validation> ReadCociValidation(const PackageExecutable& validator,
                                              const PackageRunResult& result) {
  absl::string_view text = absl::StripLeadingAsciiWhitespace(result.standard_error);
  if (ExitCode(result) != 7) return ReadTestlibValidation(validator, result);
  double part = 0;
  double whole = 0;
  const bool is_partial = absl::ConsumePrefix(&text, "partial ");
  const size_t slash = text.find('/');
  if (!is_partial || slash == absl::string_view::npos ||
      !absl::SimpleAtod(text.substr(0, slash), &part) ||
      !absl::SimpleAtod(text.substr(slash + 1, text.find_first_of(" \t\r\n") - slash - 1),
                        &whole) ||
      !(whole > 0) || !(part >= 0) || part > whole) {
    return Fault(validator, "exit code 7 without \"partial X/Y\" on standard error");
  }
  Validation validation;
  validation.verdict = ::judge::v1::VERDICT_PARTIAL;
  validation.share = part / whole;
  validation.message = CheckerMessage(result);
  return validation;
}

absl::StatusOr<Validation> ReadExitCode(const PackageExecutable& validator,
                                        const PackageRunResult& result) {
  const std::optional<int> code = ExitCode(result);
  if (!code.has_value() || *code > 1) return BadEnd(validator, result, "0 or 1");
  Validation validation;
  if (*code == 0) validation.verdict = ::judge::v1::VERDICT_ACCEPTED;
  validation.message = CheckerMessage(result);
  return validation;
}

// Arguments, standard input and files, by the protocol.
PackageRun MakeRun(ValidatorProtocol protocol, ValidatorCall call) {
  PackageRun run;
  run.cpu = call.cpu;
  run.files.push_back({.path = kInput, .contents = std::move(call.input)});
  run.files.push_back({.path = kAnswer, .contents = std::move(call.answer)});
  if (protocol == ValidatorProtocol::kIcpc) {
    run.args = {InWork(kInput), InWork(kAnswer), kFeedbackArgument};
    run.args.insert(run.args.end(), call.args.begin(), call.args.end());
    run.stdin_fd = std::move(call.output);
    if (call.feedback.empty()) call.feedback.push_back({.path = kFeedbackFolder});
    for (sandbox::WorkFile& file : call.feedback) run.files.push_back(std::move(file));
  } else {
    run.args = {InWork(kInput), InWork(kOutput), InWork(kAnswer)};
    run.files.push_back({.path = kOutput, .contents = std::move(call.output)});
  }
  return run;
}

}  // namespace

std::optional<double> ParseScore(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  double score = 0;
  // Of all that strtod takes: no infinities, no NaN, no hexadecimal digits.
  if (text.find_first_not_of("+-.0123456789eE") != absl::string_view::npos) return std::nullopt;
  if (!absl::SimpleAtod(text, &score) || !std::isfinite(score)) return std::nullopt;
  return score;
}

absl::StatusOr<Validation> ReadIcpcValidation(const Problem& problem,
                                              const PackageExecutable& validator,
                                              const PackageRunResult& result) {
  const std::optional<int> code = ExitCode(result);
  if (code != kAccepts && code != kRejects) return BadEnd(validator, result, "42 or 43");
  absl::StatusOr<Validation> validation = ReadFeedback(problem, *code, result);
  if (!validation.ok()) return Annotate(validation.status(), validator.path);
  return validation;
}

absl::StatusOr<Validation> ReadTestlibValidation(const PackageExecutable& validator,
                                                 const PackageRunResult& result) {
  constexpr absl::string_view kCodes = "one of testlib.h's";
  const std::optional<int> code = ExitCode(result);
  if (!code.has_value()) return BadEnd(validator, result, kCodes);
  absl::string_view text = result.standard_error;
  absl::StatusOr<Validation> validation = Validation();
  switch (FirstWords(*code, &text)) {
    case Words::kPoints:
      validation = ReadPoints(validator, text);
      break;
    case Words::kPartially:
      validation = ReadPercentage(validator, text);
      break;
    case Words::kNone:
      switch (*code) {
        case 0:
          validation->verdict = ::judge::v1::VERDICT_ACCEPTED;
          break;
        case 1:
        case 2:
        case 4:
        case 8:
          break;
        default:
          return BadEnd(validator, result, kCodes);
      }
  }
  if (!validation.ok()) return validation.status();
  validation->message = CheckerMessage(result);
  return validation;
}

absl::StatusOr<Validation> ReadValidation(const Problem& problem,
                                          const PackageExecutable& validator,
                                          ValidatorProtocol protocol,
                                          const PackageRunResult& result) {
  switch (protocol) {
    case ValidatorProtocol::kIcpc:
      return ReadIcpcValidation(problem, validator, result);
    case ValidatorProtocol::kTestlib:
      return ReadTestlibValidation(validator, result);
    case ValidatorProtocol::kExitCode:
      return ReadExitCode(validator, result);
    case ValidatorProtocol::kCoci:
      return ReadCociValidation(validator, result);
  }
  return absl::InternalError("unknown protocol");
}

absl::StatusOr<ValidatorEnd> RunValidator(const JudgeContext& context, const Problem& problem,
                                          const PackageExecutable& validator, ValidatorCall call,
                                          Cancellation* superseded) {
  PackageRun run = MakeRun(problem.output_validator.protocol, std::move(call));
  ASSAY_ASSIGN_OR_RETURN(run.limits,
                         PlanValidationLimits(problem.limits, validator.language.run()));
  ASSAY_ASSIGN_OR_RETURN(PackageRunResult result,
                         RunPackageProgram(context, validator, std::move(run), superseded));
  ValidatorEnd end;
  ASSAY_ASSIGN_OR_RETURN(end.validation, ReadValidation(problem, validator,
                                                        problem.output_validator.protocol, result));
  end.work_directory = std::move(result.work_directory);
  return end;
}

}  // namespace assay::judge
