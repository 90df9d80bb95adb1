#include "sandbox/launcher/message_check.h"

namespace assay::sandbox::launcher {

bool IsDefineTemplate(const char* message, size_t size) {
  if (size < sizeof(DefineTemplateRequest) || message[size - 1] != '\0') return false;
  const auto* request = reinterpret_cast<const DefineTemplateRequest*>(message);
  if (request->step_count > kMaxMessageBytes || request->filter_count == 0 ||
      request->filter_count > kMaxFilterInstructions) {
    return false;
  }
  const size_t strings = sizeof *request + request->step_count * sizeof(TemplateStep) +
                         request->filter_count * sizeof(sock_filter);
  if (strings > size) return false;
  const auto* steps = reinterpret_cast<const TemplateStep*>(request + 1);
  for (uint32_t i = 0; i < request->step_count; ++i) {
    if (steps[i].source_offset >= size || steps[i].target_offset >= size) return false;
  }
  return true;
}

bool SplitRunRequest(char* message, size_t size, char** strings) {
  if (size <= sizeof(RunRequest) || message[size - 1] != '\0') return false;
  const auto* request = reinterpret_cast<const RunRequest*>(message);
  const uint64_t count = uint64_t{request->argument_count} + request->environment_count;
  if (request->argument_count == 0 || count > kMaxRunStrings) return false;
  char* next = message + sizeof(RunRequest);
  char* const end = message + size;
  char** out = strings;
  for (uint64_t i = 0; i < count; ++i) {
    if (next >= end) return false;
    if (i == request->argument_count) *out++ = nullptr;
    *out++ = next;
    while (*next++ != '\0') {
    }
  }
  if (request->environment_count == 0) *out++ = nullptr;
  *out = nullptr;
  return true;
}

}  // namespace assay::sandbox::launcher
