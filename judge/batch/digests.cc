#include "judge/batch/digests.h"

#include <unistd.h>

#include <cerrno>
#include <optional>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "judge/problem/problem_folder.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr int kMostFolderDepth = 64;

int64_t Nanoseconds(const std::optional<absl::Duration>& duration) {
  return duration.has_value() ? absl::ToInt64Nanoseconds(*duration) : -1;
}

absl::StatusOr<std::string> DigestOfFile(const ProblemFolder& folder, const std::string& file) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, folder.OpenFile(file));
  Sha256 hash;
  std::string block(64 << 10, '\0');
  while (true) {
    const ssize_t count = read(fd.get(), block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, absl::StrCat("read ", folder.PathOf(file)));
    if (count == 0) return hash.Finish();
    hash.Update(absl::string_view(block.data(), static_cast<size_t>(count)));
  }
}

absl::Status AddFolder(const ProblemFolder& folder, const std::string& relative, int depth,
                       FieldDigest* digest) {
  if (depth > kMostFolderDepth) {
    return ProblemFault(absl::StrCat(folder.PathOf(relative), " is nested too deep"));
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ProblemFolder::Entry> entries, folder.List(relative));
  for (const ProblemFolder::Entry& each : entries) {
    const std::string path = relative.empty() ? each.name : absl::StrCat(relative, "/", each.name);
    digest->Add(path);
    if (each.kind == ProblemFolder::Entry::Kind::kFolder) {
      ASSAY_RETURN_IF_ERROR(AddFolder(folder, path, depth + 1, digest));
      continue;
    }
    // What cannot be read is the reader's affair, if it matters at all.
    const absl::StatusOr<std::string> file = DigestOfFile(folder, path);
    digest->Add(file.ok() ? *file : "");
  }
  digest->Add("");
  return absl::OkStatus();
}

}  // namespace

FieldDigest& FieldDigest::Add(absl::string_view field) {
  Add(static_cast<int64_t>(field.size()));
  hash_.Update(field);
  return *this;
}

FieldDigest& FieldDigest::Add(int64_t number) {
  hash_.Update(absl::string_view(reinterpret_cast<const char*>(&number), sizeof number));
  return *this;
}

std::string FieldDigest::Finish() { return absl::BytesToHexString(hash_.Finish()); }

void AddProgram(const BatchEntry& entry, FieldDigest* digest) {
  digest->Add(entry.language == nullptr ? "" : entry.language->id());
  digest->Add(entry.source.contents);
  digest->Add(static_cast<int64_t>(entry.source.companions.size()));
  for (const CompanionFile& file : entry.source.companions)
    digest->Add(file.name).Add(file.contents);
  digest->Add(Nanoseconds(entry.limits.cpu_time));
  digest->Add(entry.limits.memory_bytes.value_or(-1));
  digest->Add(entry.evaluation.value_or(""));
}

absl::StatusOr<std::string> DigestOfFolder(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const ProblemFolder folder, ProblemFolder::Open(path));
  FieldDigest digest;
  ASSAY_RETURN_IF_ERROR(AddFolder(folder, "", 0, &digest));
  return digest.Finish();
}

}  // namespace assay::judge
