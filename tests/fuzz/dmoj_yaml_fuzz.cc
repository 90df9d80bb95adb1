// An init.yml of DMOJ.

#include <cstdint>

#include "absl/strings/string_view.h"
#include "judge/problem/dmoj_yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  assay::judge::ParseDmojYaml(text, "init.yml").status().IgnoreError();
  return 0;
}
