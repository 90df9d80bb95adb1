#include "judge/evaluate/preparations.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <variant>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "judge/base/sha256.h"
#include "judge/evaluate/plan_limits.h"
#include "judge/evaluate/run_to_end.h"
#include "judge/evaluate/work_disk.h"
#include "judge/language/command.h"
#include "judge/language/jail_root.h"
#include "judge/language/toolchain_identity.h"
#include "sandbox/base/copy_out.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::CompileStep;
using ::judge::v1::Preparation;

constexpr char kSourceFolder[] = "/src";
constexpr char kLockSuffix[] = ".lock";
// What failed once is tried again after this.
constexpr time_t kRetrySeconds = 3600;

void RemoveTree(const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

bool FailedLately(const std::string& path) {
  struct stat facts;
  return stat(absl::StrCat(path, ".failed").c_str(), &facts) == 0 &&
         facts.st_mtim.tv_sec + kRetrySeconds > time(nullptr);
}

// Counts a use, in the file's size. How many there were, with this one.
int64_t CountUse(int lock_fd) {
  struct stat facts;
  if (!WriteDescriptor(lock_fd, ".", "lock").ok() || fstat(lock_fd, &facts) != 0) return 0;
  return facts.st_size;
}

absl::Status Sync(const std::string& path, int flags) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFile(path, flags));
  if (fsync(fd.get()) != 0) return ErrnoStatus(errno, absl::StrCat("sync ", path));
  return absl::OkStatus();
}

absl::StatusOr<sandbox::RunSpec> MakeSpec(
    const CompileStep& step, const std::shared_ptr<const sandbox::SeccompFilter>& filter,
    const std::string& source_folder) {
  const Preparation& preparation = step.preparation();
  sandbox::RunSpec spec;
  ASSAY_ASSIGN_OR_RETURN(
      spec.argv,
      ExpandCommand(preparation.command(),
                    {{"source", absl::StrCat(kSourceFolder, "/", preparation.source_name())}}));
  spec.env.assign(step.environment().begin(), step.environment().end());
  spec.root = MakeJailRoot(step.mounts(), step.proc());
  spec.root.binds.push_back({.host_path = source_folder, .jail_path = kSourceFolder});
  spec.seccomp = filter;
  spec.limits = PlanCompileLimits({}, step.limits());
  if (step.has_work_disk()) SetWorkDisk(step.work_disk(), &spec);
  spec.keep_work_directory = true;
  return spec;
}

// Fills the new folder `path` with the artefacts, on disk when it returns OK.
absl::Status Make(const JudgeContext& context, const CompileStep& step,
                  const std::shared_ptr<const sandbox::SeccompFilter>& filter,
                  std::optional<int> cpu, const std::string& path) {
  const Preparation& preparation = step.preparation();
  ASSAY_ASSIGN_OR_RETURN(const TemporaryDirectory folder,
                         context.state.MakeDirectory("preparation"));
  ASSAY_RETURN_IF_ERROR(
      WriteFile(absl::StrCat(folder.path(), "/", preparation.source_name()), preparation.source()));
  ASSAY_ASSIGN_OR_RETURN(sandbox::RunSpec spec, MakeSpec(step, filter, folder.path()));
  const int64_t total_bytes = spec.limits.file_size_bytes;
  spec.cpu = cpu;
  ASSAY_ASSIGN_OR_RETURN(const sandbox::RunResult run,
                         RunToEnd(context.sandbox, std::move(spec), context.cancellation));
  if (run.outcome != sandbox::Outcome(sandbox::Exited{0})) {
    return absl::FailedPreconditionError("the toolchain did not make it");
  }
  if (mkdir(path.c_str(), 0755) != 0 || chmod(path.c_str(), 0755) != 0) {
    return ErrnoStatus(errno, absl::StrCat("make ", path));
  }
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd destination, OpenFile(path, O_RDONLY | O_DIRECTORY));
  const auto wanted = [&preparation](absl::string_view name) {
    return std::find(preparation.artefacts().begin(), preparation.artefacts().end(), name) !=
           preparation.artefacts().end();
  };
  ASSAY_RETURN_IF_ERROR(sandbox::CopyRegularFiles(run.work_directory.get(), destination.get(),
                                                  wanted, {.total_bytes = total_bytes})
                            .status());
  for (const std::string& name : preparation.artefacts()) {
    // A file that a power loss cuts short would be believed.
    ASSAY_RETURN_IF_ERROR(Sync(absl::StrCat(path, "/", name), O_RDONLY));
  }
  return Sync(path, O_RDONLY | O_DIRECTORY);
}

struct Kept {
  std::string path;
  int64_t size_bytes = 0;
  timespec used = {};
};

Kept Describe(const std::string& path, const struct stat& lock_facts) {
  Kept kept = {.path = path, .used = lock_facts.st_mtim};
  std::error_code error;
  for (std::filesystem::directory_iterator it(path, error), end; !error && it != end;
       it.increment(error)) {
    struct stat facts;
    if (lstat(it->path().c_str(), &facts) == 0) kept.size_bytes += facts.st_size;
  }
  return kept;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Preparations>> Preparations::Open(std::string folder,
                                                                 const Options& options) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(folder).parent_path(), error);
  if (error) return ErrnoStatus(error.value(), absl::StrCat("make ", folder));
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return ErrnoStatus(errno, absl::StrCat("make ", folder));
  }
  return std::unique_ptr<Preparations>(new Preparations(std::move(folder), options));
}

std::string Preparations::PathOf(const CompileStep& step,
                                 const sandbox::SeccompFilter& filter) const {
  Sha256 digest;
  digest.Update(ToolchainIdentity(step));
  digest.Update({reinterpret_cast<const char*>(filter.program.data()),
                 filter.program.size() * sizeof(filter.program[0])});
  digest.Update(step.SerializeAsString());
  return absl::StrCat(folder_, "/", absl::BytesToHexString(digest.Finish()));
}

std::optional<Prepared> Preparations::Get(
    const JudgeContext& context, const CompileStep& step,
    const std::shared_ptr<const sandbox::SeccompFilter>& filter, std::optional<int> cpu) {
  if (!step.has_preparation()) return std::nullopt;
  const std::string path = PathOf(step, *filter);
  absl::StatusOr<UniqueFd> lock =
      OpenFile(absl::StrCat(path, kLockSuffix), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, 0600);
  // Held alone by who makes it.
  if (!lock.ok() || flock(lock->get(), LOCK_SH | LOCK_NB) != 0) return std::nullopt;
  if (Exists(path)) {
    // The time of the last use.
    futimens(lock->get(), nullptr);
    return Prepared(path, *std::move(lock));
  }
  if (FailedLately(path) || CountUse(lock->get()) < options_.made_at_use) return std::nullopt;
  if (flock(lock->get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  if (!Exists(path)) {
    const std::string unfinished = absl::StrCat(path, ".tmp");
    RemoveTree(unfinished);
    const absl::Status made = Make(context, step, filter, cpu, unfinished);
    if (!made.ok() || rename(unfinished.c_str(), path.c_str()) != 0) {
      RemoveTree(unfinished);
      if (!absl::IsAborted(made)) (void)WriteFile(absl::StrCat(path, ".failed"), made.message());
      return std::nullopt;
    }
    Evict(path);
  }
  if (flock(lock->get(), LOCK_SH | LOCK_NB) != 0 || !Exists(path)) return std::nullopt;
  return Prepared(path, *std::move(lock));
}

void Preparations::Evict(const std::string& made) const {
  std::vector<Kept> others;
  int64_t total_bytes = Describe(made, {}).size_bytes;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder_, error), end; !error && it != end;
       it.increment(error)) {
    absl::string_view path = it->path().native();
    struct stat facts;
    if (!absl::ConsumeSuffix(&path, kLockSuffix) || path == made ||
        lstat(it->path().c_str(), &facts) != 0) {
      continue;
    }
    others.push_back(Describe(std::string(path), facts));
    total_bytes += others.back().size_bytes;
  }
  std::sort(others.begin(), others.end(), [](const Kept& a, const Kept& b) {
    return std::pair(a.used.tv_sec, a.used.tv_nsec) < std::pair(b.used.tv_sec, b.used.tv_nsec);
  });
  for (const Kept& kept : others) {
    const absl::StatusOr<UniqueFd> lock =
        OpenFile(absl::StrCat(kept.path, kLockSuffix), O_RDWR | O_NOFOLLOW);
    if (!lock.ok() || flock(lock->get(), LOCK_EX | LOCK_NB) != 0) continue;
    // Of a process that died.
    RemoveTree(absl::StrCat(kept.path, ".tmp"));
    if (total_bytes <= options_.max_bytes) continue;
    RemoveTree(kept.path);
    total_bytes -= kept.size_bytes;
  }
}

}  // namespace assay::judge
