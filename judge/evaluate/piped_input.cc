#include "judge/evaluate/piped_input.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "absl/strings/str_cat.h"
#include "judge/problem/problem.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<UniqueFd> PipedInput(const UniqueFd& file) {
  const absl::StatusOr<std::string> text =
      ReadDescriptor(file.get(), kMostPipedInputBytes, "an input");
  if (absl::IsResourceExhausted(text.status())) {
    return absl::InvalidArgumentError(
        absl::StrCat("an input that is read once has more than ", kMostPipedInputBytes, " bytes"));
  }
  if (!text.ok()) return text.status();
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return ErrnoStatus(errno, "make a pipe for an input");
  UniqueFd reading(ends[0]);
  const UniqueFd writing(ends[1]);
  // So little fits into every pipe, however few pages the host allows.
  ASSAY_RETURN_IF_ERROR(WriteDescriptor(writing.get(), *text, "an input's pipe"));
  return reading;
}

}  // namespace assay::judge
