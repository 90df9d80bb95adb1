#include "judge/cli/image_jail.h"

#include <utility>

#include "judge/image/image_reference.h"
#include "judge/image/image_root.h"
#include "judge/image/language_image.h"
#include "judge/store/state_directory.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<ImageStore> OpenImageStore(ImageStoreOptions options) {
  ASSAY_ASSIGN_OR_RETURN(std::string root, DefaultStateRoot());
  return ImageStore::Open(std::move(root), options);
}

absl::StatusOr<StoredImage> OpenImage(const std::string& text, bool strip_privileges) {
  absl::StatusOr<StoredImage> image = [&]() -> absl::StatusOr<StoredImage> {
    ASSAY_ASSIGN_OR_RETURN(const ImageReference reference, ParseImageReference(text));
    ASSAY_ASSIGN_OR_RETURN(const ImageStore store,
                           OpenImageStore({.strip_privileges = strip_privileges}));
    return store.Acquire(reference);
  }();
  if (!image.ok()) return Annotate(image.status(), "--image");
  return image;
}

absl::StatusOr<LanguageStore> OpenLanguages(std::vector<StoredImage>* leases) {
  ASSAY_ASSIGN_OR_RETURN(const LanguageStore languages, LanguageStore::BuiltIn());
  return PutIntoImages(
      languages, [] { return OpenImageStore(); }, leases);
}

absl::Status EnterImage(const StoredImage& image, const std::vector<std::string>& argv,
                        const std::vector<std::string>& environment,
                        const std::string& working_directory, sandbox::RunSpec* spec) {
  ASSAY_ASSIGN_OR_RETURN(ImageProcess process,
                         PlanImageProcess(image, argv, environment, working_directory));
  ASSAY_ASSIGN_OR_RETURN(spec->root, MakeImageRoot(image));
  spec->argv = std::move(process.argv);
  spec->env = std::move(process.environment);
  spec->root.working_directory = std::move(process.working_directory);
  return absl::OkStatus();
}

}  // namespace assay::judge
