#ifndef ASSAY_JUDGE_EVALUATE_COMPILER_RUN_H_
#define ASSAY_JUDGE_EVALUATE_COMPILER_RUN_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "judge/evaluate/context.h"
#include "judge/store/state_directory.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/language.pb.h"
#include "sandbox/limits.h"
#include "sandbox/run_result.h"
#include "sandbox/seccomp/filter.h"

namespace assay::judge {

// A source file where the compiler finds it.
struct PlacedFile {
  std::string name;
  std::string display_name;
  const std::string* contents;
  // Whether {sources} has it.
  bool compiled = true;
  bool executable = false;

  std::string jail_path() const { return absl::StrCat("/src/", name); }
};

// One source on its way through the compiler. Everything outlives it.
struct CompileJob {
  const JudgeContext& context;
  const ::judge::v1::Language& language;
  const std::vector<PlacedFile>& files;
  const std::vector<std::string>& include_folders;
  // Has the files while a compiler runs.
  std::string source_folder = "";
  std::shared_ptr<const sandbox::SeccompFilter> filter = nullptr;
  sandbox::Limits limits;
  std::optional<int> cpu;
};

// A compiler's run.
struct CompilerRun {
  ::judge::v1::CompileResult result;
  sandbox::Outcome outcome;
  // When it has succeeded.
  std::optional<TemporaryDirectory> artefacts;
};

// Runs the compiler, with what its toolchain has prepared, where that is there and changes nothing.
// Errors as Compile().
absl::StatusOr<CompilerRun> RunCompiler(const CompileJob& job);

// Writes the files, and the folders that they are in, into the folder, for the jail's user to read.
absl::Status WriteFiles(const std::vector<PlacedFile>& files, const std::string& folder);

// Puts the reason for giving up, if there is one, ahead of the compiler's messages.
void Explain(const std::string& failure, ::judge::v1::CompileResult* result);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_COMPILER_RUN_H_
