// A Java source, in which the main class is looked for.

#include <cstdint>

#include "absl/strings/string_view.h"
#include "judge/language/java_names.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  assay::judge::FindJavaNames(absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
