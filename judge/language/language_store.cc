#include "judge/language/language_store.h"

#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "judge/base/printable.h"
#include "judge/language/image_file.h"
#include "judge/language/language_validation.h"
#include "policies/languages/language_texts.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::Language;

// Keeps the first error of the parser, which would print it otherwise.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat("line ", line + 1, ":", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

absl::StatusOr<Language> ParseLanguage(const std::string& text) {
  Language language;
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(text, &language)) return absl::InvalidArgumentError(error.text());
  return language;
}

}  // namespace

LanguageStore::LanguageStore(std::vector<Language> languages) : languages_(std::move(languages)) {}

absl::StatusOr<LanguageStore> LanguageStore::BuiltIn() { return Parse(BuiltInTexts()); }

std::map<std::string, std::string> LanguageStore::BuiltInTexts() {
  return {kLanguageTexts, kLanguageTexts + kLanguageTextsCount};
}

absl::StatusOr<LanguageStore> LanguageStore::Parse(
    const std::map<std::string, std::string>& texts) {
  std::vector<Language> languages;
  std::map<std::string, std::string> language_of_extension;
  for (const auto& [id, text] : texts) {
    const std::string context = absl::StrCat("language ", id);
    absl::StatusOr<Language> language = ParseLanguage(text);
    if (!language.ok()) return Annotate(language.status(), context);
    ASSAY_RETURN_IF_ERROR(Annotate(ValidateLanguage(*language), context));
    if (language->id() != id) {
      return absl::InvalidArgumentError(
          absl::StrCat(context, ": id: is \"", language->id(), "\" in a file of another name"));
    }
    for (const std::string& extension : language->extensions()) {
      const auto [other, is_new] = language_of_extension.emplace(extension, id);
      if (!is_new) {
        return absl::InvalidArgumentError(absl::StrCat(
            context, ": extensions: \"", extension, "\" belongs to ", other->second, " already"));
      }
    }
    languages.push_back(*std::move(language));
  }
  return LanguageStore(std::move(languages));
}

absl::StatusOr<const Language*> LanguageStore::Get(absl::string_view id) const {
  std::vector<std::string> ids;
  for (const Language& language : languages_) {
    if (language.id() == id) return &language;
    ids.push_back(language.id());
  }
  return absl::NotFoundError(absl::StrCat("unknown language \"", MakePrintableLine(id),
                                          "\"; known are ", absl::StrJoin(ids, ", ")));
}

absl::StatusOr<const Language*> LanguageStore::Guess(absl::string_view file_name) const {
  const absl::string_view base = file_name.substr(file_name.rfind('/') + 1);
  const size_t dot = base.rfind('.');
  const absl::string_view ending = dot == absl::string_view::npos ? "" : base.substr(dot + 1);
  std::vector<std::string> endings;
  for (const Language& language : languages_) {
    for (const std::string& extension : language.extensions()) {
      if (extension == ending) return &language;
      endings.push_back(absl::StrCat(".", extension));
    }
  }
  return absl::NotFoundError(absl::StrCat("no language has the ending of ",
                                          MakePrintableLine(file_name), "; known are ",
                                          absl::StrJoin(endings, " "), "; name the language"));
}

std::string InstallCommand(const Language& language) {
  return absl::StrCat("apt-get install -y ", absl::StrJoin(language.debian_packages(), " "));
}

LanguageStore LanguageStore::Transformed(const std::function<Language(Language)>& change) const {
  std::vector<Language> changed;
  changed.reserve(languages_.size());
  for (const Language& language : languages_) changed.push_back(change(language));
  return LanguageStore(std::move(changed));
}

absl::Status CheckInstalled(const Language& language) {
  if (!language.image_root().empty()) {
    for (const std::string& file : language.required_files()) {
      if (HasExecutable(language.image_root(), file)) continue;
      return absl::FailedPreconditionError(
          absl::StrCat(language.display_name(), " is not in its image: no executable ", file,
                       "; build one with: tools/images/build ", language.id()));
    }
    return absl::OkStatus();
  }
  if (!language.image().empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat(language.display_name(), " is judged in an image: ",
                     language.image_problem().empty() ? "the image store was not opened"
                                                      : language.image_problem()));
  }
  for (const std::string& file : language.required_files()) {
    if (access(file.c_str(), X_OK) == 0) continue;
    return absl::FailedPreconditionError(
        absl::StrCat(language.display_name(), " is not installed: no executable ", file,
                     "; install it with: ", InstallCommand(language)));
  }
  return absl::OkStatus();
}

}  // namespace assay::judge
