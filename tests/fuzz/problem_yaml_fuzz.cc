// The problem.yaml and the test group settings of a package.

#include <cstdint>

#include "absl/strings/string_view.h"
#include "judge/problem/problem_yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  assay::judge::ParseProblemYaml(text, "problem.yaml").status().IgnoreError();
  assay::judge::ParseGroupYaml(text, "testdata.yaml").status().IgnoreError();
  return 0;
}
