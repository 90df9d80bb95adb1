#include "judge/image/image_store.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "judge/base/printable.h"
#include "judge/image/directory.h"
#include "judge/image/image_source.h"
#include "judge/image/image_unpacker.h"
#include "judge/image/tree_digest.h"
#include "judge/store/state_directory.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr int64_t kMostRecordBytes = 3 * kMostDocumentBytes;
constexpr int64_t kMostNamesBytes = int64_t{16} << 20;

absl::Status MakeFolder(const std::string& path) {
  if (mkdir(path.c_str(), 0755) == 0 || errno == EEXIST) return absl::OkStatus();
  return ErrnoStatus(errno, absl::StrCat("make ", path));
}

std::string ShortId(absl::string_view id) { return std::string(id.substr(0, 12)); }

bool IsHeld(const std::string& path) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  return fd.valid() && flock(fd.get(), LOCK_EX | LOCK_NB) != 0;
}

std::string DescribeReference(const ImageReference& reference) {
  return MakePrintableLine(Truncate(reference.path, 200));
}

}  // namespace

ImageStore::ImageStore(std::string state_root, ImageStoreOptions options)
    : state_root_(std::move(state_root)),
      folder_(absl::StrCat(state_root_, "/images")),
      options_(options) {
  // A single image that large is refused before all of it is on the disk.
  if (options_.max_store_bytes > 0) {
    options_.limits.total_bytes = std::min(options_.limits.total_bytes, options_.max_store_bytes);
  }
}

absl::StatusOr<ImageStore> ImageStore::Open(std::string state_root, ImageStoreOptions options) {
  ImageStore store(std::move(state_root), options);
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(store.state_root_).parent_path(),
                                      error);
  if (mkdir(store.state_root_.c_str(), 0700) != 0 && errno != EEXIST) {
    return Annotate(ErrnoStatus(errno, absl::StrCat("make ", store.state_root_)),
                    "state folder (set ASSAY_STATE_DIR to a folder that you may write)");
  }
  ASSAY_RETURN_IF_ERROR(MakeFolder(store.folder_));
  ASSAY_RETURN_IF_ERROR(MakeFolder(absl::StrCat(store.folder_, "/trees")));
  return store;
}

std::string ImageStore::TreePath(absl::string_view id) const {
  return absl::StrCat(folder_, "/trees/", id);
}

absl::StatusOr<UniqueFd> ImageStore::Lock() const {
  const std::string path = absl::StrCat(folder_, "/lock");
  ASSAY_ASSIGN_OR_RETURN(UniqueFd lock, OpenFile(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600));
  int result = 0;
  do {
    result = flock(lock.get(), LOCK_EX);
  } while (result != 0 && errno == EINTR);
  if (result != 0) return ErrnoStatus(errno, absl::StrCat("lock ", path));
  return lock;
}

absl::StatusOr<ImageStore::Names> ImageStore::ReadNames() const {
  const std::string path = absl::StrCat(folder_, "/names.json");
  const absl::StatusOr<std::string> text = ReadFile(path, kMostNamesBytes);
  if (absl::IsNotFound(text.status())) return Names();
  ASSAY_RETURN_IF_ERROR(text.status());
  const nlohmann::json json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  Names names;
  bool is_good = json.is_object();
  if (is_good) {
    for (const auto& [name, id] : json.items()) {
      is_good = is_good && id.is_string() && IsImageId(id.get_ref<const std::string&>());
      if (is_good) names[name] = id.get<std::string>();
    }
  }
  if (!is_good) return absl::DataLossError(absl::StrCat(path, " is damaged; remove it"));
  return names;
}

absl::Status ImageStore::WriteNames(const Names& names) const {
  const std::string path = absl::StrCat(folder_, "/names.json");
  const std::string fresh = absl::StrCat(path, ".new");
  ASSAY_RETURN_IF_ERROR(WriteFile(fresh, nlohmann::json(names).dump(2), 0644));
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFile(fresh, O_RDONLY));
  if (fsync(fd.get()) != 0) return ErrnoStatus(errno, absl::StrCat("sync ", fresh));
  if (rename(fresh.c_str(), path.c_str()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("rename to ", path));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> ImageStore::ListIds() const {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd folder,
                         OpenFile(absl::StrCat(folder_, "/trees"), O_RDONLY | O_DIRECTORY));
  return ListDirectory(folder.get());
}

absl::StatusOr<std::string> ImageStore::FindId(const Names& names,
                                               const ImageReference& reference) const {
  if (const auto found = names.find(reference.path); found != names.end()) return found->second;
  if (IsImageId(reference.path)) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> ids, ListIds());
    std::vector<std::string> fitting;
    for (const std::string& id : ids) {
      if (absl::StartsWith(id, reference.path)) fitting.push_back(id);
    }
    if (fitting.size() == 1) return fitting[0];
    if (fitting.size() > 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("image ", reference.path, ": several ids begin so; give more of it"));
    }
    // Hexadecimal digits are a name, too.
    const auto named = names.find(absl::StrCat(reference.path, ":latest"));
    if (named != names.end()) return named->second;
  }
  return absl::NotFoundError(absl::StrCat(
      "image ", DescribeReference(reference),
      " is not in the host's image store; bring it in with: sandbox_cli image import oci:PATH:TAG ",
      DescribeReference(reference)));
}

absl::StatusOr<ImageRecord> ImageStore::ReadRecord(const std::string& id) const {
  const absl::StatusOr<std::string> text =
      ReadFile(absl::StrCat(TreePath(id), "/image.json"), kMostRecordBytes);
  if (!text.ok()) return Annotate(text.status(), absl::StrCat("image ", ShortId(id)));
  absl::StatusOr<ImageRecord> record = ParseImageRecord(*text);
  if (record.ok() && record->id != id) record = absl::DataLossError("its id is another one");
  if (!record.ok()) return Annotate(record.status(), absl::StrCat("image ", ShortId(id)));
  return record;
}

absl::StatusOr<StoredImage> ImageStore::Lease(const std::string& id) const {
  const std::string path = TreePath(id);
  StoredImage image;
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, OpenFile(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  if (flock(fd.get(), LOCK_SH | LOCK_NB) != 0) {
    return absl::NotFoundError(absl::StrCat("image ", ShortId(id), " is being removed"));
  }
  // It may have been removed before the lock was there.
  struct stat held = {};
  struct stat named = {};
  if (fstat(fd.get(), &held) != 0 || stat(path.c_str(), &named) != 0 ||
      held.st_ino != named.st_ino) {
    return absl::NotFoundError(absl::StrCat("image ", ShortId(id), " was just removed"));
  }
  ASSAY_ASSIGN_OR_RETURN(image.record, ReadRecord(id));
  ASSAY_ASSIGN_OR_RETURN(image.config, ParseConfig(image.record.config_text));
  image.root_path = absl::StrCat(path, "/root");
  image.lease = std::make_shared<const UniqueFd>(std::move(fd));
  return image;
}

absl::Status ImageStore::CheckRoom(int64_t size_bytes) const {
  if (options_.max_store_bytes == 0) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> ids, ListIds());
  int64_t used_bytes = 0;
  for (const std::string& id : ids) {
    const absl::StatusOr<ImageRecord> record = ReadRecord(id);
    if (record.ok()) used_bytes += record->size_bytes;
  }
  if (used_bytes + size_bytes <= options_.max_store_bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("the image store is full: it has ", used_bytes, " of ", options_.max_store_bytes,
                   " bytes, and the image ", size_bytes,
                   "; make room with: sandbox_cli image gc, or image remove NAME"));
}

absl::StatusOr<std::string> ImageStore::ImportLocked(const ImageReference& reference,
                                                     std::string* name) const {
  // On the store's own file system, so that the image can be renamed into its place.
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<StateDirectory> state,
                         StateDirectory::Open(state_root_));
  ASSAY_ASSIGN_OR_RETURN(const TemporaryDirectory scratch, state->MakeDirectory("image"));
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<ImageSource> source,
                         ImageSource::Open(reference, scratch.path(), options_.limits.total_bytes));
  std::string id = source->image().id;
  if (name != nullptr && name->empty()) *name = source->image().name;
  if (name != nullptr && name->empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("image ", DescribeReference(reference),
                     " brings no name along; give one: sandbox_cli image import SOURCE NAME"));
  }
  if (ReadRecord(id).ok()) return id;
  ASSAY_RETURN_IF_ERROR(CheckRoom(0));
  const std::string fresh = absl::StrCat(scratch.path(), "/tree");
  ASSAY_RETURN_IF_ERROR(MakeFolder(fresh));
  absl::StatusOr<ImageRecord> record =
      UnpackImage(*source, fresh, {options_.limits, options_.strip_privileges});
  if (!record.ok()) {
    return Annotate(record.status(), absl::StrCat("image ", DescribeReference(reference)));
  }
  ASSAY_RETURN_IF_ERROR(CheckRoom(record->size_bytes));
  record->import_time = absl::Now();
  const std::string record_path = absl::StrCat(fresh, "/image.json");
  ASSAY_RETURN_IF_ERROR(WriteFile(record_path, FormatImageRecord(*record)));
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFile(record_path, O_RDONLY));
  // All of it, before anything names it.
  if (syncfs(fd.get()) != 0) return ErrnoStatus(errno, "sync an image");
  // A damaged one, which could not be read above, makes way.
  if (access(TreePath(id).c_str(), F_OK) == 0) ASSAY_RETURN_IF_ERROR(RemoveTree(id));
  if (rename(fresh.c_str(), TreePath(id).c_str()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("rename an image to ", TreePath(id)));
  }
  return id;
}

absl::StatusOr<ListedImage> ImageStore::Import(const ImageReference& source,
                                               absl::string_view name) const {
  if (source.kind == ImageReference::Kind::kStored) {
    return absl::InvalidArgumentError(absl::StrCat(
        "image ", DescribeReference(source),
        ": an import is of oci:PATH[:TAG], docker-archive:FILE[:NAME:TAG] or dir:PATH"));
  }
  std::string full_name;
  if (!name.empty()) {
    ASSAY_ASSIGN_OR_RETURN(full_name, FullImageName(name));
  }
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd lock, Lock());
  ASSAY_ASSIGN_OR_RETURN(Names names, ReadNames());
  ASSAY_ASSIGN_OR_RETURN(const std::string id, ImportLocked(source, &full_name));
  names[full_name] = id;
  ASSAY_RETURN_IF_ERROR(WriteNames(names));
  ListedImage image;
  ASSAY_ASSIGN_OR_RETURN(image.record, ReadRecord(id));
  image.names = {full_name};
  return image;
}

absl::StatusOr<StoredImage> ImageStore::Acquire(const ImageReference& reference) const {
  if (reference.kind == ImageReference::Kind::kStored) {
    ASSAY_ASSIGN_OR_RETURN(const Names names, ReadNames());
    ASSAY_ASSIGN_OR_RETURN(const std::string id, FindId(names, reference));
    return Lease(id);
  }
  // Only its documents are read when its files are there.
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd lock, Lock());
  ASSAY_ASSIGN_OR_RETURN(const std::string id, ImportLocked(reference, nullptr));
  return Lease(id);
}

absl::StatusOr<std::vector<ListedImage>> ImageStore::List() const {
  ASSAY_ASSIGN_OR_RETURN(const Names names, ReadNames());
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> ids, ListIds());
  std::vector<ListedImage> images;
  for (const std::string& id : ids) {
    ListedImage image;
    ASSAY_ASSIGN_OR_RETURN(image.record, ReadRecord(id));
    for (const auto& [name, of] : names) {
      if (of == id) image.names.push_back(name);
    }
    image.in_use = IsHeld(TreePath(id));
    images.push_back(std::move(image));
  }
  std::sort(images.begin(), images.end(), [](const ListedImage& a, const ListedImage& b) {
    return std::pair(a.names.empty(), a.names) < std::pair(b.names.empty(), b.names);
  });
  return images;
}

absl::Status ImageStore::RemoveTree(const std::string& id) const {
  const std::string path = TreePath(id);
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFile(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("image ", ShortId(id), " is in use; try again when nothing runs in it"));
  }
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<StateDirectory> state,
                         StateDirectory::Open(state_root_));
  ASSAY_ASSIGN_OR_RETURN(const TemporaryDirectory grave, state->MakeDirectory("image"));
  // At once out of sight; the contents go with the folder.
  if (rename(path.c_str(), absl::StrCat(grave.path(), "/tree").c_str()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("remove ", path));
  }
  return absl::OkStatus();
}

absl::Status ImageStore::Remove(const ImageReference& reference) const {
  if (reference.kind != ImageReference::Kind::kStored) {
    return absl::InvalidArgumentError("only a NAME[:TAG] or an id of the store can be removed");
  }
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd lock, Lock());
  ASSAY_ASSIGN_OR_RETURN(Names names, ReadNames());
  ASSAY_ASSIGN_OR_RETURN(const std::string id, FindId(names, reference));
  if (names.erase(reference.path) == 0) {
    for (auto it = names.begin(); it != names.end();) {
      it = it->second == id ? names.erase(it) : std::next(it);
    }
  }
  const bool has_other = std::any_of(names.begin(), names.end(),
                                     [&](const auto& entry) { return entry.second == id; });
  // A name that leads nowhere could not be removed otherwise.
  if (!has_other && access(TreePath(id).c_str(), F_OK) == 0) ASSAY_RETURN_IF_ERROR(RemoveTree(id));
  return WriteNames(names);
}

absl::StatusOr<std::vector<ImageRecord>> ImageStore::CollectGarbage() const {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd lock, Lock());
  // Removes what dead processes have left.
  ASSAY_RETURN_IF_ERROR(StateDirectory::Open(state_root_).status());
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ListedImage> images, List());
  std::vector<ImageRecord> removed;
  for (const ListedImage& image : images) {
    if (!image.names.empty()) continue;
    const absl::Status status = RemoveTree(image.record.id);
    if (absl::IsFailedPrecondition(status)) continue;
    ASSAY_RETURN_IF_ERROR(status);
    removed.push_back(image.record);
  }
  return removed;
}

absl::Status ImageStore::Verify(const ImageReference& reference) const {
  ASSAY_ASSIGN_OR_RETURN(const StoredImage image, Acquire(reference));
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd root,
                         OpenFile(image.root_path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  ASSAY_ASSIGN_OR_RETURN(const TreeDigest digest, DigestTree(root.get()));
  if (digest.digest == image.record.tree_digest) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("image ", ShortId(image.record.id), ": the files below ", image.root_path,
                   " are not what was imported; remove it and import it anew"));
}

}  // namespace assay::judge
