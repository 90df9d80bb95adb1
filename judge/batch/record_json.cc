#include "judge/batch/record_json.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "judge/base/printable.h"

namespace assay::judge {

std::string RecordLine(const ::judge::v1::BatchRecord& record) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string line;
  // Every text of a record is UTF-8, so this cannot fail.
  [[maybe_unused]] const auto status =
      google::protobuf::util::MessageToJsonString(record, &line, options);
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
