#include "judge/batch/evaluation_set.h"

#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/batch/json_fields.h"
#include "judge/batch/line_reader.h"
#include "judge/batch/submission_line.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr size_t kMostTasks = 100'000;
constexpr int64_t kMostSetBytes = int64_t{512} << 20;
constexpr size_t kMostNameBytes = 512;

std::string ShownName(absl::string_view name) {
  return MakePrintableLine(Truncate(name, kMostNameBytes));
}

absl::StatusOr<std::string> TaskId(const JsonFields& fields) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> id, fields.OptionalName("task_id"));
  if (!id.has_value()) return absl::InvalidArgumentError("task_id: is missing");
  return ShownName(*id);
}

absl::Status ReadHumanEval(const JsonFields& fields, EvaluationTask* task) {
  ASSAY_ASSIGN_OR_RETURN(task->prompt, fields.String("prompt"));
  ASSAY_ASSIGN_OR_RETURN(std::string test, fields.String("test"));
  task->tests.push_back(std::move(test));
  ASSAY_ASSIGN_OR_RETURN(std::optional<std::string> entry, fields.OptionalString("entry_point"));
  task->entry_point = std::move(entry).value_or("");
  ASSAY_ASSIGN_OR_RETURN(std::optional<std::string> solution,
                         fields.OptionalString("canonical_solution"));
  task->canonical_solution = std::move(solution).value_or("");
  return absl::OkStatus();
}

absl::Status ReadMbpp(const JsonFields& fields, EvaluationTask* task) {
  ASSAY_ASSIGN_OR_RETURN(task->setup, fields.Strings("test_imports"));
  ASSAY_ASSIGN_OR_RETURN(std::optional<std::string> setup,
                         fields.OptionalString("test_setup_code"));
  if (setup.has_value() && !setup->empty()) task->setup.push_back(*std::move(setup));
  ASSAY_ASSIGN_OR_RETURN(task->tests, fields.Strings("test_list"));
  if (task->tests.empty()) return absl::InvalidArgumentError("test_list: is missing or empty");
  ASSAY_ASSIGN_OR_RETURN(std::optional<std::string> code, fields.OptionalString("code"));
  task->canonical_solution = std::move(code).value_or("");
  return absl::OkStatus();
}

int64_t SizeOf(const EvaluationTask& task) {
  size_t bytes = task.id.size() + task.prompt.size() + task.canonical_solution.size();
  for (const std::string& each : task.setup) bytes += each.size();
  for (const std::string& each : task.tests) bytes += each.size();
  return static_cast<int64_t>(bytes);
}

// One sample of a line.
struct Sample {
  std::string id;
  const EvaluationTask* task = nullptr;
  std::string completion;
  bool whole = false;
  absl::Status error;
};

BatchEntry MakeEntry(Sample sample, std::string origin, const std::string& task_id,
                     const EvaluationOptions& options) {
  BatchEntry entry;
  entry.origin = std::move(origin);
  entry.id = std::move(sample.id);
  entry.problem = task_id;
  entry.language = options.language;
  entry.error = sample.error.ok() ? AssembleProgram(*sample.task, sample.completion, sample.whole,
                                                    options, &entry)
                                  : sample.error;
  return entry;
}

class Samples : public EntrySource {
 public:
  Samples(const EvaluationSet& set, UniqueFd fd, const std::string& name,
          const EvaluationOptions& options)
      : set_(set),
        name_(ShownName(name)),
        lines_(std::move(fd), name_, kMostLineBytes, options.cancellation),
        options_(options) {}

  absl::StatusOr<std::optional<BatchEntry>> Next() override {
    while (next_ == samples_.size()) {
      ASSAY_ASSIGN_OR_RETURN(const std::optional<LineReader::Line> line, lines_.Next());
      if (!line.has_value()) return std::nullopt;
      if (absl::StripAsciiWhitespace(line->text).empty()) continue;
      origin_ = absl::StrCat(name_, ":", line->number);
      samples_.clear();
      next_ = 0;
      task_id_.clear();
      const absl::Status status =
          line->too_long ? absl::InvalidArgumentError(absl::StrCat("the line is longer than ",
                                                                   kMostLineBytes >> 20, " MiB"))
                         : Read(line->text);
      if (status.ok()) continue;
      samples_.clear();
      samples_.emplace_back().id = origin_;
      samples_.back().error = status;
    }
    return MakeEntry(std::move(samples_[next_++]), origin_, task_id_, options_);
  }

 private:
  absl::Status Read(absl::string_view text) {
    ASSAY_ASSIGN_OR_RETURN(const JsonFields fields, JsonFields::Parse(text));
    ASSAY_ASSIGN_OR_RETURN(task_id_, TaskId(fields));
    const auto task = set_.tasks.find(task_id_);
    if (task == set_.tasks.end()) {
      return absl::NotFoundError(absl::StrCat("task_id: the set has no task \"", task_id_, "\""));
    }
    ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> id, fields.OptionalName("id"));
    const int given = int{fields.Has("completion")} + int{fields.Has("completions")} +
                      int{fields.Has("solution")};
    if (given != 1) {
      return absl::InvalidArgumentError(
          "completion: give one of completion, completions and solution");
    }
    std::vector<std::string> texts;
    if (fields.Has("completions")) {
      ASSAY_ASSIGN_OR_RETURN(texts, fields.Strings("completions"));
      if (texts.empty()) return absl::InvalidArgumentError("completions: is empty");
    } else {
      const char* const name = fields.Has("solution") ? "solution" : "completion";
      ASSAY_ASSIGN_OR_RETURN(std::string one, fields.String(name));
      texts.push_back(std::move(one));
    }
    for (size_t i = 0; i < texts.size(); ++i) {
      Sample& sample = samples_.emplace_back();
      const int64_t number = ++counts_[task_id_];
      sample.id = !id.has_value()     ? absl::StrCat(task_id_, "#", number)
                  : texts.size() == 1 ? ShownName(*id)
                                      : absl::StrCat(ShownName(*id), "#", i + 1);
      sample.task = &task->second;
      sample.completion = std::move(texts[i]);
      sample.whole = fields.Has("solution") || set_.kind == EvaluationKind::kMbpp;
    }
    return absl::OkStatus();
  }

  const EvaluationSet& set_;
  const std::string name_;
  LineReader lines_;
  const EvaluationOptions options_;
  // Of the present line.
  std::string origin_;
  std::string task_id_;
  std::vector<Sample> samples_;
  size_t next_ = 0;
  std::map<std::string, int64_t> counts_;
};

class Canonical : public EntrySource {
 public:
  Canonical(const EvaluationSet& set, const std::string& name, const EvaluationOptions& options)
      : set_(set), name_(ShownName(name)), options_(options) {}

  absl::StatusOr<std::optional<BatchEntry>> Next() override {
    while (next_ < set_.ids.size()) {
      const EvaluationTask& task = set_.tasks.at(set_.ids[next_++]);
      if (task.canonical_solution.empty()) continue;
      Sample sample = {.id = absl::StrCat(task.id, "#canonical"),
                       .task = &task,
                       .completion = task.canonical_solution,
                       .whole = set_.kind == EvaluationKind::kMbpp,
                       .error = absl::OkStatus()};
      return MakeEntry(std::move(sample), name_, task.id, options_);
    }
    return std::nullopt;
  }

 private:
  const EvaluationSet& set_;
  const std::string name_;
  const EvaluationOptions options_;
  size_t next_ = 0;
};

}  // namespace

absl::StatusOr<EvaluationTask> ParseTask(EvaluationKind kind, absl::string_view text) {
  ASSAY_ASSIGN_OR_RETURN(const JsonFields fields, JsonFields::Parse(text));
  EvaluationTask task;
  ASSAY_ASSIGN_OR_RETURN(task.id, TaskId(fields));
  ASSAY_RETURN_IF_ERROR(kind == EvaluationKind::kMbpp ? ReadMbpp(fields, &task)
                                                      : ReadHumanEval(fields, &task));
  return task;
}

absl::StatusOr<EvaluationSet> ReadEvaluationSet(EvaluationKind kind, UniqueFd fd,
                                                const std::string& name) {
  EvaluationSet set;
  set.kind = kind;
  const std::string shown = ShownName(name);
  LineReader lines(std::move(fd), shown, kMostLineBytes);
  int64_t bytes = 0;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<LineReader::Line> line, lines.Next());
    if (!line.has_value()) break;
    if (absl::StripAsciiWhitespace(line->text).empty()) continue;
    const std::string place = absl::StrCat(shown, ":", line->number);
    if (line->too_long) {
      return absl::InvalidArgumentError(
          absl::StrCat(place, ": the line is longer than ", kMostLineBytes >> 20, " MiB"));
    }
    absl::StatusOr<EvaluationTask> task = ParseTask(kind, line->text);
    if (!task.ok()) return Annotate(task.status(), place);
    bytes += SizeOf(*task);
    if (set.ids.size() == kMostTasks || bytes > kMostSetBytes) {
      return absl::InvalidArgumentError(absl::StrCat(place, ": the set has more than ", kMostTasks,
                                                     " tasks or ", kMostSetBytes >> 20, " MiB"));
    }
    set.ids.push_back(task->id);
    const std::string id = task->id;
    if (!set.tasks.emplace(id, *std::move(task)).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(place, ": task_id: \"", id, "\" is there twice"));
    }
  }
  if (set.ids.empty()) return absl::InvalidArgumentError(absl::StrCat(shown, ": has no task"));
  return set;
}

std::unique_ptr<EntrySource> SampleEntries(const EvaluationSet& set, UniqueFd fd,
                                           const std::string& name,
                                           const EvaluationOptions& options) {
  return std::make_unique<Samples>(set, std::move(fd), name, options);
}

std::unique_ptr<EntrySource> CanonicalEntries(const EvaluationSet& set, const std::string& name,
                                              const EvaluationOptions& options) {
  return std::make_unique<Canonical>(set, name, options);
}

}  // namespace assay::judge
