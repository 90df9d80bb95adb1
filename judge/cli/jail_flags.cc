#include "judge/cli/jail_flags.h"

#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;

absl::Status Refuse(absl::string_view text, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("\"", MakePrintableLine(text), "\" ", what));
}

}  // namespace

absl::StatusOr<sandbox::BindMount> ParseBind(absl::string_view text) {
  constexpr char kForm[] = "is not HOST:JAIL or HOST:JAIL:rw with an absolute path JAIL";
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  if (parts.size() < 2 || parts.size() > 3 || parts[0].empty() ||
      !absl::StartsWith(parts[1], "/") || (parts.size() == 3 && parts[2] != "rw")) {
    return Refuse(text, kForm);
  }
  std::error_code error;
  // The real path: what is bound is settled here and not in a jail.
  const fs::path host = fs::canonical(parts[0], error);
  if (error) {
    return absl::NotFoundError(absl::StrCat(
        "\"", MakePrintableLine(text), "\": ", MakePrintableLine(parts[0]), ": ", error.message()));
  }
  return sandbox::BindMount{
      .host_path = host, .jail_path = parts[1], .writable = parts.size() == 3};
}

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
    return absl::InvalidArgumentError(
        "no program to run; give it after --, as in: sandbox_cli run -- /bin/echo hi");
  }
  std::string& program = argv[0];
  if (absl::StartsWith(program, "/")) return argv;
  if (absl::StrContains(program, "/")) {
    return Refuse(program, "is a relative path; give its absolute path in the jail (see --bind)");
  }
  for (const char* folder : {"/usr/bin/", "/usr/sbin/"}) {
    std::string path = absl::StrCat(folder, program);
    if (access(path.c_str(), X_OK) != 0) continue;
    program = std::move(path);
    return argv;
  }
  return absl::NotFoundError(absl::StrCat(
      "\"", MakePrintableLine(program),
      "\" is not in /usr/bin or /usr/sbin; give its absolute path in the jail (see --bind)"));
}

}  // namespace assay::judge
