#ifndef ASSAY_JUDGE_LANGUAGE_PLAIN_NAME_H_
#define ASSAY_JUDGE_LANGUAGE_PLAIN_NAME_H_

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// Whether `text` is letters, digits, '_', '-' and '.', and begins with neither '-' nor '.': safe as
// a file's name, as an argument and in messages.
inline bool IsPlainName(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isalnum(c) && c != '_' && c != '-' && c != '.') return false;
  }
  return !text.empty() && text.front() != '-' && text.front() != '.';
}

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_LANGUAGE_PLAIN_NAME_H_
