#include "judge/store/journal_errors.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "judge/base/error_details.h"

namespace assay::judge {
namespace {

constexpr absl::Duration kBusyDelay = absl::Seconds(1);
// Until submissions have ended.
constexpr absl::Duration kFullDelay = absl::Seconds(10);
// Until somebody has made room.
constexpr absl::Duration kDiskDelay = absl::Seconds(30);

}  // namespace

absl::Status JournalBusy() {
  return WithRetry(WithReason(absl::ResourceExhaustedError(
                                  "the disk does not keep up with what is to be stored"),
                              "JOURNAL_BUSY"),
                   kBusyDelay);
}

absl::Status JournalFull(absl::string_view whose, absl::string_view how_much, int64_t max_bytes) {
  return WithRetry(WithReason(absl::ResourceExhaustedError(absl::StrCat(
                                  whose, " that have not ended fill ", how_much,
                                  "the journal's size budget of ", max_bytes >> 20, " MiB")),
                              "JOURNAL_FULL", {{"max_journal_bytes", absl::StrCat(max_bytes)}}),
                   kFullDelay);
}

absl::Status RequestTooLarge(int64_t max_bytes) {
  return WithReason(
      absl::ResourceExhaustedError(absl::StrCat(
          "the request is too large for the journal's size budget of ", max_bytes >> 20, " MiB")),
      "REQUEST_TOO_LARGE", {{"max_journal_bytes", absl::StrCat(max_bytes)}});
}

absl::Status DiskFull(int64_t min_free_bytes) {
  return WithRetry(WithReason(absl::ResourceExhaustedError(
                                  absl::StrCat("the journal's file system has less than ",
                                               min_free_bytes >> 20, " MiB free; make room on it")),
                              "DISK_FULL"),
                   kDiskDelay);
}

absl::Status TokenTaken(absl::string_view id) {
  return absl::AlreadyExistsError(
      absl::StrCat("client_token was used for another request, submission ", id,
                   "; give each submission a token of its own"));
}

absl::Status WithoutPath(const absl::Status& status, const std::string& path) {
  if (status.ok()) return status;
  absl::Status shown(status.code(), absl::StrReplaceAll(status.message(), {{path, "the journal"}}));
  if (!absl::IsResourceExhausted(shown)) return shown;
  return WithRetry(WithReason(std::move(shown), "DISK_FULL"), kDiskDelay);
}

}  // namespace assay::judge
