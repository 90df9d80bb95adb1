#ifndef ASSAY_JUDGE_PROBLEM_PROGRAM_FILES_H_
#define ASSAY_JUDGE_PROBLEM_PROGRAM_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/problem/package_program.h"
#include "judge/problem/problem_folder.h"

namespace assay::judge {

// The contents of the file `relative`. The problem's fault: as ProblemFolder::OpenFile(), and more
// than `limit_bytes`.
absl::StatusOr<std::string> ReadProblemText(const ProblemFolder& folder,
                                            const std::string& relative, int64_t limit_bytes);

// The file or folder `relative` as a program. The problem's fault: it is not there, a folder
// without anything in it, reached by a link that leaves the problem.
absl::StatusOr<PackageProgram> FindProgram(const ProblemFolder& folder,
                                           const std::string& relative);

// Each entry of the folder `relative` as a program, ordered as bytes; none when it is not there.
// The problem's fault: as above, and a name that is not plain text.
absl::StatusOr<std::vector<PackageProgram>> ListPrograms(const ProblemFolder& folder,
                                                         const std::string& relative);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_PROGRAM_FILES_H_
