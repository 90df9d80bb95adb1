#ifndef ASSAY_JUDGE_BASE_PRINTABLE_H_
#define ASSAY_JUDGE_BASE_PRINTABLE_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace assay::judge {

// Whether `text` is UTF-8 without what misleads a reader or a terminal, and so can stand in a line
// as it is: no control character (C0, DEL, C1), none that ends a line, reorders text (Unicode's
// bidi controls) or is invisible and means nothing (zero-width space and its like, annotations,
// tags). Joiners and variation selectors, which scripts and emoji need, are plain.
bool IsPlainText(absl::string_view text);

// `data` as text that is valid UTF-8 and safe on a terminal and in a log: bytes that are not UTF-8
// and characters that are not plain, but for \n and \t, appear as \xNN, byte by byte. A carriage
// return before \n is dropped.
std::string MakePrintable(absl::string_view data);

// The same on one line: \n and \t appear as \xNN too.
std::string MakePrintableLine(absl::string_view data);

// `data` up to `limit_bytes`, never cutting a UTF-8 sequence in two.
absl::string_view Truncate(absl::string_view data, size_t limit_bytes);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BASE_PRINTABLE_H_
