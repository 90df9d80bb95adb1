#ifndef ASSAY_JUDGE_EVALUATE_PREPARATIONS_H_
#define ASSAY_JUDGE_EVALUATE_PREPARATIONS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/evaluate/context.h"
#include "proto/judge/v1/language.pb.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/seccomp/filter.h"

namespace assay::judge {

// A preparation's artefacts in a folder of the host, which stays as long as this object does.
// Move-only.
class Prepared {
 public:
  const std::string& folder() const { return folder_; }

 private:
  friend class Preparations;
  Prepared(std::string folder, UniqueFd lock)
      : folder_(std::move(folder)), lock_(std::move(lock)) {}
  std::string folder_;
  UniqueFd lock_;
};

// The preparations of compile steps (see judge.v1.Preparation), each made once for a toolchain and
// shared by all processes that have the folder:
//
//   FOLDER/HEX/       the artefacts, mode 0755: compilers' jails have it read-only
//   FOLDER/HEX.tmp/   being made
//   FOLDER/HEX.lock   held with flock(2), shared by who uses it, alone by who makes or removes it;
//                     a byte for each use that there was before it was made
//   FOLDER/HEX.failed it could not be made, at the file's time
//
// HEX is a digest of the toolchain's identity, the compile step and its filter. Made is what has
// been wanted often enough to be worth it: making takes as long as a few compilations. Nobody waits
// for who makes it, and that it cannot be made is nobody's failure. Thread-safe.
class Preparations {
 public:
  struct Options {
    // Made when it is wanted for this time.
    int made_at_use = 3;
    // Of all artefacts. The least recently used go when another is made.
    int64_t max_bytes = int64_t{3} << 30;
  };

  // Makes `folder` (0700) where it is missing, and those above it. Errors name the path.
  static absl::StatusOr<std::unique_ptr<Preparations>> Open(std::string folder,
                                                            const Options& options);
  Preparations(const Preparations&) = delete;
  Preparations& operator=(const Preparations&) = delete;

  // What `step` asks for, if it is there, or made now, on `cpu` or on any. `filter` is that of the
  // step's policy. Absent where the step asks for nothing, too.
  std::optional<Prepared> Get(const JudgeContext& context, const ::judge::v1::CompileStep& step,
                              const std::shared_ptr<const sandbox::SeccompFilter>& filter,
                              std::optional<int> cpu);

 private:
  Preparations(std::string folder, const Options& options)
      : folder_(std::move(folder)), options_(options) {}

  std::string PathOf(const ::judge::v1::CompileStep& step,
                     const sandbox::SeccompFilter& filter) const;
  // Removes until `max_bytes` are kept besides `made`.
  void Evict(const std::string& made) const;

  const std::string folder_;
  const Options options_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_PREPARATIONS_H_
