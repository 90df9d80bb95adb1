#ifndef ASSAY_JUDGE_PROBLEM_PROGRAM_SOURCE_H_
#define ASSAY_JUDGE_PROBLEM_PROGRAM_SOURCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/language/language_store.h"
#include "judge/language/source.h"
#include "judge/problem/package_program.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

// A program of a package, as Compile() takes it.
struct ProgramSource {
  Source source;
  // Lives as long as the language store.
  const ::judge::v1::Language* language = nullptr;
};

// The language that a package's name for one means: "cpp.g++17", "python.3", "java21", "c.gcc",
// "python3". UNIMPLEMENTED for one that there is none for.
absl::StatusOr<const ::judge::v1::Language*> FindPackageLanguage(const LanguageStore& languages,
                                                                 absl::string_view name);

// How a program of `problem` is called in messages: its path below the problem's folder, which is
// nobody's business on a server.
std::string PathInPackage(const Problem& problem, const PackageProgram& program);

// Reads `program` of `problem`, its constants replaced. The main file is `entry_point` where that
// is given and there; else __main__.py, or the one called main (Main.java), or the only one, or,
// in C and C++, the first one: they are compiled together.
//
// The problem's fault: files that cannot be read, or have names that no compiler should be given,
// or are larger than 8 MiB together; a language that cannot be told. UNIMPLEMENTED: an unknown
// language. What is in folders of the folder is compiled with the rest.
absl::StatusOr<ProgramSource> ReadProgramSource(const Problem& problem,
                                                const PackageProgram& program,
                                                const LanguageStore& languages,
                                                absl::string_view entry_point = "");

// The same for a program that the problem judges with, which may have scripts of its own in its
// folder: `build` makes `run`, and `run` is the program. The problem's fault, too: a script that is
// not executable.
absl::StatusOr<ProgramSource> ReadJudgeProgram(const Problem& problem,
                                               const PackageProgram& program,
                                               const LanguageStore& languages);

// How programs are compiled and run whose main file is `script`, "build" or "run": see
// policies/package_programs. In no language store.
const ::judge::v1::Language& ScriptLanguage(absl::string_view script);

// What stands in place of a language where a submission is the answers themselves. It needs
// nothing.
const ::judge::v1::Language& LanguageOfAnswers();

// Reads `program` of `problem`, a submission of answers: each file is one. Errors as those of
// ReadProgramSource().
absl::StatusOr<ProgramSource> ReadAnswers(const Problem& problem, const PackageProgram& program);

// The ICPC package format's code for a language: "cpp" for "cpp17"; its id, where it has another.
std::string PackageLanguageCode(const ::judge::v1::Language& language);

// INVALID_ARGUMENT, with those that would do, when `problem` takes no submissions in `language`.
absl::Status CheckLanguageAllowed(const Problem& problem, const ::judge::v1::Language& language);

// `source`, a submission in `language`, with the files that `problem` includes in every one: they
// take the place of files of the same name, and one with the name of a main file is the main file.
// The problem's fault: a file that cannot be read, or has a name that no compiler should be given.
absl::StatusOr<Source> AddIncludedFiles(const Problem& problem,
                                        const ::judge::v1::Language& language, Source source);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_PROGRAM_SOURCE_H_
