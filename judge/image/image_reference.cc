#include "judge/image/image_reference.h"

#include <unistd.h>

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

constexpr size_t kMostNameBytes = 200;
constexpr size_t kMostTagBytes = 128;

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

bool IsName(absl::string_view name) {
  if (name.empty() || name.size() > kMostNameBytes) return false;
  bool after_separator = true;
  for (const char each : name) {
    const bool is_plain = absl::ascii_islower(each) || absl::ascii_isdigit(each);
    const bool is_separator = each == '.' || each == '_' || each == '-' || each == '/';
    if (!is_plain && (!is_separator || after_separator)) return false;
    after_separator = is_separator;
  }
  return !after_separator;
}

bool IsTag(absl::string_view tag) {
  if (tag.empty() || tag.size() > kMostTagBytes || tag.front() == '.' || tag.front() == '-') {
    return false;
  }
  return std::all_of(tag.begin(), tag.end(), [](char each) {
    return absl::ascii_isalnum(each) || each == '_' || each == '.' || each == '-';
  });
}

absl::Status Refuse(absl::string_view text, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("image \"", MakePrintableLine(Truncate(text, 200)), "\" ", what));
}

// PATH[:TAG], of which PATH may have colons, too.
ImageReference SplitPath(ImageReference::Kind kind, absl::string_view text) {
  ImageReference reference{.kind = kind, .path = std::string(text), .tag = ""};
  if (kind == ImageReference::Kind::kFolder || Exists(reference.path)) return reference;
  size_t colon = text.find(':', text.rfind('/') == absl::string_view::npos ? 0 : text.rfind('/'));
  // NAME:TAG of an archive may have slashes.
  for (size_t each = text.find(':'); each != absl::string_view::npos;
       each = text.find(':', each + 1)) {
    if (Exists(std::string(text.substr(0, each)))) colon = each;
  }
  if (colon == absl::string_view::npos) return reference;
  reference.path = std::string(text.substr(0, colon));
  reference.tag = std::string(text.substr(colon + 1));
  return reference;
}

}  // namespace

bool IsImageId(absl::string_view text) {
  return text.size() >= 12 && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](char each) {
           return absl::ascii_isdigit(each) || (each >= 'a' && each <= 'f');
         });
}

absl::StatusOr<std::string> FullImageName(absl::string_view text) {
  const size_t slash = text.rfind('/');
  const size_t colon = text.find(':', slash == absl::string_view::npos ? 0 : slash);
  const absl::string_view name = text.substr(0, colon);
  const absl::string_view tag =
      colon == absl::string_view::npos ? "latest" : text.substr(colon + 1);
  if (!IsName(name) || !IsTag(tag)) {
    return Refuse(text,
                  "is no NAME or NAME:TAG: names are lower-case letters and digits with single "
                  "'.', '_', '-' or '/' between them");
  }
  return absl::StrCat(name, ":", tag);
}

absl::StatusOr<ImageReference> ParseImageReference(absl::string_view text) {
  using Kind = ImageReference::Kind;
  constexpr struct {
    absl::string_view prefix;
    Kind kind;
  } kTransports[] = {{"oci:", Kind::kOciLayout},
                     {"docker-archive:", Kind::kDockerArchive},
                     {"dir:", Kind::kFolder}};
  for (const auto& transport : kTransports) {
    absl::string_view rest = text;
    if (!absl::ConsumePrefix(&rest, transport.prefix)) continue;
    if (rest.empty() || absl::StrContains(rest, absl::string_view("\0", 1))) {
      return Refuse(text, "has no path");
    }
    return SplitPath(transport.kind, rest);
  }
  if (IsImageId(text)) return ImageReference{Kind::kStored, std::string(text), ""};
  absl::StatusOr<std::string> name = FullImageName(text);
  if (!name.ok()) {
    return Refuse(text,
                  "is neither oci:PATH[:TAG], docker-archive:FILE[:NAME:TAG], dir:PATH, nor the "
                  "name or id of an image in the store (sandbox_cli image list)");
  }
  return ImageReference{Kind::kStored, *std::move(name), ""};
}

}  // namespace assay::judge
