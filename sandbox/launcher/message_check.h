#ifndef ASSAY_SANDBOX_LAUNCHER_MESSAGE_CHECK_H_
#define ASSAY_SANDBOX_LAUNCHER_MESSAGE_CHECK_H_

#include <cstddef>

#include "sandbox/launcher/protocol.h"

// Whether messages of variable size are what they say. Part of the launcher: no allocation, no
// libraries.

namespace assay::sandbox::launcher {

// Whether `message` of `size` bytes is a DefineTemplateRequest with all that follows it, and every
// offset in it that of a string with an end.
bool IsDefineTemplate(const char* message, size_t size);

// Finds the strings of a RunRequest: argv, then the environment, each with a null pointer at its
// end, at most kMaxRunStrings + 2 pointers in all. False when `message` is none.
bool SplitRunRequest(char* message, size_t size, char** strings);

}  // namespace assay::sandbox::launcher

#endif  // ASSAY_SANDBOX_LAUNCHER_MESSAGE_CHECK_H_
