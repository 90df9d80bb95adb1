#ifndef ASSAY_JUDGE_BATCH_RECORD_READER_H_
#define ASSAY_JUDGE_BATCH_RECORD_READER_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "judge/batch/line_reader.h"
#include "judge/batch/record_json.h"
#include "proto/judge/v1/batch.pb.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// Reads the results of a batch one by one. A last line that its batch did not finish is passed
// over. For one thread at a time.
class RecordReader {
 public:
  // INVALID_ARGUMENT where the file is none of results.
  static absl::StatusOr<std::unique_ptr<RecordReader>> Open(const std::string& path);

  // Default where the results begin without one.
  const ::judge::v1::BatchManifest& manifest() const { return manifest_; }

  // The next; absent at the end. INVALID_ARGUMENT names a line that is none.
  absl::StatusOr<std::optional<::judge::v1::BatchRecord>> Next();

 private:
  RecordReader(UniqueFd fd, const std::string& name)
      : lines_(std::move(fd), name, kMostRecordBytes), name_(name) {}
  absl::StatusOr<std::optional<::judge::v1::BatchRecord>> Read();

  LineReader lines_;
  const std::string name_;
  ::judge::v1::BatchManifest manifest_;
  // The first, where it was no manifest.
  std::optional<::judge::v1::BatchRecord> first_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_RECORD_READER_H_
