#ifndef ASSAY_JUDGE_BATCH_RESULTS_FILE_H_
#define ASSAY_JUDGE_BATCH_RESULTS_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "proto/judge/v1/batch.pb.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// What of a batch is in its results already. As small as a bit for each submission.
class DoneSet {
 public:
  bool Contains(int64_t index) const;
  // False if it was there.
  bool Add(int64_t index);
  int64_t size() const { return size_; }

 private:
  std::vector<bool> done_;
  int64_t size_ = 0;
};

// Tells submissions apart by what a result repeats of them. Of this process alone.
uint64_t MarkOf(absl::string_view id, absl::string_view problem);

// When written lines are forced to the disk. A killed process loses nothing in either case; a host
// that loses its power does.
enum class SyncPolicy {
  // Before the next is written.
  kEach,
  // By a thread, each second, and at the end.
  kSecond,
  // At the end.
  kEnd,
};

// A JSONL of records (proto/judge/v1/batch.proto) to which a batch appends. One process at a time
// writes to it, which a lock sees to. Thread-safe.
class ResultsFile {
 public:
  // A new file, with the manifest as its first line. ALREADY_EXISTS where there is one that has
  // anything in it.
  static absl::StatusOr<std::unique_ptr<ResultsFile>> Create(
      const std::string& path, const ::judge::v1::BatchManifest& manifest, SyncPolicy policy);

  // Goes on with the file of an earlier run: cuts off what it was in the middle of writing, and
  // tells what is `done`. A file that is missing or empty is made. `marks` has one for each
  // submission of the input. FAILED_PRECONDITION where the manifest is another one, naming what
  // differs; DATA_LOSS where a line before the last is none, or is the result of something else
  // than the input's submission of its index.
  static absl::StatusOr<std::unique_ptr<ResultsFile>> Resume(
      const std::string& path, const ::judge::v1::BatchManifest& manifest, SyncPolicy policy,
      const std::vector<uint64_t>& marks, DoneSet* done);

  // For standard output, which is not synced and has no manifest. `fd` is not owned.
  static std::unique_ptr<ResultsFile> OnDescriptor(int fd, std::string name);

  ~ResultsFile();
  ResultsFile(const ResultsFile&) = delete;
  ResultsFile& operator=(const ResultsFile&) = delete;

  // Appends `line`, which has its end, by one write(2) where the kernel takes it at once.
  absl::Status Append(const std::string& line);

  // All that was appended is on disk when this returns OK.
  absl::Status Finish();

 private:
  ResultsFile(UniqueFd fd, int descriptor, std::string name, SyncPolicy policy);
  static absl::StatusOr<std::unique_ptr<ResultsFile>> Open(const std::string& path,
                                                           SyncPolicy policy);
  absl::Status Start(const std::string& path, const ::judge::v1::BatchManifest& manifest);
  absl::Status StartSyncing();
  void SyncEachSecond();

  const UniqueFd owned_;
  const int fd_;
  const std::string name_;
  const SyncPolicy policy_;
  absl::Mutex mutex_;
  // Of a write or sync that failed: from then on nobody knows what is on disk.
  absl::Status error_ ABSL_GUARDED_BY(mutex_);
  bool unsynced_ ABSL_GUARDED_BY(mutex_) = false;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread syncer_;
};

// Names the first difference of two manifests; empty for none.
std::string DifferenceOf(const ::judge::v1::BatchManifest& then,
                         const ::judge::v1::BatchManifest& now);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_RESULTS_FILE_H_
