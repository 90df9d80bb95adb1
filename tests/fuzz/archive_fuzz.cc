// An archive that somebody uploads as a problem package.

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "absl/strings/string_view.h"
#include "judge/store/archive.h"
#include "sandbox/base/file.h"
#include "sandbox/base/unique_fd.h"

namespace {

namespace fs = std::filesystem;

constexpr assay::judge::ArchiveLimits kLimits = {
    .total_bytes = 1 << 16, .entries = 64, .depth = 4, .min_free_bytes = 1 << 20};

// Whether there is nothing below but what the limits allow.
bool IsAllowed(const fs::path& folder) {
  uintmax_t bytes = 0;
  int64_t entries = 0;
  for (auto it = fs::recursive_directory_iterator(folder); it != fs::end(it); ++it) {
    const fs::file_status status = it->symlink_status();
    if (!fs::is_regular_file(status) && !fs::is_directory(status)) return false;
    if (it.depth() >= kLimits.depth) return false;
    if (fs::is_regular_file(status)) bytes += it->file_size();
    ++entries;
  }
  return bytes <= static_cast<uintmax_t>(kLimits.total_bytes) && entries <= kLimits.entries;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // Memory, where there is this file system.
  std::string folder =
      fs::exists("/dev/shm") ? "/dev/shm/assay_fuzz.XXXXXX" : "/tmp/assay_fuzz.XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) abort();
  const assay::UniqueFd archive(memfd_create("archive", MFD_CLOEXEC));
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!assay::WriteDescriptor(archive.get(), bytes, "archive").ok()) abort();
  {
    const assay::UniqueFd directory(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const auto unpacked = assay::judge::UnpackArchive(archive.get(), directory.get(), kLimits);
    if (!IsAllowed(folder)) abort();
    if (unpacked.ok()) {
      for (const auto& file : unpacked->files) {
        if (!fs::exists(fs::path(folder) / unpacked->root / file.path)) abort();
      }
    }
  }
  fs::remove_all(folder);
  return 0;
}
