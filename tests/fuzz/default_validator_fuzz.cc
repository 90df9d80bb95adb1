// A program's output against an answer. The result must not depend on how the output is cut into
// pieces, and an output that is the answer is accepted.
//
// Input: a byte of flags, a byte for the size of pieces, then answer and output with a byte 0xff
// between them.

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "judge/validate/default_validator.h"

namespace {

using assay::judge::DefaultValidator;
using assay::judge::ValidationResult;
using assay::judge::ValidatorFlags;

assay::UniqueFd MakeFile(absl::string_view data) {
  assay::UniqueFd fd(memfd_create("answer", MFD_CLOEXEC));
  if (write(fd.get(), data.data(), data.size()) != static_cast<ssize_t>(data.size())) std::abort();
  if (lseek(fd.get(), 0, SEEK_SET) != 0) std::abort();
  return fd;
}

ValidationResult Validate(const ValidatorFlags& flags, absl::string_view answer,
                          absl::string_view output, size_t piece) {
  DefaultValidator validator(flags, MakeFile(answer), "answer");
  while (!output.empty()) {
    validator.Feed(output.substr(0, piece));
    output.remove_prefix(std::min(piece, output.size()));
  }
  return validator.Finish().value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  ValidatorFlags flags;
  flags.case_sensitive = (data[0] & 1) != 0;
  flags.space_change_sensitive = (data[0] & 2) != 0;
  if ((data[0] & 4) != 0) flags.float_absolute_tolerance = 1e-6;
  if ((data[0] & 8) != 0) flags.float_relative_tolerance = 1e-6;
  const size_t piece = 1 + data[1];
  const absl::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  const size_t mark = std::min(rest.find('\xff'), rest.size());
  const absl::string_view answer = rest.substr(0, mark);
  const absl::string_view output = rest.substr(std::min(mark + 1, rest.size()));
  const ValidationResult whole = Validate(flags, answer, output, output.size() + 1);
  if (!(whole == Validate(flags, answer, output, piece))) std::abort();
  if (!(whole == Validate(flags, answer, output, 1))) std::abort();
  if (!Validate(flags, answer, answer, piece).accepted) std::abort();
  return 0;
}
