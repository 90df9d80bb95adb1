#include "judge/image/image_unpacker.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "judge/image/directory.h"
#include "judge/image/tree_builder.h"
#include "judge/image/tree_digest.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

absl::Status UnpackChecked(ImageSource& source, size_t index, int root_fd,
                           const LayerOptions& options, TreeBuilder* tree, UnpackCounts* counts) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd layer, source.OpenLayer(index));
  ASSAY_ASSIGN_OR_RETURN(const std::string digest,
                         UnpackLayer(layer.get(), root_fd, options, tree, counts));
  const std::string& wanted = source.image().config.layer_digests[index];
  if (digest == wanted) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("unpacked it has the digest sha256:", digest,
                                          " and should have sha256:", wanted,
                                          ": it was changed or is damaged; copy the image anew"));
}

}  // namespace

absl::StatusOr<ImageRecord> UnpackImage(ImageSource& source, const std::string& folder,
                                        const LayerOptions& options) {
  const std::string path = absl::StrCat(folder, "/root");
  if (mkdir(path.c_str(), 0755) != 0) return ErrnoStatus(errno, absl::StrCat("make ", path));
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd root, OpenFile(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  TreeBuilder tree(root.get(), options.limits.entries);
  UnpackCounts counts;
  const size_t layer_count = source.image().config.layer_digests.size();
  for (size_t i = 0; i < layer_count; ++i) {
    const absl::Status status = UnpackChecked(source, i, root.get(), options, &tree, &counts);
    if (!status.ok()) return Annotate(status, absl::StrCat("layer ", i + 1, " of ", layer_count));
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> top, ListDirectory(root.get()));
  if (top.size() > kMostTopEntries) {
    return absl::InvalidArgumentError(
        absl::StrCat("its root folder has ", top.size(), " entries; at most ", kMostTopEntries));
  }
  ASSAY_ASSIGN_OR_RETURN(TreeDigest digest, DigestTree(root.get()));
  ImageRecord record;
  record.id = source.image().id;
  record.config_text = source.image().config_text;
  record.tree_digest = std::move(digest.digest);
  record.size_bytes = digest.size_bytes;
  record.entry_count = digest.entry_count;
  record.stripped_count = counts.stripped_count;
  return record;
}

}  // namespace assay::judge
