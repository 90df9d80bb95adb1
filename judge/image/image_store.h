#ifndef ASSAY_JUDGE_IMAGE_IMAGE_STORE_H_
#define ASSAY_JUDGE_IMAGE_IMAGE_STORE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/image/image_documents.h"
#include "judge/image/image_record.h"
#include "judge/image/image_reference.h"
#include "judge/image/layer_unpacker.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

struct ImageStoreOptions {
  ImageLimits limits = {};
  // Of all images' files. 0: as the disk allows.
  int64_t max_store_bytes = 0;
  // See LayerOptions.
  bool strip_privileges = false;
};

// An image in the store, which stays there while this object, or a copy, lives. Its files are at
// `root_path`.
struct StoredImage {
  ImageRecord record;
  ImageConfig config;
  std::string root_path;
  // Holds the image with flock(2): a process that dies gives it up.
  std::shared_ptr<const UniqueFd> lease;
};

// An image as the store lists it.
struct ListedImage {
  ImageRecord record;
  // NAME:TAG, sorted; none for an image that was only run from elsewhere.
  std::vector<std::string> names;
  // Whether some process has it.
  bool in_use = false;
};

// Images, each unpacked once, in a folder that processes share:
//
//   STATE/images/lock           flock(2): held by who changes anything
//   STATE/images/names.json     NAME:TAG -> id
//   STATE/images/trees/ID/      image.json and root/; held with flock(2) by those who use it
//
// An image is unpacked in STATE/run (StateDirectory) and appears, whole, by rename(2); what a
// process that died has left there is removed by the next one. Needs no privileges: all files are
// this process's user's. Thread-safe.
class ImageStore {
 public:
  // `state_root` as of DefaultStateRoot(). Makes what is missing.
  static absl::StatusOr<ImageStore> Open(std::string state_root, ImageStoreOptions options = {});

  // Brings an image into the store under `name`, or under what the source calls it when that is
  // empty; the name is taken from an image that had it. Whatever goes wrong, the store stays as it
  // was. FAILED_PRECONDITION for another platform's image, INVALID_ARGUMENT or DATA_LOSS for a bad
  // one, RESOURCE_EXHAUSTED when there is no room.
  absl::StatusOr<ListedImage> Import(const ImageReference& source, absl::string_view name) const;

  // The image, for use. One from elsewhere is brought into the store first, without a name, unless
  // its files are there. NOT_FOUND says how to import it.
  absl::StatusOr<StoredImage> Acquire(const ImageReference& reference) const;

  // By first name.
  absl::StatusOr<std::vector<ListedImage>> List() const;

  // Removes a name; the image too when it has no other. By id: the image with all its names.
  // FAILED_PRECONDITION when it is in use, and nothing is changed then.
  absl::Status Remove(const ImageReference& reference) const;

  // Removes the images that have no name and are not in use, and what imports that died have left.
  absl::StatusOr<std::vector<ImageRecord>> CollectGarbage() const;

  // Reads all of an image's files. DATA_LOSS when they are not what was imported.
  absl::Status Verify(const ImageReference& reference) const;

 private:
  using Names = std::map<std::string, std::string>;

  ImageStore(std::string state_root, ImageStoreOptions options);

  std::string TreePath(absl::string_view id) const;
  absl::StatusOr<UniqueFd> Lock() const;
  absl::StatusOr<Names> ReadNames() const;
  absl::Status WriteNames(const Names& names) const;
  absl::StatusOr<std::vector<std::string>> ListIds() const;
  absl::StatusOr<std::string> FindId(const Names& names, const ImageReference& reference) const;
  absl::StatusOr<ImageRecord> ReadRecord(const std::string& id) const;
  absl::StatusOr<StoredImage> Lease(const std::string& id) const;
  // Those that follow with the lock held.
  // Returns the id. Where `name` is given, and empty, it becomes what the source calls the image.
  absl::StatusOr<std::string> ImportLocked(const ImageReference& source, std::string* name) const;
  absl::Status RemoveTree(const std::string& id) const;
  absl::Status CheckRoom(int64_t size_bytes) const;

  const std::string state_root_;
  const std::string folder_;
  ImageStoreOptions options_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_IMAGE_STORE_H_
