#include "judge/batch/record_json.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "judge/base/judgement_json.h"
#include "judge/base/printable.h"

namespace assay::judge {

std::string RecordLine(::judge::v1::BatchRecord record) {
  std::string line;
  WriteJsonLine(std::move(record),
                [&line](absl::string_view piece) { line.append(piece.data(), piece.size()); });
  line.push_back('\n');
  return line;
}

absl::StatusOr<::judge::v1::BatchRecord> ParseRecord(absl::string_view line) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  ::judge::v1::BatchRecord record;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(line.data(), line.size()), &record, options);
  if (!status.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("is no line of a batch's results: ",
                     MakePrintableLine(Truncate(std::string(status.message()), 200))));
  }
  return record;
}

}  // namespace assay::judge
