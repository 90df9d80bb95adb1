#include "judge/image/image_record.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "judge/base/sha256.h"
#include "judge/batch/json_fields.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

absl::StatusOr<ImageRecord> Parse(absl::string_view text) {
  ASSAY_ASSIGN_OR_RETURN(const JsonFields fields, JsonFields::Parse(text));
  ImageRecord record;
  ASSAY_ASSIGN_OR_RETURN(record.id, fields.String("id"));
  ASSAY_ASSIGN_OR_RETURN(record.config_text, fields.String("config"));
  ASSAY_ASSIGN_OR_RETURN(record.tree_digest, fields.String("tree_digest"));
  ASSAY_ASSIGN_OR_RETURN(const auto size, fields.OptionalInteger("size_bytes"));
  ASSAY_ASSIGN_OR_RETURN(const auto entries, fields.OptionalInteger("entry_count"));
  ASSAY_ASSIGN_OR_RETURN(const auto stripped, fields.OptionalInteger("stripped_count"));
  ASSAY_ASSIGN_OR_RETURN(const auto time, fields.OptionalInteger("import_unix_seconds"));
  record.size_bytes = size.value_or(0);
  record.entry_count = entries.value_or(0);
  record.stripped_count = stripped.value_or(0);
  record.import_time = absl::FromUnixSeconds(time.value_or(0));
  if (absl::BytesToHexString(Sha256Of(record.config_text)) != record.id) {
    return absl::DataLossError("config: is not of the image's id");
  }
  return record;
}

}  // namespace

std::string FormatImageRecord(const ImageRecord& record) {
  const nlohmann::json json = {
      {"id", record.id},
      {"config", record.config_text},
      {"tree_digest", record.tree_digest},
      {"size_bytes", record.size_bytes},
      {"entry_count", record.entry_count},
      {"stripped_count", record.stripped_count},
      {"import_unix_seconds", absl::ToUnixSeconds(record.import_time)},
  };
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

absl::StatusOr<ImageRecord> ParseImageRecord(absl::string_view text) {
  absl::StatusOr<ImageRecord> record = Parse(text);
  if (record.ok()) return record;
  return absl::DataLossError(
      absl::StrCat("its image.json is damaged: ", absl::string_view(record.status().message())));
}

}  // namespace assay::judge
