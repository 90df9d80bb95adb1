#include "judge/language/toolchain_identity.h"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "judge/base/sha256.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

// dpkg writes it anew, under another inode, whenever a package comes or goes.
constexpr char kPackages[] = "/var/lib/dpkg/status";

// Not the device's number: containers get another one at each start.
void AddFile(const std::string& path, Sha256* digest) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  struct stat facts;
  if (error || stat(path.c_str(), &facts) != 0) {
    digest->Update(absl::StrCat(path, " absent\n"));
    return;
  }
  digest->Update(absl::StrCat(path, " ", real.native(), " ", facts.st_ino, " ", facts.st_size, " ",
                              facts.st_mtim.tv_sec, ".", facts.st_mtim.tv_nsec, "\n"));
}

std::string ReadCpuModel() {
  constexpr int64_t kMostBytes = 16 << 20;
  const absl::StatusOr<std::string> text = ReadFile("/proc/cpuinfo", kMostBytes);
  if (!text.ok()) return "unknown";
  std::string model;
  for (const absl::string_view line : absl::StrSplit(*text, '\n')) {
    // Of the first cpu.
    if (line.empty()) break;
    if (absl::StartsWith(line, "model name") || absl::StartsWith(line, "flags")) {
      absl::StrAppend(&model, line, "\n");
    }
  }
  return model;
}

const std::string& CpuModel() {
  static const auto& model = *new std::string(ReadCpuModel());
  return model;
}

}  // namespace

std::string ToolchainIdentity(const ::judge::v1::CompileStep& step) {
  Sha256 digest;
  digest.Update(CpuModel());
  AddFile(kPackages, &digest);
  AddFile(step.command(0), &digest);
  for (const ::judge::v1::Mount& mount : step.mounts()) {
    if (mount.has_host_path()) AddFile(mount.host_path(), &digest);
  }
  for (const ::judge::v1::OptionalArguments& optional : step.optional_arguments()) {
    AddFile(optional.if_file(), &digest);
  }
  return digest.Finish();
}

}  // namespace assay::judge
