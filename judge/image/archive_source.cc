#include "judge/image/archive_source.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "judge/base/printable.h"
#include "judge/base/sha256.h"
#include "judge/store/archive_reader.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

// A configuration, a layer and a few links for each layer.
constexpr int kMostEntries = 10'000;

std::string Shown(absl::string_view text) { return MakePrintableLine(Truncate(text, 200)); }

// Whether the entry's contents are wanted; and where they go.
using Sink = std::function<absl::Status(absl::string_view piece)>;
using SinkOf = std::function<std::optional<Sink>(const std::string& path)>;

class ArchiveSource : public ImageSource {
 public:
  ArchiveSource(UniqueFd archive, std::string scratch_folder, int64_t spool_bytes)
      : archive_(std::move(archive)),
        scratch_folder_(std::move(scratch_folder)),
        spool_bytes_(spool_bytes) {}

  absl::Status Open(const std::string& tag) {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadEntry("manifest.json"));
    absl::StatusOr<std::vector<ArchivedImage>> images = ParseArchiveManifest(text);
    if (!images.ok()) return Annotate(images.status(), "manifest.json");
    ASSAY_ASSIGN_OR_RETURN(chosen_, Choose(*images, tag));
    ASSAY_ASSIGN_OR_RETURN(std::string config, ReadEntry(chosen_.config));
    ASSAY_RETURN_IF_ERROR(SetConfig(std::move(config), chosen_.layers.size()));
    // The file's name is its digest.
    absl::string_view base = chosen_.config;
    base = base.substr(base.rfind('/') + 1);
    absl::ConsumeSuffix(&base, ".json");
    if (base.size() == 64 && base != image_.id) {
      return absl::DataLossError(absl::StrCat("the image's ", Shown(chosen_.config),
                                              " has the digest sha256:", image_.id,
                                              ": it was changed or is damaged; save it anew"));
    }
    for (const std::string& each : chosen_.tags) {
      // "docker.io/library/NAME:TAG" of skopeo's is NAME:TAG to people.
      absl::string_view name = each;
      absl::ConsumePrefix(&name, "docker.io/");
      absl::ConsumePrefix(&name, "library/");
      absl::StatusOr<std::string> full = FullImageName(name);
      if (full.ok() && image_.name.empty()) image_.name = *std::move(full);
    }
    return absl::OkStatus();
  }

  // Digests of packed layers are nowhere in such an archive; those of the unpacked ones are in the
  // configuration.
  absl::StatusOr<UniqueFd> OpenLayer(size_t index) override {
    if (layers_.empty()) ASSAY_RETURN_IF_ERROR(SpoolLayers());
    const std::string& path = chosen_.layers[index];
    UniqueFd copy(fcntl(layers_.at(path).get(), F_DUPFD_CLOEXEC, 0));
    if (!copy.valid()) return ErrnoStatus(errno, "open a layer");
    return copy;
  }

 private:
  absl::Status ReadEntries(const SinkOf& sink_of) {
    ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<ArchiveReader> reader,
                           ArchiveReader::Open(archive_.get()));
    for (int count = 0;; ++count) {
      ASSAY_ASSIGN_OR_RETURN(const ArchiveEntry* const entry, reader->Next());
      if (entry == nullptr) return absl::OkStatus();
      if (count == kMostEntries) {
        return absl::InvalidArgumentError(
            absl::StrCat("the archive has more than ", kMostEntries, " entries"));
      }
      absl::string_view path = entry->path;
      absl::ConsumePrefix(&path, "./");
      const std::optional<Sink> sink =
          entry->kind == ArchiveEntry::Kind::kFile ? sink_of(std::string(path)) : std::nullopt;
      while (true) {
        ASSAY_ASSIGN_OR_RETURN(const absl::string_view piece, reader->Read());
        if (piece.empty()) break;
        if (sink.has_value()) ASSAY_RETURN_IF_ERROR((*sink)(piece));
      }
    }
  }

  absl::StatusOr<std::string> ReadEntry(const std::string& wanted) {
    std::optional<std::string> text;
    const Sink append = [&](absl::string_view piece) -> absl::Status {
      absl::StrAppend(&*text, piece);
      if (text->size() <= static_cast<size_t>(kMostDocumentBytes)) return absl::OkStatus();
      return absl::InvalidArgumentError(absl::StrCat("the archive's ", Shown(wanted),
                                                     " is a document of more than ",
                                                     kMostDocumentBytes, " bytes"));
    };
    ASSAY_RETURN_IF_ERROR(ReadEntries([&](const std::string& path) -> std::optional<Sink> {
      if (path != wanted) return std::nullopt;
      text = "";
      return append;
    }));
    if (text.has_value()) return *std::move(text);
    return absl::InvalidArgumentError(
        absl::StrCat("the archive has no file ", Shown(wanted),
                     wanted == "manifest.json" ? "; was it written by docker save?" : ""));
  }

  static absl::StatusOr<ArchivedImage> Choose(const std::vector<ArchivedImage>& images,
                                              const std::string& tag) {
    std::vector<std::string> known;
    for (const ArchivedImage& image : images) {
      for (const std::string& each : image.tags) {
        if (!tag.empty() && (each == tag || absl::EndsWith(each, absl::StrCat("/", tag)))) {
          return image;
        }
        known.push_back(Shown(each));
      }
    }
    const std::string list = absl::StrCat("there are: ", absl::StrJoin(known, ", "));
    if (!tag.empty()) {
      return absl::NotFoundError(
          absl::StrCat("there is no image with the tag \"", Shown(tag), "\"; ", list));
    }
    if (images.size() > 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("there are several images; name one by its tag; ", list));
    }
    return images.front();
  }

  absl::StatusOr<UniqueFd> MakeSpool() const {
    std::string path = absl::StrCat(scratch_folder_, "/layer-XXXXXX");
    UniqueFd fd(mkostemp(path.data(), O_CLOEXEC));
    if (!fd.valid()) return ErrnoStatus(errno, "make a file for a layer");
    unlink(path.c_str());
    return fd;
  }

  absl::Status SpoolLayers() {
    std::map<std::string, UniqueFd> layers;
    for (const std::string& path : chosen_.layers) {
      if (layers.contains(path)) continue;
      ASSAY_ASSIGN_OR_RETURN(layers[path], MakeSpool());
    }
    std::map<std::string, bool> seen;
    int64_t written_bytes = 0;
    ASSAY_RETURN_IF_ERROR(ReadEntries([&](const std::string& path) -> std::optional<Sink> {
      const auto found = layers.find(path);
      // The first of that name counts.
      if (found == layers.end() || std::exchange(seen[path], true)) return std::nullopt;
      return [&written_bytes, this, fd = found->second.get()](absl::string_view piece) {
        written_bytes += static_cast<int64_t>(piece.size());
        if (written_bytes > spool_bytes_) {
          return absl::InvalidArgumentError(
              absl::StrCat("the image is too large: its layers may have ", spool_bytes_, " bytes"));
        }
        return WriteDescriptor(fd, piece, "a layer");
      };
    }));
    for (const auto& [path, fd] : layers) {
      if (!seen[path]) {
        return absl::InvalidArgumentError(
            absl::StrCat("the archive has no file ", Shown(path), ", which is a layer"));
      }
    }
    layers_ = std::move(layers);
    return absl::OkStatus();
  }

  const UniqueFd archive_;
  const std::string scratch_folder_;
  const int64_t spool_bytes_;
  ArchivedImage chosen_;
  std::map<std::string, UniqueFd> layers_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ImageSource>> OpenDockerArchive(const ImageReference& reference,
                                                               const std::string& scratch_folder,
                                                               int64_t spool_bytes) {
  ASSAY_ASSIGN_OR_RETURN(UniqueFd archive, OpenFile(reference.path, O_RDONLY));
  auto source = std::make_unique<ArchiveSource>(std::move(archive), scratch_folder, spool_bytes);
  ASSAY_RETURN_IF_ERROR(source->Open(reference.tag));
  return source;
}

}  // namespace assay::judge
