#include "judge/evaluate/work_room.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/problem/problem_fault.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::Status CheckWorkFiles(absl::string_view whose, const std::vector<sandbox::WorkFile>& files) {
  // In doubles, because two sizes may have a sum that no integer has.
  double total_bytes = 0;
  int64_t most_bytes = -1;
  absl::string_view largest;
  for (const sandbox::WorkFile& file : files) {
    if (!file.contents.valid()) continue;
    struct stat info;
    if (fstat(file.contents.get(), &info) != 0) {
      return ErrnoStatus(errno, absl::StrCat("fstat ", file.path));
    }
    total_bytes += static_cast<double>(info.st_size);
    if (info.st_size <= most_bytes) continue;
    most_bytes = info.st_size;
    largest = file.path;
  }
  if (total_bytes <= static_cast<double>(kMostWorkFileBytes)) return absl::OkStatus();
  return ProblemFault(absl::StrCat(whose, ": files of more than ", kMostWorkFileBytes >> 20,
                                   " MiB together are given to no run, and \"",
                                   MakePrintableLine(largest), "\" alone has ", most_bytes,
                                   " bytes"));
}

}  // namespace assay::judge
