#ifndef ASSAY_JUDGE_PROBLEM_PACKAGE_PROGRAM_H_
#define ASSAY_JUDGE_PROBLEM_PACKAGE_PROGRAM_H_

#include <string>

namespace assay::judge {

// A program that comes with a problem, as sources: one file, or a folder of them. It is no more
// trusted than a submission.
struct PackageProgram {
  // The base name of the file or folder.
  std::string name = {};
  // Begins with Problem::root.
  std::string path = {};
  bool is_folder = false;
  // As the package names it ("cpp.g++17", "python3"), which need not be a name that Assay knows.
  // Empty: to be told from the files' endings.
  std::string language = {};
  friend bool operator==(const PackageProgram&, const PackageProgram&) = default;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_PACKAGE_PROGRAM_H_
