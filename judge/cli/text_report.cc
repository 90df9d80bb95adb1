#include "judge/cli/text_report.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "google/protobuf/util/json_util.h"
#include "judge/cli/units.h"
#include "judge/evaluate/convert.h"

namespace assay::judge {
namespace {

using ::judge::v1::TestResult;
using ::judge::v1::Verdict;

constexpr size_t kMaxEvidenceLines = 10;

absl::Duration CpuTime(const ::sandbox::v1::Usage& usage) {
  return FromProto(usage.user_time()) + FromProto(usage.system_time());
}

const char* ColorOf(Verdict verdict) {
  switch (verdict) {
    case ::judge::v1::VERDICT_ACCEPTED:
      return "\x1b[32m";
    case ::judge::v1::VERDICT_SKIPPED:
      return "\x1b[2m";
    case ::judge::v1::VERDICT_JUDGE_ERROR:
      return "\x1b[35m";
    default:
      return "\x1b[31m";
  }
}

std::string PlainVerdict(Verdict verdict) {
  return std::string(absl::StripPrefix(::judge::v1::Verdict_Name(verdict), "VERDICT_"));
}

std::string Colored(const std::string& text, Verdict verdict, bool color) {
  return color ? absl::StrCat(ColorOf(verdict), text, "\x1b[0m") : text;
}

const char* LimitText(::sandbox::v1::LimitExceeded::Limit limit) {
  switch (limit) {
    case ::sandbox::v1::LimitExceeded::LIMIT_CPU_TIME:
      return "cpu time limit exceeded";
    case ::sandbox::v1::LimitExceeded::LIMIT_WALL_TIME:
      return "wall time limit exceeded";
    case ::sandbox::v1::LimitExceeded::LIMIT_MEMORY:
      return "memory limit exceeded";
    case ::sandbox::v1::LimitExceeded::LIMIT_OUTPUT:
      return "output limit exceeded";
    case ::sandbox::v1::LimitExceeded::LIMIT_FILE_SIZE:
      return "file size limit exceeded";
    case ::sandbox::v1::LimitExceeded::LIMIT_INSTRUCTIONS:
      return "instruction limit exceeded";
    default:
      return "limit exceeded";
  }
}

// The first lines of `text`, indented under `heading`: what a program or a compiler says must not
// pass for a line of the report.
std::string Excerpt(absl::string_view heading, absl::string_view text,
                    size_t max_lines = std::numeric_limits<size_t>::max()) {
  if (text.empty()) return "";
  std::string excerpt = absl::StrCat("    ", heading, "\n");
  const std::vector<absl::string_view> lines = absl::StrSplit(absl::StripSuffix(text, "\n"), '\n');
  for (size_t i = 0; i < std::min(lines.size(), max_lines); ++i) {
    absl::StrAppend(&excerpt, "      ", lines[i], "\n");
  }
  if (lines.size() > max_lines) {
    absl::StrAppend(&excerpt, "      (", lines.size() - max_lines, " more lines)\n");
  }
  return excerpt;
}

// "run 3 times: within 4 ms of the time limit". Rounded up: what is said holds.
std::string RerunText(const TestResult& result) {
  const std::string times = absl::StrCat("run ", result.rerun_count() + 1, " times: ");
  if (!result.has_first_limit_distance()) {
    return absl::StrCat(times, "the host had kept it from a cpu");
  }
  const absl::Duration distance =
      absl::Ceil(FromProto(result.first_limit_distance()), absl::Milliseconds(1));
  return absl::StrCat(times, "within ", std::max<int64_t>(1, absl::ToInt64Milliseconds(distance)),
                      " ms of the time limit");
}

bool Ran(const TestResult& result) { return result.has_usage(); }

// One line as it is, more below a heading.
std::string MessageText(absl::string_view heading, const std::string& message) {
  const absl::string_view text = absl::StripSuffix(message, "\n");
  if (text.empty()) return "";
  if (!absl::StrContains(text, '\n')) return absl::StrCat("    ", text, "\n");
  return Excerpt(heading, text, kMaxEvidenceLines);
}

std::string ScoreText(double score) { return absl::StrFormat("score %.10g", score); }

}  // namespace

std::string VerdictText(Verdict verdict, bool color) {
  return Colored(PlainVerdict(verdict), verdict, color);
}

std::string OutcomeText(const ::sandbox::v1::Outcome& outcome) {
  switch (outcome.kind_case()) {
    case ::sandbox::v1::Outcome::kExited:
      return absl::StrCat("exit code ", outcome.exited().exit_code());
    case ::sandbox::v1::Outcome::kSignaled:
      return absl::StrCat("killed by ", outcome.signaled().name());
    case ::sandbox::v1::Outcome::kLimitExceeded:
      return LimitText(outcome.limit_exceeded().limit());
    case ::sandbox::v1::Outcome::kSyscallDenied:
      return absl::StrCat("denied system call ", outcome.syscall_denied().name());
    case ::sandbox::v1::Outcome::kStopped:
      return "stopped by the judge";
    case ::sandbox::v1::Outcome::KIND_NOT_SET:
      return "";
  }
  return "";
}

std::string UsageText(const ::sandbox::v1::Usage& usage) {
  std::string text = absl::StrCat("cpu ", FormatSeconds(CpuTime(usage)), "  wall ",
                                  FormatSeconds(FromProto(usage.wall_time())), "  memory ",
                                  FormatMebibytes(usage.peak_memory_bytes()));
  if (usage.has_instruction_count()) {
    absl::StrAppend(&text, "  instructions ", usage.instruction_count());
  }
  if (usage.has_disk()) {
    const ::sandbox::v1::DiskUsage& disk = usage.disk();
    absl::StrAppend(&text, "  disk read ", FormatMebibytes(disk.read_bytes()), " in ",
                    disk.read_operation_count(), ", written ", FormatMebibytes(disk.write_bytes()),
                    " in ", disk.write_operation_count());
  }
  if (usage.has_network()) {
    absl::StrAppend(&text, "  network sent ", FormatMebibytes(usage.network().sent_bytes()),
                    ", received ", FormatMebibytes(usage.network().received_bytes()));
  }
  return text;
}

std::string TestLine(const TestResult& result, int name_width, bool color) {
  // Padded before it is coloured: escape sequences have no width.
  const std::string verdict = absl::StrFormat("%-15s", PlainVerdict(result.verdict()));
  std::string line = absl::StrFormat("  %-*s  %s", name_width, result.name(),
                                     Colored(verdict, result.verdict(), color));
  if (result.has_score()) absl::StrAppend(&line, "  ", ScoreText(result.score()));
  if (Ran(result)) absl::StrAppend(&line, "  ", UsageText(result.usage()));
  if (result.pass_count() > 1) absl::StrAppend(&line, "  in ", result.pass_count(), " passes");
  if (result.verdict() == ::judge::v1::VERDICT_RUNTIME_ERROR ||
      result.verdict() == ::judge::v1::VERDICT_SYSCALL_DENIED ||
      result.verdict() == ::judge::v1::VERDICT_OUTPUT_LIMIT_EXCEEDED ||
      result.outcome().limit_exceeded().limit() ==
          ::sandbox::v1::LimitExceeded::LIMIT_INSTRUCTIONS) {
    absl::StrAppend(&line, "  ", OutcomeText(result.outcome()));
  }
  return absl::StrCat(line, "\n");
}

// Each line with who says it and when: "      0.012s > 500".
static std::string TranscriptText(const ::judge::v1::Transcript& transcript) {
  std::string text;
  for (int i = 0; i < transcript.pieces_size(); ++i) {
    if (transcript.omitted_bytes() > 0 && i == transcript.omitted_before()) {
      absl::StrAppend(&text, "      (", transcript.omitted_bytes(), " bytes left out)\n");
    }
    const ::judge::v1::TranscriptPiece& piece = transcript.pieces(i);
    for (const absl::string_view line :
         absl::StrSplit(absl::StripSuffix(piece.text(), "\n"), '\n')) {
      absl::StrAppend(&text, "      ", FormatSeconds(FromProto(piece.time())),
                      piece.from_program() ? " > " : " < ", line, "\n");
    }
  }
  return text;
}

std::string TestEvidence(const TestResult& result) {
  std::string evidence;
  if (result.rerun_count() > 0) absl::StrAppend(&evidence, "    ", RerunText(result), "\n");
  absl::StrAppend(&evidence, MessageText("validator:", result.message()));
  absl::StrAppend(&evidence,
                  Excerpt("to the contestant:", result.team_message(), kMaxEvidenceLines));
  if (result.has_difference()) {
    const ::judge::v1::Difference& difference = result.difference();
    absl::StrAppend(&evidence, "    line ", difference.line(), ", column ", difference.column(),
                    ": expected \"", difference.expected(), "\", found \"", difference.found(),
                    "\" (", difference.reason(), ")\n");
  }
  if (result.verdict() != ::judge::v1::VERDICT_ACCEPTED) {
    absl::StrAppend(&evidence,
                    Excerpt("standard error:", result.error_output(), kMaxEvidenceLines));
  }
  for (int i = 0; i < result.earlier_transcripts_size(); ++i) {
    absl::StrAppend(&evidence, "    program (>) and interactor (<), pass ", i + 1, ":\n",
                    TranscriptText(result.earlier_transcripts(i)));
  }
  if (result.has_transcript()) {
    const std::string pass =
        result.pass_count() > 1 ? absl::StrCat(", pass ", result.pass_count()) : "";
    absl::StrAppend(&evidence, "    program (>) and interactor (<)", pass, ":\n",
                    TranscriptText(result.transcript()));
  }
  return evidence;
}

std::string CompileText(const ::judge::v1::CompileResult& compile) {
  return absl::StrCat(Excerpt("compiler:", compile.output()),
                      compile.output_truncated() ? "      (more messages were cut off)\n" : "");
}

std::string GroupsText(const ::judge::v1::Judgement& judgement, bool color) {
  if (!judgement.has_score()) return "";
  size_t width = 0;
  for (const ::judge::v1::GroupResult& group : judgement.group_results()) {
    width = std::max(width, group.name().size());
  }
  std::string text;
  for (const ::judge::v1::GroupResult& group : judgement.group_results()) {
    if (group.name().empty()) continue;
    absl::StrAppendFormat(
        &text, "  group %-*s  %s  %s\n", static_cast<int>(width), group.name(),
        Colored(absl::StrFormat("%-15s", PlainVerdict(group.verdict())), group.verdict(), color),
        ScoreText(group.score()));
  }
  return text;
}

std::string SummaryLine(const ::judge::v1::Judgement& judgement, bool color) {
  std::string line = VerdictText(judgement.verdict(), color);
  if (judgement.has_score()) absl::StrAppend(&line, "  ", ScoreText(judgement.score()));
  absl::Duration slowest;
  int64_t largest = 0;
  int ran = 0;
  int passed = 0;
  for (const TestResult& result : judgement.test_results()) {
    if (result.verdict() == ::judge::v1::VERDICT_ACCEPTED) ++passed;
    if (!Ran(result)) continue;
    ++ran;
    slowest = std::max(slowest, CpuTime(result.usage()));
    largest = std::max(largest, result.usage().peak_memory_bytes());
  }
  if (judgement.test_results_size() > 0) {
    absl::StrAppend(&line, "  ", passed, " of ", judgement.test_results_size(), " tests passed");
  }
  if (ran > 0) {
    absl::StrAppend(&line, ", slowest ", FormatSeconds(slowest), ", most memory ",
                    FormatMebibytes(largest));
  }
  if (!judgement.message().empty()) absl::StrAppend(&line, "  ", judgement.message());
  return absl::StrCat(line, "\n");
}

std::string JsonText(const google::protobuf::Message& message, bool proto_field_names) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = proto_field_names;
  std::string json;
  // Fails only for strings that are no UTF-8, and every string was made printable.
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) return "{}\n";
  return json;
}

}  // namespace assay::judge
