#include "judge/batch/record_reader.h"

#include <fcntl.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {

using ::judge::v1::BatchRecord;

absl::StatusOr<std::unique_ptr<RecordReader>> RecordReader::Open(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, OpenFile(path, O_RDONLY));
  const std::string name = MakePrintableLine(path);
  std::unique_ptr<RecordReader> reader(new RecordReader(std::move(fd), name));
  ASSAY_ASSIGN_OR_RETURN(std::optional<BatchRecord> first, reader->Read());
  if (!first.has_value()) return reader;
  if (first->has_manifest()) {
    reader->manifest_ = first->manifest();
  } else {
    reader->first_ = std::move(first);
  }
  return reader;
}

absl::StatusOr<std::optional<BatchRecord>> RecordReader::Next() {
  if (first_.has_value()) return std::exchange(first_, std::nullopt);
  return Read();
}

absl::StatusOr<std::optional<BatchRecord>> RecordReader::Read() {
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<LineReader::Line> line, lines_.Next());
    if (!line.has_value() || line->torn) return std::nullopt;
    if (absl::StripAsciiWhitespace(line->text).empty()) continue;
    absl::StatusOr<BatchRecord> record = ParseRecord(line->text);
    if (!record.ok()) {
      return Annotate(record.status(), absl::StrCat(name_, ":", line->number));
    }
    return *std::move(record);
  }
}

}  // namespace assay::judge
