#ifndef ASSAY_SANDBOX_LAUNCHER_APPEND_H_
#define ASSAY_SANDBOX_LAUNCHER_APPEND_H_

#include <cstdint>

// Text without allocation, into buffers that the caller knows to be large enough. Each returns the
// new end, where it has put a NUL.

namespace assay::sandbox::launcher {

inline char* Append(char* out, const char* text) {
  while (*text != '\0') *out++ = *text++;
  *out = '\0';
  return out;
}

inline char* Append(char* out, uint64_t number) {
  char digits[20];
  int count = 0;
  do {
    digits[count++] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  while (count > 0) *out++ = digits[--count];
  *out = '\0';
  return out;
}

}  // namespace assay::sandbox::launcher

#endif  // ASSAY_SANDBOX_LAUNCHER_APPEND_H_
