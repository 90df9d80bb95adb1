#ifndef ASSAY_JUDGE_STORE_JOURNAL_ERRORS_H_
#define ASSAY_JUDGE_STORE_JOURNAL_ERRORS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// What the journal refuses a submission with: RESOURCE_EXHAUSTED with a reason, and with a
// RetryInfo where waiting helps. The texts go to clients, so they have no path of the host.

// JOURNAL_BUSY: more is to be written than the disk keeps up with.
absl::Status JournalBusy();

// JOURNAL_FULL: `whose` have not ended and fill the size budget, or "half of ".
absl::Status JournalFull(absl::string_view whose, absl::string_view how_much, int64_t max_bytes);

// REQUEST_TOO_LARGE, without a RetryInfo: it would not fit into an empty journal either.
absl::Status RequestTooLarge(int64_t max_bytes);

// DISK_FULL: the file system is below its reserve.
absl::Status DiskFull(int64_t min_free_bytes);

// ALREADY_EXISTS: the client has used the token for submission `id`, which is another request.
absl::Status TokenTaken(absl::string_view id);

// What Database says of the file at `path`, without the path; DISK_FULL with a RetryInfo where it
// is RESOURCE_EXHAUSTED.
absl::Status WithoutPath(const absl::Status& status, const std::string& path);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_JOURNAL_ERRORS_H_
