#include "judge/evaluate/bare_run.h"

#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;

std::string Shown(absl::string_view text) { return MakePrintableLine(Truncate(text, 200)); }

absl::Status Refuse(absl::string_view text, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("\"", Shown(text), "\" ", what));
}

}  // namespace

absl::StatusOr<std::string> ParseEnvironmentEntry(absl::string_view text) {
  const size_t equals = text.find('=');
  if (equals == 0 || equals == absl::string_view::npos) return Refuse(text, "is not NAME=value");
  return std::string(text);
}

sandbox::RootFilesystem DefaultRoot() {
  sandbox::RootFilesystem root;
  root.binds.push_back({.host_path = "/usr", .jail_path = "/usr"});
  if (access("/etc/alternatives", F_OK) == 0) {
    root.binds.push_back({.host_path = "/etc/alternatives", .jail_path = "/etc/alternatives"});
  }
  for (const char* link : {"/bin", "/lib", "/lib32", "/lib64", "/libx32", "/sbin"}) {
    std::error_code error;
    const std::string target = fs::read_symlink(link, error);
    if (!error && absl::StartsWith(target, "usr/")) root.symlinks.push_back({link, target});
  }
  return root;
}

absl::StatusOr<std::vector<std::string>> ResolveProgram(std::vector<std::string> argv) {
  if (argv.empty() || argv[0].empty()) {
    return absl::InvalidArgumentError("no program to run");
  }
  std::string& program = argv[0];
  if (absl::StartsWith(program, "/")) return argv;
  if (absl::StrContains(program, "/")) {
    return Refuse(program, "is a relative path; give its absolute path in the jail");
  }
  for (const char* folder : {"/usr/bin/", "/usr/sbin/"}) {
    std::string path = absl::StrCat(folder, program);
    if (access(path.c_str(), X_OK) != 0) continue;
    program = std::move(path);
    return argv;
  }
  return absl::NotFoundError(
      absl::StrCat("\"", Shown(program),
                   "\" is not in /usr/bin or /usr/sbin; give its absolute path in the jail"));
}

std::vector<std::string> BareEnvironment(const std::vector<std::string>& entries) {
  std::vector<std::string> environment = {"PATH=/usr/bin:/usr/sbin", "HOME=/work",
                                          "LC_ALL=C.UTF-8"};
  environment.insert(environment.end(), entries.begin(), entries.end());
  return environment;
}

sandbox::Limits PlanBareLimits(const LimitOverrides& given) {
  sandbox::Limits limits;
  limits.cpu_time = given.cpu_time.value_or(absl::Seconds(10));
  limits.wall_time = given.wall_time.value_or(DefaultWallTime(limits.cpu_time));
  limits.memory_bytes = given.memory_bytes.value_or(limits.memory_bytes);
  limits.output_bytes = given.output_bytes.value_or(limits.output_bytes);
  limits.task_count = given.task_count.value_or(limits.task_count);
  limits.instructions = given.instructions;
  limits.file_size_bytes = limits.memory_bytes;
  limits.stack_bytes = limits.memory_bytes;
  limits.work_bytes = limits.memory_bytes;
  return limits;
}

}  // namespace assay::judge
