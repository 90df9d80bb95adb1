#ifndef ASSAY_JUDGE_LANGUAGE_LANGUAGE_STORE_H_
#define ASSAY_JUDGE_LANGUAGE_LANGUAGE_STORE_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

// The languages that Assay judges, validated. Immutable, hence thread-safe.
class LanguageStore {
 public:
  // The languages of policies/languages, which are built into the program.
  static absl::StatusOr<LanguageStore> BuiltIn();
  // Their texts: id -> textproto of judge.v1.Language.
  static std::map<std::string, std::string> BuiltInTexts();
  // Languages as textproto of judge.v1.Language: id -> text. INVALID_ARGUMENT names the language,
  // the field and what is wrong.
  static absl::StatusOr<LanguageStore> Parse(const std::map<std::string, std::string>& texts);

  // The pointers that follow live as long as the store. NOT_FOUND lists the known ids.
  absl::StatusOr<const ::judge::v1::Language*> Get(absl::string_view id) const;
  // By the file name's ending, in exactly that case. NOT_FOUND lists the known endings.
  absl::StatusOr<const ::judge::v1::Language*> Guess(absl::string_view file_name) const;

  // The same languages, each as `change` makes it of one.
  LanguageStore Transformed(
      const std::function<::judge::v1::Language(::judge::v1::Language)>& change) const;

  // By id.
  const std::vector<::judge::v1::Language>& languages() const { return languages_; }

 private:
  explicit LanguageStore(std::vector<::judge::v1::Language> languages);

  std::vector<::judge::v1::Language> languages_;
};

// The command that installs the toolchain, for a person with root's rights to type.
std::string InstallCommand(const ::judge::v1::Language& language);

// FAILED_PRECONDITION, naming the file, or the image, that the host lacks and the command that
// brings it.
absl::Status CheckInstalled(const ::judge::v1::Language& language);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_LANGUAGE_LANGUAGE_STORE_H_
