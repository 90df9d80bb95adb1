#include "judge/store/blob_cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "judge/base/sha256.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr size_t kDigestBytes = 32;
constexpr char kTemporary[] = "tmp-";
// No write takes so long: one that is older is of a process that died.
constexpr time_t kAbandonedSeconds = 3600;
// What a small file takes on disk.
constexpr int64_t kBlockBytes = 4096;

std::string ChecksumOf(absl::string_view key, absl::string_view value) {
  Sha256 digest;
  digest.Update(key);
  digest.Update(value);
  return digest.Finish();
}

struct Entry {
  std::string path;
  int64_t size_bytes = 0;
  timespec used = {};
};

bool IsOlder(const Entry& a, const Entry& b) {
  return std::pair(a.used.tv_sec, a.used.tv_nsec) < std::pair(b.used.tv_sec, b.used.tv_nsec);
}

int64_t SizeOnDisk(int64_t bytes) { return (bytes + kBlockBytes - 1) / kBlockBytes * kBlockBytes; }

// What is in the folder, without what is being written; what dead processes wrote is removed.
std::vector<Entry> ListEntries(const std::string& folder) {
  std::vector<Entry> entries;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    Entry entry = {.path = it->path()};
    struct stat facts;
    if (lstat(entry.path.c_str(), &facts) != 0) continue;
    if (absl::StartsWith(it->path().filename().native(), kTemporary)) {
      if (facts.st_mtim.tv_sec + kAbandonedSeconds < time(nullptr)) unlink(entry.path.c_str());
      continue;
    }
    entry.size_bytes = SizeOnDisk(facts.st_size);
    entry.used = facts.st_mtim;
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

BlobCache::BlobCache(std::string folder, const Options& options, UniqueFd directory)
    : folder_(std::move(folder)),
      options_(options),
      directory_(std::move(directory)),
      // The first one that is added makes room for those of earlier processes.
      added_bytes_(options.max_bytes) {}

absl::StatusOr<std::unique_ptr<BlobCache>> BlobCache::Open(const std::string& folder,
                                                           const Options& options) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(folder).parent_path(), error);
  if (error) return ErrnoStatus(error.value(), absl::StrCat("make ", folder));
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return ErrnoStatus(errno, absl::StrCat("make ", folder));
  }
  ASSAY_ASSIGN_OR_RETURN(UniqueFd directory, OpenFile(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  return std::unique_ptr<BlobCache>(new BlobCache(folder, options, std::move(directory)));
}

std::string BlobCache::PathOf(absl::string_view key) const {
  return absl::StrCat(folder_, "/", absl::BytesToHexString(key));
}

std::optional<std::string> BlobCache::Get(absl::string_view key) {
  const std::string path = PathOf(key);
  const absl::StatusOr<UniqueFd> file = OpenFile(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (!file.ok()) return std::nullopt;
  absl::StatusOr<std::string> data = ReadDescriptor(file->get(), options_.max_bytes, path);
  if (!data.ok()) return std::nullopt;
  const absl::string_view value = absl::ClippedSubstr(*data, kDigestBytes);
  if (data->size() < kDigestBytes ||
      ChecksumOf(key, value) != absl::string_view(*data).substr(0, kDigestBytes)) {
    // Another process may have put the right one there by now: then that one is made again.
    unlink(path.c_str());
    return std::nullopt;
  }
  // The time of the last use.
  futimens(file->get(), nullptr);
  data->erase(0, kDigestBytes);
  return *std::move(data);
}

void BlobCache::Put(absl::string_view key, absl::string_view value) {
  const int64_t size_bytes = SizeOnDisk(static_cast<int64_t>(kDigestBytes + value.size()));
  if (size_bytes > options_.max_bytes / 4) return;
  std::string path = absl::StrCat(folder_, "/", kTemporary, "XXXXXX");
  const UniqueFd file(mkostemp(path.data(), O_CLOEXEC));
  if (!file.valid()) return;
  // Not synced: what a power loss makes of it does not fit its checksum.
  if (!WriteDescriptor(file.get(), ChecksumOf(key, value), path).ok() ||
      !WriteDescriptor(file.get(), value, path).ok() ||
      rename(path.c_str(), PathOf(key).c_str()) != 0) {
    unlink(path.c_str());
    return;
  }
  {
    const absl::MutexLock lock(&mutex_);
    added_bytes_ += size_bytes;
    if (added_bytes_ < options_.max_bytes / 16) return;
    added_bytes_ = 0;
  }
  Evict();
}

void BlobCache::Evict() {
  if (flock(directory_.get(), LOCK_EX | LOCK_NB) != 0) return;
  std::vector<Entry> entries = ListEntries(folder_);
  int64_t total_bytes = 0;
  for (const Entry& entry : entries) total_bytes += entry.size_bytes;
  if (total_bytes > options_.max_bytes) {
    std::sort(entries.begin(), entries.end(), IsOlder);
    // Some more, so that the next value finds room.
    const int64_t wanted_bytes = options_.max_bytes / 16 * 15;
    for (const Entry& entry : entries) {
      if (total_bytes <= wanted_bytes) break;
      if (unlink(entry.path.c_str()) == 0) total_bytes -= entry.size_bytes;
    }
  }
  flock(directory_.get(), LOCK_UN);
}

}  // namespace assay::judge
