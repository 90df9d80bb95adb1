// Messages to the launcher and to a waiting program. What is taken for one is used whole.

#include <cstdint>
#include <cstring>
#include <memory>

#include "sandbox/launcher/message_check.h"

namespace launcher = assay::sandbox::launcher;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // A copy of its own: aligned, and a read beyond it is seen.
  const std::unique_ptr<char[]> message(new char[size]);
  if (size > 0) std::memcpy(message.get(), data, size);
  // Keeps the reads from being left out.
  volatile size_t bytes = 0;
  if (launcher::IsDefineTemplate(message.get(), size)) {
    const auto* request = reinterpret_cast<const launcher::DefineTemplateRequest*>(message.get());
    const auto* steps = reinterpret_cast<const launcher::TemplateStep*>(request + 1);
    for (uint32_t i = 0; i < request->step_count; ++i) {
      bytes = bytes + std::strlen(message.get() + steps[i].source_offset);
      bytes = bytes + std::strlen(message.get() + steps[i].target_offset);
    }
  }
  char* strings[launcher::kMaxRunStrings + 2];
  if (launcher::SplitRunRequest(message.get(), size, strings)) {
    char** next = strings;
    for (int list = 0; list < 2; ++list, ++next) {
      for (; *next != nullptr; ++next) bytes = bytes + std::strlen(*next);
    }
  }
  return 0;
}
