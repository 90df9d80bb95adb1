#ifndef ASSAY_JUDGE_LANGUAGE_JAVA_NAMES_H_
#define ASSAY_JUDGE_LANGUAGE_JAVA_NAMES_H_

#include <string>

#include "absl/strings/string_view.h"

namespace assay::judge {

// The names that a Java source file dictates.
struct JavaNames {
  // Base name of the file without ".java": the public top-level type, or else that of `main_class`.
  // Letters, digits, '_' and '$' only; beyond ASCII any plain text (see IsPlainText).
  std::string file_stem = "Main";
  // The top-level type with a method that the JVM can start with (JLS 12.1.4): `main`, static,
  // public, void, of one String array. Package included, such as "a.b.Main". The public one when
  // several have it, or else the first; when none has it, the public type, or else the first.
  std::string main_class = "Main";

  friend bool operator==(const JavaNames&, const JavaNames&) = default;
};

// Scans tokens outside comments and literals (JLS 3). Never fails: what it cannot find gets the
// default, and the compiler or the JVM then says what is wrong. Linear time.
JavaNames FindJavaNames(absl::string_view source);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_LANGUAGE_JAVA_NAMES_H_
