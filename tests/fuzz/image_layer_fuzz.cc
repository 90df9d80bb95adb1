// The layers of a container image, one on top of the other: the first byte says where the second
// one begins.

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>

#include "absl/strings/string_view.h"
#include "judge/image/layer_unpacker.h"
#include "judge/image/tree_builder.h"
#include "sandbox/base/file.h"
#include "sandbox/base/unique_fd.h"

namespace {

namespace fs = std::filesystem;

constexpr assay::judge::LayerOptions kOptions = {
    .limits = {.total_bytes = 1 << 16, .entries = 64, .min_free_bytes = 1 << 20},
    .strip_privileges = true};

// Whether there is nothing below but what an image may have.
bool IsAllowed(const fs::path& folder) {
  uintmax_t bytes = 0;
  int64_t entries = 0;
  for (auto it = fs::recursive_directory_iterator(folder); it != fs::end(it); ++it) {
    struct stat info = {};
    if (lstat(it->path().c_str(), &info) != 0) return false;
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode) && !S_ISLNK(info.st_mode)) return false;
    if (!S_ISLNK(info.st_mode) && (info.st_mode & 07022) != 0) return false;
    if (S_ISREG(info.st_mode) && info.st_nlink == 1) bytes += info.st_size;
    ++entries;
  }
  return bytes <= static_cast<uintmax_t>(kOptions.limits.total_bytes) &&
         entries <= kOptions.limits.entries;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  std::string folder =
      fs::exists("/dev/shm") ? "/dev/shm/assay_fuzz.XXXXXX" : "/tmp/assay_fuzz.XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) abort();
  const fs::path root = fs::path(folder) / "root";
  fs::create_directory(root);
  if (!assay::WriteFile(folder + "/outside", "outside").ok()) abort();
  const absl::string_view all(reinterpret_cast<const char*>(data) + 1, size - 1);
  const size_t second = std::min<size_t>(all.size(), size_t{data[0]} * 512);
  {
    const assay::UniqueFd directory(open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    assay::judge::TreeBuilder tree(directory.get(), kOptions.limits.entries);
    assay::judge::UnpackCounts counts;
    for (const absl::string_view layer : {all.substr(0, second), all.substr(second)}) {
      const assay::UniqueFd archive(memfd_create("layer", MFD_CLOEXEC));
      if (!assay::WriteDescriptor(archive.get(), layer, "layer").ok()) abort();
      const auto digest =
          assay::judge::UnpackLayer(archive.get(), directory.get(), kOptions, &tree, &counts);
      if (!IsAllowed(root)) abort();
      if (digest.ok() && digest->size() != 64) abort();
    }
  }
  // Nothing else was made or changed.
  if (std::distance(fs::directory_iterator(folder), {}) != 2) abort();
  if (assay::ReadFile(folder + "/outside", 100).value_or("") != "outside") abort();
  fs::remove_all(folder);
  return 0;
}
