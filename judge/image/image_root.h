#ifndef ASSAY_JUDGE_IMAGE_IMAGE_ROOT_H_
#define ASSAY_JUDGE_IMAGE_IMAGE_ROOT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/image/image_documents.h"
#include "judge/image/image_store.h"
#include "sandbox/root_filesystem.h"

namespace assay::judge {

// What a program in the image sees as "/": each entry of the image's root folder, read-only, but
// /work, /tmp, /dev and /proc, which are the jail's own. The image must stay leased meanwhile.
absl::StatusOr<sandbox::RootFilesystem> MakeImageRoot(const StoredImage& image);

// The same as MakeImageRoot() for any folder with an unpacked root file system.
absl::StatusOr<sandbox::RootFilesystem> MakeFolderRoot(const std::string& root_path);

// What a run in an image executes, and how.
struct ImageProcess {
  // The first is an absolute path in the jail.
  std::vector<std::string> argv;
  std::vector<std::string> environment;
  std::string working_directory;
};

// As `docker run IMAGE ARGV...` does: the image's entry point and then `argv`, or the image's
// command where that is empty; the image's environment and then `environment`, of which the last
// of a name counts; `working_directory`, or the image's, or /work where both are empty. A program's
// name without slash is looked for in PATH, within the image. INVALID_ARGUMENT or NOT_FOUND says
// what is missing.
absl::StatusOr<ImageProcess> PlanImageProcess(const StoredImage& image,
                                              const std::vector<std::string>& argv,
                                              const std::vector<std::string>& environment,
                                              const std::string& working_directory);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_IMAGE_ROOT_H_
