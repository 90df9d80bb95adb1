#include "judge/evaluate/program_run.h"

#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "judge/base/printable.h"
#include "judge/evaluate/capture.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/hide_path.h"
#include "judge/evaluate/run_spec_builder.h"
#include "judge/evaluate/run_to_end.h"
#include "judge/evaluate/runtime_outcome.h"
#include "judge/evaluate/work_room.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/test_name.h"
#include "sandbox/base/status.h"
#include "sandbox/exec_failure.h"

namespace assay::judge {
namespace {

using ::judge::v1::TestResult;

constexpr size_t kMostTestFiles = 256;
constexpr size_t kMostDepth = 8;

// A file of the program's own that the kernel will not execute, say for an interpreter that its
// header names and nobody has, is its fault and no failure of the host's. That the file is gone is
// the host's.
bool IsProgramsFault(const absl::Status& status, const RunSetting& setting) {
  absl::string_view file = setting.language.run().command(0);
  return sandbox::IsUnexecutable(status) && absl::ConsumePrefix(&file, "/box/") &&
         access(absl::StrCat(setting.program.artefacts.path(), "/", file).c_str(), F_OK) == 0;
}

// Adds what is in the folder `relative` of the problem, as `prefix` + name.
absl::Status AddFolder(const ProblemFolder& folder, const std::string& relative,
                       const std::string& prefix, size_t depth,
                       std::vector<sandbox::WorkFile>* files) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ProblemFolder::Entry> entries, folder.List(relative));
  for (const ProblemFolder::Entry& entry : entries) {
    const std::string path = absl::StrCat(relative, "/", entry.name);
    if (files->size() == kMostTestFiles || depth == kMostDepth) {
      return ProblemFault(absl::StrCat(folder.PathOf(relative), " is part of more than ",
                                       kMostTestFiles, " files, or ", kMostDepth, " folders deep"));
    }
    sandbox::WorkFile file = {.path = absl::StrCat(prefix, entry.name)};
    const bool is_folder = entry.kind == ProblemFolder::Entry::Kind::kFolder;
    if (!is_folder) {
      ASSAY_ASSIGN_OR_RETURN(file.contents, folder.OpenFile(path));
    }
    files->push_back(std::move(file));
    if (is_folder) {
      ASSAY_RETURN_IF_ERROR(
          AddFolder(folder, path, absl::StrCat(prefix, entry.name, "/"), depth + 1, files));
    }
  }
  return absl::OkStatus();
}

// Whether `status` is about what the problem gives the program, and not about us.
bool IsProblemsFault(const absl::Status& status, bool has_args_or_files) {
  return has_args_or_files && absl::IsInvalidArgument(status) && !sandbox::IsUnexecutable(status);
}

}  // namespace

absl::Status CheckFileName(const std::string& name) {
  if (name.find('/') == std::string::npos && name != "." && name != "..") return absl::OkStatus();
  return ProblemFault(absl::StrCat("the file name ", Quote(name),
                                   " is not that of a file in the working directory"));
}

absl::StatusOr<sandbox::RunSpec> MakeProgramSpec(const RunSetting& setting, int cpu, ProgramRun run,
                                                 Capture& error_output) {
  ASSAY_ASSIGN_OR_RETURN(
      sandbox::RunSpec spec,
      MakeRunSpec(setting.program, setting.language, setting.limits, setting.context.policies));
  spec.argv.insert(spec.argv.end(), run.args.begin(), run.args.end());
  spec.cpu = cpu;
  spec.on_cpu_time = setting.context.on_cpu_time;
  spec.time_past_limit = setting.time_past_limit;
  spec.details = setting.details;
  ASSAY_RETURN_IF_ERROR(CheckWorkFiles("the test's files", run.files));
  spec.work_files = std::move(run.files);
  spec.keep_work_directory = run.keep_work_directory;
  spec.stdin_fd = std::move(run.input);
  // A program with our own user id could change the file's mode, say, by the descriptor.
  const bool privileged = setting.context.sandbox.privileged();
  if (spec.stdin_fd.valid() && (spec.root.proc || !privileged)) {
    ASSAY_ASSIGN_OR_RETURN(spec.stdin_fd, HidePath(std::move(spec.stdin_fd), privileged));
  }
  spec.stdout_target = std::move(run.stdout_sink);
  spec.stderr_target = [&error_output, sink = std::move(run.stderr_sink)](absl::string_view data) {
    error_output.Append(data);
    if (sink) sink(data);
  };
  return spec;
}

absl::StatusOr<ProgramEnd> ReadProgramEnd(const RunSetting& setting,
                                          absl::StatusOr<sandbox::RunResult> ended,
                                          bool has_args_or_files, const Capture& error_output,
                                          TestResult* result) {
  if (!ended.ok()) {
    if (IsProblemsFault(ended.status(), has_args_or_files)) {
      return ProblemFault(absl::StrCat("the test's arguments or files: ",
                                       absl::string_view(ended.status().message())));
    }
    if (!IsProgramsFault(ended.status(), setting)) return ended.status();
    result->set_verdict(::judge::v1::VERDICT_RUNTIME_ERROR);
    result->set_message(absl::StrCat("the compiled program cannot be executed: ",
                                     absl::string_view(ended.status().message())));
    return ProgramEnd();
  }
  *result->mutable_usage() = ToProto(ended->usage);
  *result->mutable_outcome() = ToProto(ended->outcome);
  result->set_error_output(error_output.Printable());
  result->set_error_output_truncated(error_output.truncated());
  return ProgramEnd{
      .outcome = RuntimeOutcome(ended->outcome, setting.language.run(), result->error_output()),
      .work_directory = std::move(ended->work_directory)};
}

absl::StatusOr<ProgramEnd> RunProgram(const RunSetting& setting, int cpu, ProgramRun run,
                                      Cancellation* superseded, TestResult* result) {
  const bool has_args_or_files = !run.args.empty() || !run.files.empty();
  Capture error_output(kReportedOutputBytes, kReportedTailBytes);
  ASSAY_ASSIGN_OR_RETURN(sandbox::RunSpec spec,
                         MakeProgramSpec(setting, cpu, std::move(run), error_output));
  return ReadProgramEnd(
      setting,
      RunToEnd(setting.context.sandbox, std::move(spec), setting.context.cancellation, superseded),
      has_args_or_files, error_output, result);
}

absl::Status AddTestFiles(const Problem& problem, const TestCase& test, ProgramRun* run) {
  run->args = test.args;
  if (test.files_path.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(const ProblemFolder folder, ProblemFolder::Open(problem.root));
    absl::string_view relative = *test.files_path;
    if (!absl::ConsumePrefix(&relative, folder.path()) || !absl::ConsumePrefix(&relative, "/")) {
      return absl::InternalError(absl::StrCat(*test.files_path, " is not in ", problem.root));
    }
    ASSAY_RETURN_IF_ERROR(AddFolder(folder, std::string(relative), "", 0, &run->files));
  }
  if (problem.input_file_name.empty()) return absl::OkStatus();
  ASSAY_RETURN_IF_ERROR(CheckFileName(problem.input_file_name));
  run->files.push_back({.path = problem.input_file_name, .contents = std::move(run->input)});
  run->input.Reset();
  return absl::OkStatus();
}

TestResult JudgeError(TestResult result, const absl::Status& status) {
  result.set_verdict(::judge::v1::VERDICT_JUDGE_ERROR);
  result.set_message(MakePrintableLine(status.message()));
  return result;
}

}  // namespace assay::judge
