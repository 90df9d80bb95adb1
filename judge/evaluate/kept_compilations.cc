#include "judge/evaluate/kept_compilations.h"

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "judge/base/sha256.h"
#include "judge/language/toolchain_identity.h"
#include "proto/judge/v1/kept_compilation.pb.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::CompileResult;
using ::judge::v1::KeptCompilation;
using ::judge::v1::KeptFile;

// Changes with the meaning of what is kept.
constexpr char kFormat[] = "compilation 1";
constexpr int64_t kMostBytes = int64_t{64} << 20;

void Add(absl::string_view part, Sha256* digest) {
  digest->Update(absl::StrCat(part.size(), ":"));
  digest->Update(part);
}

bool DependsOnTime(absl::string_view contents) {
  return absl::StrContains(contents, "__DATE__") || absl::StrContains(contents, "__TIME__") ||
         absl::StrContains(contents, "__TIMESTAMP__");
}

std::string DescribeLimits(const sandbox::Limits& limits) {
  return absl::StrCat(absl::ToInt64Nanoseconds(limits.cpu_time), " ",
                      absl::ToInt64Nanoseconds(limits.wall_time), " ", limits.memory_bytes, " ",
                      limits.output_bytes, " ", limits.file_size_bytes, " ", limits.stack_bytes,
                      " ", limits.task_count, " ", limits.work_bytes);
}

// Whether a path that was kept leads to a place below a folder.
bool IsBelow(absl::string_view path) {
  for (const absl::string_view part : absl::StrSplit(path, '/')) {
    if (part.empty() || part == "." || part == "..") return false;
  }
  return true;
}

absl::Status WriteKept(const KeptFile& file, const std::string& folder) {
  const std::filesystem::path path = absl::StrCat(folder, "/", file.path());
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (error) return ErrnoStatus(error.value(), absl::StrCat("make folders of ", path.native()));
  return WriteFile(path, file.contents(), file.executable() ? 0755 : 0644);
}

}  // namespace

std::optional<std::string> CompilationKey(absl::string_view scope,
                                          const ::judge::v1::Language& language,
                                          const sandbox::SeccompFilter& filter,
                                          const sandbox::Limits& limits,
                                          const std::vector<KeyedFile>& files) {
  Sha256 digest;
  Add(kFormat, &digest);
  Add(scope, &digest);
  Add(language.id(), &digest);
  Add(language.compile().SerializeAsString(), &digest);
  Add(ToolchainIdentity(language.compile()), &digest);
  Add({reinterpret_cast<const char*>(filter.program.data()),
       filter.program.size() * sizeof(filter.program[0])},
      &digest);
  Add(DescribeLimits(limits), &digest);
  for (const KeyedFile& file : files) {
    if (DependsOnTime(file.contents)) return std::nullopt;
    Add(file.name, &digest);
    Add(file.display_name, &digest);
    Add(file.compiled ? "compiled" : "read", &digest);
    Add(file.executable ? "executable" : "data", &digest);
    Add(file.contents, &digest);
  }
  return digest.Finish();
}

void KeepCompilation(BlobCache& cache, absl::string_view key, const CompileResult& result,
                     const std::string& artefacts) {
  KeptCompilation kept;
  *kept.mutable_result() = result;
  int64_t total_bytes = 0;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator it(artefacts, error), end; !error && it != end;
       it.increment(error)) {
    struct stat facts;
    if (lstat(it->path().c_str(), &facts) != 0) return;
    if (S_ISDIR(facts.st_mode)) continue;
    total_bytes += facts.st_size;
    if (!S_ISREG(facts.st_mode) || total_bytes > kMostBytes) return;
    absl::StatusOr<std::string> contents = ReadFile(it->path(), kMostBytes);
    if (!contents.ok()) return;
    KeptFile& file = *kept.add_files();
    file.set_path(it->path().lexically_relative(artefacts));
    file.set_executable((facts.st_mode & S_IXUSR) != 0);
    file.set_contents(*std::move(contents));
  }
  if (!error) cache.Put(key, kept.SerializeAsString());
}

absl::StatusOr<std::optional<CompileResult>> FindCompilation(BlobCache& cache,
                                                             absl::string_view key,
                                                             const std::string& artefacts) {
  const std::optional<std::string> value = cache.Get(key);
  KeptCompilation kept;
  if (!value.has_value() || !kept.ParseFromString(*value) || !kept.result().succeeded()) {
    return std::nullopt;
  }
  for (const KeptFile& file : kept.files()) {
    if (!IsBelow(file.path())) return std::nullopt;
  }
  for (const KeptFile& file : kept.files()) {
    ASSAY_RETURN_IF_ERROR(WriteKept(file, artefacts));
  }
  kept.mutable_result()->set_from_cache(true);
  return std::move(*kept.mutable_result());
}

}  // namespace assay::judge
