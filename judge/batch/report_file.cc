#include "judge/batch/report_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr size_t kBufferBytes = 64 << 10;

}  // namespace

absl::StatusOr<std::unique_ptr<ReportFile>> ReportFile::Create(const std::string& path) {
  struct stat info;
  // A pipe or a terminal has no place that another file could take.
  const bool in_place = stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode);
  const std::string draft = in_place ? "" : absl::StrCat(path, ".", getpid(), ".draft");
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, OpenFile(in_place ? path : draft,
                                               in_place ? O_WRONLY : O_WRONLY | O_CREAT | O_EXCL));
  return std::unique_ptr<ReportFile>(new ReportFile(std::move(fd), path, draft));
}

ReportFile::~ReportFile() {
  if (!draft_.empty()) unlink(draft_.c_str());
}

absl::Status ReportFile::Write(absl::string_view data) {
  buffer_.append(data.data(), data.size());
  if (buffer_.size() < kBufferBytes) return absl::OkStatus();
  const std::string full = std::exchange(buffer_, std::string());
  return WriteDescriptor(fd_.get(), full, MakePrintableLine(path_));
}

absl::Status ReportFile::Commit() {
  ASSAY_RETURN_IF_ERROR(WriteDescriptor(fd_.get(), buffer_, MakePrintableLine(path_)));
  buffer_.clear();
  if (draft_.empty()) return absl::OkStatus();
  if (std::rename(draft_.c_str(), path_.c_str()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("rename to ", MakePrintableLine(path_)));
  }
  draft_.clear();
  return absl::OkStatus();
}

}  // namespace assay::judge
