#ifndef ASSAY_JUDGE_BATCH_REPORT_FILE_H_
#define ASSAY_JUDGE_BATCH_REPORT_FILE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// A file that takes its place when it is whole, and not before. For one thread at a time.
class ReportFile {
 public:
  static absl::StatusOr<std::unique_ptr<ReportFile>> Create(const std::string& path);

  // Removes what was not committed.
  ~ReportFile();
  ReportFile(const ReportFile&) = delete;
  ReportFile& operator=(const ReportFile&) = delete;

  absl::Status Write(absl::string_view data);

  // Puts the file into its place.
  absl::Status Commit();

 private:
  ReportFile(UniqueFd fd, std::string path, std::string draft)
      : fd_(std::move(fd)), path_(std::move(path)), draft_(std::move(draft)) {}

  const UniqueFd fd_;
  const std::string path_;
  // Empty: written in place, or committed.
  std::string draft_;
  std::string buffer_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_REPORT_FILE_H_
