#include "judge/image/language_image.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "judge/image/image_reference.h"
#include "judge/image/image_root.h"
#include "judge/language/image_file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::Language;
using ::judge::v1::Mount;
using Mounts = google::protobuf::RepeatedPtrField<Mount>;
using Strings = google::protobuf::RepeatedPtrField<std::string>;

constexpr absl::string_view kJudgesOwn[] = {"/box", "/include", "/src"};

bool IsJudgesOwn(absl::string_view path) {
  return std::find(std::begin(kJudgesOwn), std::end(kJudgesOwn), path) != std::end(kJudgesOwn);
}

Mounts MountsOf(const sandbox::RootFilesystem& root) {
  Mounts mounts;
  for (const sandbox::BindMount& bind : root.binds) {
    if (IsJudgesOwn(bind.jail_path)) continue;
    Mount* const mount = mounts.Add();
    mount->set_host_path(bind.host_path);
    mount->set_jail_path(bind.jail_path);
  }
  for (const sandbox::RootSymlink& link : root.symlinks) {
    if (IsJudgesOwn(link.jail_path)) continue;
    Mount* const mount = mounts.Add();
    mount->set_symlink_target(link.target);
    mount->set_jail_path(link.jail_path);
  }
  return mounts;
}

// What the language says itself counts.
void AddEnvironment(const std::vector<std::string>& image, Strings* environment) {
  for (const std::string& entry : image) {
    const std::string name = entry.substr(0, entry.find('=') + 1);
    const bool is_set =
        std::any_of(environment->begin(), environment->end(),
                    [&](const std::string& each) { return absl::StartsWith(each, name); });
    if (!is_set) *environment->Add() = entry;
  }
}

// What depends on a file depends on the image's: what it has not is left out, and what it has no
// longer depends on the host's.
void SettleOptionalArguments(const std::string& root_path, ::judge::v1::CompileStep* step) {
  google::protobuf::RepeatedPtrField<::judge::v1::OptionalArguments> present;
  for (::judge::v1::OptionalArguments& optional : *step->mutable_optional_arguments()) {
    if (!FindInRoot(root_path, optional.if_file()).valid()) continue;
    optional.set_if_file(root_path);
    *present.Add() = optional;
  }
  *step->mutable_optional_arguments() = present;
}

absl::StatusOr<Language> FindAndPut(const Language& language, const ImageStore& store,
                                    std::vector<StoredImage>* leases) {
  ASSAY_ASSIGN_OR_RETURN(const std::string name, FullImageName(language.image()));
  ASSAY_ASSIGN_OR_RETURN(StoredImage image,
                         store.Acquire({ImageReference::Kind::kStored, name, ""}));
  ASSAY_ASSIGN_OR_RETURN(Language result, PutIntoImage(language, image));
  leases->push_back(std::move(image));
  return result;
}

}  // namespace

absl::StatusOr<Language> PutIntoImage(Language language, const StoredImage& image) {
  ASSAY_ASSIGN_OR_RETURN(const sandbox::RootFilesystem root, MakeImageRoot(image));
  const Mounts mounts = MountsOf(root);
  *language.mutable_compile()->mutable_mounts() = mounts;
  *language.mutable_run()->mutable_mounts() = mounts;
  AddEnvironment(image.config.environment, language.mutable_compile()->mutable_environment());
  AddEnvironment(image.config.environment, language.mutable_run()->mutable_environment());
  SettleOptionalArguments(image.root_path, language.mutable_compile());
  language.set_image_root(image.root_path);
  language.clear_image_problem();
  return language;
}

absl::StatusOr<LanguageStore> PutAllIntoImage(const LanguageStore& languages,
                                              const StoredImage& image) {
  absl::Status status;
  LanguageStore result = languages.Transformed([&](Language language) {
    absl::StatusOr<Language> put = PutIntoImage(std::move(language), image);
    if (!put.ok()) status = put.status();
    return put.value_or(Language());
  });
  ASSAY_RETURN_IF_ERROR(status);
  return result;
}

LanguageStore PutIntoImages(const LanguageStore& languages,
                            const std::function<absl::StatusOr<ImageStore>()>& open_store,
                            std::vector<StoredImage>* leases) {
  return languages.Transformed([&](Language language) {
    if (language.image().empty()) return language;
    const absl::StatusOr<Language> result = [&]() -> absl::StatusOr<Language> {
      ASSAY_ASSIGN_OR_RETURN(const ImageStore store, open_store());
      return FindAndPut(language, store, leases);
    }();
    if (result.ok()) return *result;
    language.set_image_problem(std::string(result.status().message()));
    return language;
  });
}

}  // namespace assay::judge
