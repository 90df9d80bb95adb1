#ifndef ASSAY_JUDGE_STORE_JOURNAL_TABLES_H_
#define ASSAY_JUDGE_STORE_JOURNAL_TABLES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/store/database.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// What the journal's writer and reader agree on: the tables, the text of an id, the form of events.
// Times are microseconds since 1970, UTC.

// "Assa".
inline constexpr int kJournalApplicationId = 0x41737361;

// An id's number is the time of acceptance, or the last id's plus one where that is greater. So it
// only grows, also when the clock is set back or the file is replaced, and does not repeat. No time
// past this one (the year 2255) counts, which leaves 10^15 ids of 16 digits.
inline constexpr int64_t kMaxIdTime = 9'000'000'000'000'000;

// The steps to the present schema; see DatabaseOptions.
std::vector<absl::string_view> JournalSchema();

// 16 digits.
std::string FormatId(int64_t id);

// Absent for what FormatId() does not make.
std::optional<int64_t> ParseId(absl::string_view text);

// One after the other, each with its length before it.
std::string SerializeEvents(const std::vector<::judge::v1::SubmitEvent>& events);

// INTERNAL for what SerializeEvents() does not make.
absl::StatusOr<std::vector<::judge::v1::SubmitEvent>> ParseEvents(absl::string_view bytes);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_JOURNAL_TABLES_H_
