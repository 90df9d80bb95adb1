#ifndef ASSAY_SANDBOX_WORK_FILE_H_
#define ASSAY_SANDBOX_WORK_FILE_H_

#include <string>

#include "sandbox/base/unique_fd.h"

namespace assay::sandbox {

// What is in a run's work directory when its program begins: the program's own, to read, change and
// remove. Move-only.
struct WorkFile {
  // Relative to /work and normal: no empty part, ".", ".." or NUL, at most 32 parts of at most 255
  // bytes. Folders on the way are made.
  std::string path = {};
  // A regular file, of which everything from its beginning is copied; its position is neither used
  // nor moved. Empty: a folder is made.
  UniqueFd contents = {};
  bool executable = false;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_WORK_FILE_H_
