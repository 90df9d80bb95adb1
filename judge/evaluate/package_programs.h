#ifndef ASSAY_JUDGE_EVALUATE_PACKAGE_PROGRAMS_H_
#define ASSAY_JUDGE_EVALUATE_PACKAGE_PROGRAMS_H_

#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "judge/evaluate/compile.h"
#include "judge/evaluate/context.h"
#include "judge/problem/package_program.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

// A program that came with a problem, ready to run.
struct PackageExecutable {
  // PathInPackage(), for messages.
  std::string path;
  ::judge::v1::Language language;
  Program program;
};

// Compiles the programs that come with problems, in jails, each once: equal sources of one
// place in the same language share one executable. Thread-safe. Must be gone before the
// state directory of the contexts that it is given.
class PackagePrograms {
 public:
  struct Options {
    // Folders of the host, with headers that packages count on, such as testlib.h. What is in them
    // when a program is compiled counts; a change is seen by what was not compiled yet.
    std::vector<std::string> include_folders;
    // How many are kept when nobody uses them.
    size_t max_kept = 64;
  };

  explicit PackagePrograms(Options options);

  // The executable of `program` of `problem`, which is compiled on `cpu` or on any. Waits where
  // another thread is compiling it.
  //
  // The problem's fault, in one line: it cannot be read or does not compile. UNIMPLEMENTED: it is
  // in a language, or of a form, that Assay does not know. FAILED_PRECONDITION of the host's is
  // turned into UNAVAILABLE, so that it is not taken for the problem's. ABORTED after
  // context.cancellation; others are the host's.
  absl::StatusOr<std::shared_ptr<const PackageExecutable>> Get(const JudgeContext& context,
                                                               const Problem& problem,
                                                               const PackageProgram& program,
                                                               std::optional<int> cpu = {});

 private:
  struct Entry {
    std::string key;
    bool compiling = true;
    std::shared_ptr<const PackageExecutable> executable = nullptr;
  };
  using Executable = std::shared_ptr<const PackageExecutable>;

  // Null: the caller is to compile it, and to say Finished().
  Executable FindOrBegin(const std::string& key);
  void Finished(const std::string& key, Executable executable);

  const Options options_;
  absl::Mutex mutex_;
  // The last used first.
  std::list<Entry> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_PACKAGE_PROGRAMS_H_
