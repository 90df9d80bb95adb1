#include "judge/cli/output_writer.h"

#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::judge {

OutputWriter::OutputWriter(int fd, std::function<void()> on_error)
    : fd_(fd), is_terminal_(isatty(fd) == 1), on_error_(std::move(on_error)) {}

absl::StatusOr<std::unique_ptr<OutputWriter>> OutputWriter::Create(int fd,
                                                                   std::function<void()> on_error) {
  std::unique_ptr<OutputWriter> writer(new OutputWriter(fd, std::move(on_error)));
  ASSAY_ASSIGN_OR_RETURN(writer->thread_, StartThread([raw = writer.get()] { raw->Write(); }));
  return writer;
}

OutputWriter::~OutputWriter() { Finish().IgnoreError(); }

void OutputWriter::Append(absl::string_view data) {
  const absl::MutexLock lock(&mutex_);
  if (error_.ok()) waiting_.append(data.data(), data.size());
}

absl::Status OutputWriter::Finish() {
  {
    const absl::MutexLock lock(&mutex_);
    finished_ = true;
  }
  if (thread_.joinable()) thread_.join();
  const absl::MutexLock lock(&mutex_);
  return error_;
}

void OutputWriter::Write() {
  bool last = false;
  while (!last) {
    std::string data;
    {
      const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return finished_ || !waiting_.empty();
      };
      const absl::MutexLock lock(&mutex_, absl::Condition(&ready));
      data.swap(waiting_);
      last = finished_;
    }
    if (is_terminal_) data = ForTerminal(data, last);
    const absl::Status status = WriteDescriptor(fd_, data, "output");
    if (status.ok()) continue;
    {
      const absl::MutexLock lock(&mutex_);
      error_ = status;
      waiting_.clear();
    }
    if (on_error_) on_error_();
    return;
  }
}

std::string OutputWriter::ForTerminal(absl::string_view data, bool last) {
  const std::string all = absl::StrCat(partial_, data);
  // The byte after the end lets Truncate() see an unfinished character there.
  const size_t whole = last ? all.size() : Truncate(absl::StrCat(all, "."), all.size()).size();
  partial_ = all.substr(whole);
  return MakePrintable(absl::string_view(all).substr(0, whole));
}

}  // namespace assay::judge
