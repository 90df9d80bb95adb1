#ifndef ASSAY_JUDGE_IMAGE_LANGUAGE_IMAGE_H_
#define ASSAY_JUDGE_IMAGE_LANGUAGE_IMAGE_H_

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/image/image_store.h"
#include "judge/language/language_store.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

// The language with the files of `image` in the places of its mounts, and the image's environment
// below its own. What the judge shows itself (/src, /box, /include) is not the image's.
absl::StatusOr<::judge::v1::Language> PutIntoImage(::judge::v1::Language language,
                                                   const StoredImage& image);

// Every language in the image.
absl::StatusOr<LanguageStore> PutAllIntoImage(const LanguageStore& languages,
                                              const StoredImage& image);

// The languages, those that name an image in theirs, which `leases` keeps. One whose image is not
// there says so by CheckInstalled(). `open_store` is called when there is one that names an image.
LanguageStore PutIntoImages(const LanguageStore& languages,
                            const std::function<absl::StatusOr<ImageStore>()>& open_store,
                            std::vector<StoredImage>* leases);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_LANGUAGE_IMAGE_H_
