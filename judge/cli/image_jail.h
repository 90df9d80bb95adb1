#ifndef ASSAY_JUDGE_CLI_IMAGE_JAIL_H_
#define ASSAY_JUDGE_CLI_IMAGE_JAIL_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/image/image_store.h"
#include "judge/language/language_store.h"
#include "sandbox/run_spec.h"

namespace assay::judge {

// The store of images in the state folder.
absl::StatusOr<ImageStore> OpenImageStore(ImageStoreOptions options = {});

// The image that `text` names, which is kept while the object lives. One from elsewhere is brought
// into the store. Errors name the flag --image.
absl::StatusOr<StoredImage> OpenImage(const std::string& text, bool strip_privileges = false);

// The languages that are built in, those that are judged in an image in theirs, which `leases`
// keeps.
absl::StatusOr<LanguageStore> OpenLanguages(std::vector<StoredImage>* leases);

// Fills argv, environment and root of `spec`: see PlanImageProcess(). `working_directory` may be
// empty.
absl::Status EnterImage(const StoredImage& image, const std::vector<std::string>& argv,
                        const std::vector<std::string>& environment,
                        const std::string& working_directory, sandbox::RunSpec* spec);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_IMAGE_JAIL_H_
