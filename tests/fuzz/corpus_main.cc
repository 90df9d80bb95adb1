// Stands in for libFuzzer where the compiler has none: gives a fuzz target each file of its
// arguments, and the shorter beginnings of it.

#include <cstdint>
#include <cstdio>

#include "sandbox/base/file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("no corpus\n", stderr);
    return 1;
  }
  for (int i = 1; i < argc; ++i) {
    const auto contents = assay::ReadFile(argv[i], 1 << 20);
    if (!contents.ok()) {
      std::fprintf(stderr, "%s\n", contents.status().ToString().c_str());
      return 1;
    }
    const auto* data = reinterpret_cast<const uint8_t*>(contents->data());
    const size_t step = 1 + contents->size() / 64;
    for (size_t size = 0; size < contents->size(); size += step) LLVMFuzzerTestOneInput(data, size);
    LLVMFuzzerTestOneInput(data, contents->size());
  }
  return 0;
}
