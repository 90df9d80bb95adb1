#include "judge/service/policy_set.h"

#include <filesystem>
#include <map>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/image/language_image.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;

constexpr char kEnding[] = ".textproto";
constexpr int64_t kMostTextBytes = int64_t{1} << 20;

// Adds the folder's files to `texts`; a folder that is not there has none.
absl::Status AddTexts(const fs::path& folder, std::map<std::string, std::string>* texts) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return absl::OkStatus();
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != kEnding) continue;
    ASSAY_ASSIGN_OR_RETURN((*texts)[entry.path().stem()], ReadFile(entry.path(), kMostTextBytes));
  }
  if (!error) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("read ", folder.string(), ": ", error.message()));
}

}  // namespace

absl::StatusOr<std::shared_ptr<PolicySet>> PolicySet::Load(const std::string& directory,
                                                           const std::string& state_root) {
  std::map<std::string, std::string> languages = LanguageStore::BuiltInTexts();
  std::map<std::string, std::string> seccomp = sandbox::PolicyStore::BuiltInTexts();
  if (!directory.empty()) {
    std::error_code error;
    if (!fs::is_directory(directory, error)) {
      return absl::NotFoundError(
          absl::StrCat("policies: there is no directory ", MakePrintableLine(directory)));
    }
    ASSAY_RETURN_IF_ERROR(AddTexts(fs::path(directory) / "languages", &languages));
    ASSAY_RETURN_IF_ERROR(AddTexts(fs::path(directory) / "seccomp", &seccomp));
  }
  ASSAY_ASSIGN_OR_RETURN(const LanguageStore parsed, LanguageStore::Parse(languages));
  std::vector<StoredImage> images;
  LanguageStore store = PutIntoImages(
      parsed, [&] { return ImageStore::Open(state_root); }, &images);
  auto set = std::make_shared<PolicySet>(std::move(images), std::move(store), std::move(seccomp),
                                         state_root);
  // A policy that does not compile is found out now and not by a submission.
  for (const std::string& name : set->seccomp.Names()) {
    ASSAY_RETURN_IF_ERROR(set->seccomp.Get(name).status());
  }
  return set;
}

}  // namespace assay::judge
