#include "judge/language/language_validation.h"

#include <cstdint>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "judge/language/command.h"
#include "judge/language/plain_name.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::CompileLimits;
using ::judge::v1::CompileStep;
using ::judge::v1::Language;
using ::judge::v1::Mount;
using ::judge::v1::OptionalArguments;
using ::judge::v1::Preparation;
using ::judge::v1::RunStep;
using ::judge::v1::WorkDisk;

constexpr int64_t kMebibyte = int64_t{1} << 20;
constexpr int kMaxTaskCount = 4096;

absl::Status Wrong(absl::string_view field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": ", what));
}

bool IsNormalAbsolutePath(absl::string_view path) {
  if (path.size() < 2 || path.front() != '/') return false;
  for (const absl::string_view part : absl::StrSplit(path.substr(1), '/')) {
    if (part.empty() || part == "." || part == "..") return false;
  }
  return true;
}

template <typename Strings>
absl::Status CheckExtensions(absl::string_view field, const Strings& extensions) {
  for (const std::string& extension : extensions) {
    if (extension.empty() || absl::StrContains(extension, ".") ||
        absl::StrContains(extension, "/")) {
      return Wrong(field, absl::StrCat("\"", extension, "\" is not an ending without dot"));
    }
  }
  return absl::OkStatus();
}

template <typename Strings>
absl::Status CheckCommand(absl::string_view field, const Strings& command,
                          const CommandVariables& variables, const CommandLists& lists = {}) {
  if (command.empty()) return Wrong(field, "is required");
  if (!IsNormalAbsolutePath(command.Get(0))) {
    return Wrong(field, "must begin with an absolute path");
  }
  return Annotate(ExpandCommand(command, variables, lists).status(), field);
}

template <typename Mounts>
absl::Status CheckMounts(absl::string_view field, const Mounts& mounts) {
  for (const Mount& mount : mounts) {
    switch (mount.kind_case()) {
      case Mount::KIND_NOT_SET:
        return Wrong(field, "a mount needs host_path or symlink_target");
      case Mount::kHostPath:
        if (!IsNormalAbsolutePath(mount.host_path())) {
          return Wrong(field, absl::StrCat("host_path \"", mount.host_path(),
                                           "\" is not an absolute path in normal form"));
        }
        break;
      case Mount::kSymlinkTarget:
        if (mount.symlink_target().empty()) return Wrong(field, "symlink_target is empty");
        if (mount.jail_path().empty()) return Wrong(field, "a symbolic link needs jail_path");
        if (mount.optional()) return Wrong(field, "a symbolic link cannot be optional");
        break;
    }
    if (!mount.jail_path().empty() && !IsNormalAbsolutePath(mount.jail_path())) {
      return Wrong(field, absl::StrCat("jail_path \"", mount.jail_path(),
                                       "\" is not an absolute path in normal form"));
    }
  }
  return absl::OkStatus();
}

template <typename Strings>
absl::Status CheckEnvironment(absl::string_view field, const Strings& environment) {
  for (const std::string& entry : environment) {
    const size_t equals = entry.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return Wrong(field, absl::StrCat("\"", entry, "\" is not NAME=value"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckNaming(const Language& language) {
  switch (language.source_naming()) {
    case ::judge::v1::SOURCE_NAMING_FIXED:
      if (!IsPlainName(language.source_name()))
        return Wrong("source_name", "is not a plain file name");
      return absl::OkStatus();
    case ::judge::v1::SOURCE_NAMING_JAVA_CLASS:
      if (!language.source_name().empty()) {
        return Wrong("source_name", "is for SOURCE_NAMING_FIXED only");
      }
      return absl::OkStatus();
    default:
      return Wrong("source_naming", "is required");
  }
}

absl::Status CheckCompileLimits(const CompileLimits& limits) {
  if (limits.cpu_time().seconds() < 1) return Wrong("compile.limits.cpu_time", "must be >= 1 s");
  if (limits.wall_time().seconds() < 1) return Wrong("compile.limits.wall_time", "must be >= 1 s");
  if (limits.memory_bytes() < 16 * kMebibyte) {
    return Wrong("compile.limits.memory_bytes", "must be >= 16 MiB");
  }
  if (limits.output_bytes() < 1) return Wrong("compile.limits.output_bytes", "must be positive");
  if (limits.file_size_bytes() < 1) {
    return Wrong("compile.limits.file_size_bytes", "must be positive");
  }
  if (limits.task_count() < 1 || limits.task_count() > kMaxTaskCount) {
    return Wrong("compile.limits.task_count", absl::StrCat("must be 1 to ", kMaxTaskCount));
  }
  return absl::OkStatus();
}

absl::Status CheckPreparation(const Preparation& preparation) {
  if (!IsPlainName(preparation.source_name())) {
    return Wrong("compile.preparation.source_name", "is not a plain file name");
  }
  ASSAY_RETURN_IF_ERROR(
      CheckCommand("compile.preparation.command", preparation.command(), {{"source", ""}}));
  if (preparation.artefacts().empty()) {
    return Wrong("compile.preparation.artefacts", "is required");
  }
  for (const std::string& name : preparation.artefacts()) {
    if (!IsPlainName(name)) {
      return Wrong("compile.preparation.artefacts",
                   absl::StrCat("\"", name, "\" is not a plain file name"));
    }
  }
  if (!IsNormalAbsolutePath(preparation.jail_path())) {
    return Wrong("compile.preparation.jail_path", "is not an absolute path in normal form");
  }
  return CheckEnvironment("compile.preparation.environment", preparation.environment());
}

absl::Status CheckOptionalArguments(const OptionalArguments& optional) {
  if (!IsNormalAbsolutePath(optional.if_file())) {
    return Wrong("compile.optional_arguments.if_file", "is not an absolute path in normal form");
  }
  if (optional.arguments().empty()) {
    return Wrong("compile.optional_arguments.arguments", "is required");
  }
  return absl::OkStatus();
}

// Absent: OK.
absl::Status CheckNumber(absl::string_view field, bool present, int64_t value, int64_t least,
                         int64_t most) {
  if (!present || (value >= least && value <= most)) return absl::OkStatus();
  return Wrong(field, absl::StrCat("is ", value, ", not of ", least, " to ", most));
}

// `field`: "run.work_disk".
absl::Status CheckWorkDisk(const std::string& field, const WorkDisk& disk) {
  constexpr int64_t kMostBytes = int64_t{1} << 40;
  constexpr int64_t kLeastRate = 64 << 10;
  constexpr int64_t kMostOperations = 1'000'000'000;
  ASSAY_RETURN_IF_ERROR(
      CheckNumber(field + ".size_bytes", true, disk.size_bytes(), 4096, kMostBytes));
  ASSAY_RETURN_IF_ERROR(
      CheckNumber(field + ".file_count", disk.has_file_count(), disk.file_count(), 2, 10'000'000));
  ASSAY_RETURN_IF_ERROR(CheckNumber(field + ".read_bytes_per_second",
                                    disk.has_read_bytes_per_second(), disk.read_bytes_per_second(),
                                    kLeastRate, kMostBytes));
  ASSAY_RETURN_IF_ERROR(CheckNumber(field + ".write_bytes_per_second",
                                    disk.has_write_bytes_per_second(),
                                    disk.write_bytes_per_second(), kLeastRate, kMostBytes));
  ASSAY_RETURN_IF_ERROR(CheckNumber(field + ".read_operations_per_second",
                                    disk.has_read_operations_per_second(),
                                    disk.read_operations_per_second(), 10, kMostOperations));
  return CheckNumber(field + ".write_operations_per_second", disk.has_write_operations_per_second(),
                     disk.write_operations_per_second(), 10, kMostOperations);
}

absl::Status CheckCompile(const CompileStep& compile) {
  ASSAY_RETURN_IF_ERROR(
      CheckCommand("compile.command", compile.command(), {{"source", ""}}, {{"sources", {}}}));
  if (compile.seccomp_policy().empty()) return Wrong("compile.seccomp_policy", "is required");
  ASSAY_RETURN_IF_ERROR(CheckMounts("compile.mounts", compile.mounts()));
  ASSAY_RETURN_IF_ERROR(CheckEnvironment("compile.environment", compile.environment()));
  if (compile.artefacts().empty() && !compile.keep_source()) {
    return Wrong("compile.artefacts", "is required unless keep_source is set");
  }
  if (compile.has_preparation()) ASSAY_RETURN_IF_ERROR(CheckPreparation(compile.preparation()));
  for (const OptionalArguments& optional : compile.optional_arguments()) {
    ASSAY_RETURN_IF_ERROR(CheckOptionalArguments(optional));
  }
  if (compile.has_work_disk()) {
    ASSAY_RETURN_IF_ERROR(CheckWorkDisk("compile.work_disk", compile.work_disk()));
  }
  if (!compile.has_limits()) return Wrong("compile.limits", "is required");
  return CheckCompileLimits(compile.limits());
}

absl::Status CheckRun(const RunStep& run) {
  const CommandVariables variables = {{"main_class", ""},
                                      {"memory_mib", ""},
                                      {"memory_kib", ""},
                                      {"stack_mib", ""},
                                      {"vm_stack_mib", ""}};
  ASSAY_RETURN_IF_ERROR(CheckCommand("run.command", run.command(), variables));
  if (run.seccomp_policy().empty()) return Wrong("run.seccomp_policy", "is required");
  ASSAY_RETURN_IF_ERROR(CheckMounts("run.mounts", run.mounts()));
  ASSAY_RETURN_IF_ERROR(CheckEnvironment("run.environment", run.environment()));
  ASSAY_RETURN_IF_ERROR(
      Annotate(ExpandCommand(run.environment(), variables).status(), "run.environment"));
  // Not "< 1 || > 100": NaN must fail too.
  if (!(run.time_multiplier() >= 1 && run.time_multiplier() <= 100)) {
    return Wrong("run.time_multiplier", "must be 1 to 100");
  }
  if (run.extra_memory_bytes() < 0 || run.extra_memory_bytes() > 65536 * kMebibyte) {
    return Wrong("run.extra_memory_bytes", "must be 0 to 64 GiB");
  }
  if (run.task_count() < 1 || run.task_count() > kMaxTaskCount) {
    return Wrong("run.task_count", absl::StrCat("must be 1 to ", kMaxTaskCount));
  }
  if (run.has_work_disk()) ASSAY_RETURN_IF_ERROR(CheckWorkDisk("run.work_disk", run.work_disk()));
  for (const ::judge::v1::MemoryExhaustion& sign : run.memory_exhaustion()) {
    if (sign.has_signal() ? sign.signal() < 1 || sign.signal() > 64
                          : sign.exit_code() < 1 || sign.exit_code() > 255) {
      return Wrong("run.memory_exhaustion",
                   "needs an exit_code of 1 to 255 or a signal of 1 to 64");
    }
    if (sign.standard_error().empty()) {
      return Wrong("run.memory_exhaustion.standard_error", "is required");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateLanguage(const Language& language) {
  if (!IsPlainName(language.id())) return Wrong("id", "must be letters, digits, '_', '-' or '.'");
  if (language.display_name().empty()) return Wrong("display_name", "is required");
  if (!language.image_root().empty() || !language.image_problem().empty()) {
    return Wrong("image_root, image_problem", "are set by the judge alone");
  }
  ASSAY_RETURN_IF_ERROR(CheckExtensions("extensions", language.extensions()));
  ASSAY_RETURN_IF_ERROR(CheckExtensions("companion_extensions", language.companion_extensions()));
  ASSAY_RETURN_IF_ERROR(CheckNaming(language));
  if (language.required_files().empty()) return Wrong("required_files", "is required");
  for (const std::string& file : language.required_files()) {
    if (!IsNormalAbsolutePath(file)) {
      return Wrong("required_files", absl::StrCat("\"", file, "\" is not an absolute path"));
    }
  }
  if (language.debian_packages().empty()) return Wrong("debian_packages", "is required");
  ASSAY_RETURN_IF_ERROR(CheckCommand("version_command", language.version_command(), {}));
  if (!language.has_compile()) return Wrong("compile", "is required");
  ASSAY_RETURN_IF_ERROR(CheckCompile(language.compile()));
  if (!language.has_run()) return Wrong("run", "is required");
  return CheckRun(language.run());
}

}  // namespace assay::judge
