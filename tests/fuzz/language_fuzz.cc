// A language file.

#include <cstdint>
#include <string>

#include "judge/language/language_store.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto store = assay::judge::LanguageStore::Parse({{"fuzz", text}});
  if (store.ok()) store->Guess("a.cpp").status().IgnoreError();
  return 0;
}
