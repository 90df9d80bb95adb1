#ifndef ASSAY_JUDGE_PROBLEM_PROGRAM_FOLDER_H_
#define ASSAY_JUDGE_PROBLEM_PROGRAM_FOLDER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/problem/package_program.h"
#include "judge/problem/problem.h"

namespace assay::judge {

// A file of a program in a package.
struct ProgramFile {
  // Relative to the program's folder, such as "lib/graph.h"; the program's own name where it is a
  // file.
  std::string name;
  // With the package's constants replaced.
  std::string contents;
  // By whoever owns it.
  bool executable = false;
};

// All files of `program` of `problem`, in folders too, ordered by folder and name; what is hidden
// counts for nothing. The problem's fault: files that cannot be read, or have names that no
// compiler should be given (see CheckCompanionName()); more than 256 files, 8 MiB together or 16
// folders inside each other.
absl::StatusOr<std::vector<ProgramFile>> ReadProgramFiles(const Problem& problem,
                                                          const PackageProgram& program);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_PROGRAM_FOLDER_H_
