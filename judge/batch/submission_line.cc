#include "judge/batch/submission_line.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "judge/base/printable.h"
#include "judge/batch/json_fields.h"
#include "judge/language/source.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr double kLeastSeconds = 0.001;
constexpr double kMostSeconds = 3600;
constexpr int64_t kLeastMemoryBytes = int64_t{2} << 20;
constexpr int64_t kMostMemoryBytes = int64_t{1} << 40;

absl::Status ReadLimits(const JsonFields& fields, LimitOverrides* limits) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<double> seconds,
                         fields.OptionalNumber("time_limit_seconds"));
  if (seconds.has_value()) {
    if (*seconds < kLeastSeconds || *seconds > kMostSeconds) {
      return absl::InvalidArgumentError("time_limit_seconds: is not 0.001 to 3600");
    }
    limits->cpu_time = absl::Seconds(*seconds);
  }
  ASSAY_ASSIGN_OR_RETURN(limits->memory_bytes, fields.OptionalInteger("memory_limit_bytes"));
  if (limits->memory_bytes.has_value() &&
      (*limits->memory_bytes < kLeastMemoryBytes || *limits->memory_bytes > kMostMemoryBytes)) {
    return absl::InvalidArgumentError(
        absl::StrCat("memory_limit_bytes: is not ", kLeastMemoryBytes, " to ", kMostMemoryBytes));
  }
  return absl::OkStatus();
}

absl::Status ReadFiles(const JsonFields& fields, SubmissionLine* line) {
  const int given =
      int{fields.Has("source")} + int{fields.Has("source_file")} + int{fields.Has("sources")};
  if (given != 1) {
    return absl::InvalidArgumentError(
        given == 0 ? "source: is missing; give source, source_file or sources"
                   : "source: give only one of source, source_file and sources");
  }
  ASSAY_ASSIGN_OR_RETURN(std::optional<std::string> source, fields.OptionalString("source"));
  if (source.has_value()) line->files.push_back({.name = "", .contents = *std::move(source)});
  ASSAY_ASSIGN_OR_RETURN(std::optional<std::string> file, fields.OptionalString("source_file"));
  if (file.has_value()) {
    if (file->empty() || file->find('\0') != std::string::npos) {
      return absl::InvalidArgumentError("source_file: is no file's name");
    }
    line->source_file = *std::move(file);
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<JsonFields> files, fields.Objects("sources"));
  if (fields.Has("sources") && (files.empty() || files.size() > kMaxSourceFiles)) {
    return absl::InvalidArgumentError(
        absl::StrCat("sources: has ", files.size(), " files; it takes 1 to ", kMaxSourceFiles));
  }
  std::set<std::string> names;
  for (size_t i = 0; i < files.size(); ++i) {
    const std::string place = absl::StrCat("sources[", i, "]");
    ASSAY_RETURN_IF_ERROR(Annotate(files[i].CheckKnown({"name", "source"}), place));
    SubmissionLine::File one;
    const absl::StatusOr<std::string> name = files[i].String("name");
    if (!name.ok()) return Annotate(name.status(), place);
    one.name = *name;
    if (!names.insert(one.name).second) {
      return absl::InvalidArgumentError(absl::StrCat(
          place, ": name: ", MakePrintableLine(Truncate(one.name, 128)), " is there twice"));
    }
    absl::StatusOr<std::string> contents = files[i].String("source");
    if (!contents.ok()) return Annotate(contents.status(), place);
    one.contents = *std::move(contents);
    line->files.push_back(std::move(one));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SubmissionLine> ParseSubmissionLine(absl::string_view text) {
  ASSAY_ASSIGN_OR_RETURN(const JsonFields fields, JsonFields::Parse(text));
  ASSAY_RETURN_IF_ERROR(fields.CheckKnown({"id", "problem", "language", "source", "source_file",
                                           "sources", "time_limit_seconds", "memory_limit_bytes"}));
  SubmissionLine line;
  ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> id, fields.OptionalName("id"));
  line.id = id.value_or("");
  ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> problem, fields.OptionalName("problem"));
  line.problem = problem.value_or("");
  ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> language,
                         fields.OptionalString("language"));
  line.language = language.value_or("");
  ASSAY_RETURN_IF_ERROR(ReadFiles(fields, &line));
  ASSAY_RETURN_IF_ERROR(ReadLimits(fields, &line.limits));
  return line;
}

}  // namespace assay::judge
