#include "judge/image/folder_source.h"

#include <fcntl.h>

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "judge/base/printable.h"
#include "judge/image/blob.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

// An index may point at an index, as for several platforms.
constexpr int kMostIndexes = 3;

class FolderSource : public ImageSource {
 public:
  // `prefix` stands before each blob's digest.
  FolderSource(UniqueFd folder, std::string prefix)
      : folder_(std::move(folder)), prefix_(std::move(prefix)) {}

  absl::Status OpenLayout(const ImageReference& reference) {
    ASSAY_ASSIGN_OR_RETURN(const std::string index, ReadFileOf("index.json"));
    ASSAY_ASSIGN_OR_RETURN(const BlobReference blob,
                           Choose(index, "index.json", reference.tag, &chosen_tag_));
    ASSAY_ASSIGN_OR_RETURN(std::string manifest, ReadOf(blob));
    for (int i = 1; LooksLikeIndex(manifest); ++i) {
      if (i >= kMostIndexes) return absl::InvalidArgumentError("its indexes are nested too deep");
      std::string ignored;
      ASSAY_ASSIGN_OR_RETURN(const BlobReference next, Choose(manifest, blob.digest, "", &ignored));
      ASSAY_ASSIGN_OR_RETURN(manifest, ReadOf(next));
    }
    return SetManifest(manifest);
  }

  absl::Status OpenFolder() {
    ASSAY_ASSIGN_OR_RETURN(const std::string manifest, ReadFileOf("manifest.json"));
    return SetManifest(manifest);
  }

  // NAME:TAG, of what the folder is called and its tag.
  void SetName(const std::string& path) {
    absl::string_view base = path;
    while (base.size() > 1 && base.back() == '/') base.remove_suffix(1);
    base = base.substr(base.rfind('/') + 1);
    const std::string name = absl::AsciiStrToLower(base);
    absl::StatusOr<std::string> full =
        FullImageName(chosen_tag_.empty() ? name : absl::StrCat(name, ":", chosen_tag_));
    // A tag can be a name in full.
    if (!full.ok()) full = FullImageName(chosen_tag_);
    if (full.ok()) image_.name = *std::move(full);
  }

  absl::StatusOr<UniqueFd> OpenLayer(size_t index) override {
    const BlobReference& layer = manifest_.layers[index];
    return OpenBlob(folder_.get(), absl::StrCat(prefix_, layer.digest), layer);
  }

 private:
  absl::StatusOr<std::string> ReadFileOf(const std::string& name) {
    ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenRegular(folder_.get(), name));
    absl::StatusOr<std::string> text = ReadDescriptor(fd.get(), kMostDocumentBytes, name);
    if (!absl::IsResourceExhausted(text.status())) return text;
    return absl::InvalidArgumentError(absl::StrCat(name, " is too large"));
  }

  absl::StatusOr<std::string> ReadOf(const BlobReference& blob) {
    return ReadBlob(folder_.get(), absl::StrCat(prefix_, blob.digest), blob);
  }

  // The entry of an index for the tag, if one is given, and for this host.
  static absl::StatusOr<BlobReference> Choose(absl::string_view text, absl::string_view name,
                                              const std::string& tag, std::string* chosen_tag) {
    absl::StatusOr<std::vector<IndexEntry>> entries = ParseIndex(text);
    if (!entries.ok()) return Annotate(entries.status(), name);
    std::vector<const IndexEntry*> fitting;
    std::vector<std::string> tags;
    std::vector<std::string> platforms;
    for (const IndexEntry& entry : *entries) {
      if (!entry.tag.empty()) tags.push_back(MakePrintableLine(Truncate(entry.tag, 100)));
      if (!tag.empty() && entry.tag != tag) continue;
      if (!entry.platform.empty() && entry.platform != kPlatform) {
        platforms.push_back(MakePrintableLine(Truncate(entry.platform, 100)));
        continue;
      }
      fitting.push_back(&entry);
    }
    if (fitting.size() == 1) {
      *chosen_tag = fitting[0]->tag;
      return fitting[0]->blob;
    }
    const std::string known = absl::StrCat("there are: ", absl::StrJoin(tags, ", "));
    if (fitting.size() > 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("there are several images; name one by its tag; ", known));
    }
    if (!platforms.empty()) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the image is for ", absl::StrJoin(platforms, ", "), " and this host for ", kPlatform));
    }
    if (entries->empty()) return absl::NotFoundError("there is no image in it");
    return absl::NotFoundError(
        absl::StrCat("there is no image with the tag \"", MakePrintableLine(tag), "\"; ", known));
  }

  absl::Status SetManifest(const std::string& text) {
    absl::StatusOr<ImageManifest> manifest = ParseManifest(text);
    if (!manifest.ok()) return Annotate(manifest.status(), "the image's manifest");
    manifest_ = *std::move(manifest);
    ASSAY_ASSIGN_OR_RETURN(std::string config, ReadOf(manifest_.config));
    return SetConfig(std::move(config), manifest_.layers.size());
  }

  const UniqueFd folder_;
  const std::string prefix_;
  ImageManifest manifest_;
  std::string chosen_tag_;
};

absl::StatusOr<UniqueFd> OpenPath(const std::string& path) {
  return OpenFile(path, O_RDONLY | O_DIRECTORY);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ImageSource>> OpenOciLayout(const ImageReference& reference) {
  ASSAY_ASSIGN_OR_RETURN(UniqueFd folder, OpenPath(reference.path));
  auto source = std::make_unique<FolderSource>(std::move(folder), "blobs/sha256/");
  ASSAY_RETURN_IF_ERROR(source->OpenLayout(reference));
  source->SetName(reference.path);
  return source;
}

absl::StatusOr<std::unique_ptr<ImageSource>> OpenImageFolder(const ImageReference& reference) {
  ASSAY_ASSIGN_OR_RETURN(UniqueFd folder, OpenPath(reference.path));
  auto source = std::make_unique<FolderSource>(std::move(folder), "");
  ASSAY_RETURN_IF_ERROR(source->OpenFolder());
  source->SetName(reference.path);
  return source;
}

}  // namespace assay::judge
