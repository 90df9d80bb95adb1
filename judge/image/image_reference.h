#ifndef ASSAY_JUDGE_IMAGE_IMAGE_REFERENCE_H_
#define ASSAY_JUDGE_IMAGE_IMAGE_REFERENCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// How a person names an image: one in the store, or where one is to be had.
struct ImageReference {
  enum class Kind {
    // NAME[:TAG], or the beginning of an id, in the store.
    kStored,
    // oci:PATH[:TAG], an OCI image layout.
    kOciLayout,
    // docker-archive:FILE[:NAME:TAG], as `docker save` writes it.
    kDockerArchive,
    // dir:PATH, a folder as skopeo's transport of that name writes it.
    kFolder,
  };
  Kind kind = Kind::kStored;
  // Of the file system, or NAME:TAG in full, or an id.
  std::string path;
  // Of a layout or an archive; empty when none is given.
  std::string tag;
};

// Parses what a person wrote. Looks at the file system to tell a path with a colon in it from a
// path with a tag. INVALID_ARGUMENT gives the accepted forms.
absl::StatusOr<ImageReference> ParseImageReference(absl::string_view text);

// NAME[:TAG] in full, with the tag "latest" where none is given. Names are lower-case letters,
// digits and single separators (. _ - /) between them, tags letters, digits, '_', '.' and '-', as
// Docker has them. INVALID_ARGUMENT otherwise.
absl::StatusOr<std::string> FullImageName(absl::string_view text);

// Whether `text` is 12 to 64 lower-case hexadecimal digits.
bool IsImageId(absl::string_view text);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_IMAGE_REFERENCE_H_
