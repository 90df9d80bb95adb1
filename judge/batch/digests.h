#ifndef ASSAY_JUDGE_BATCH_DIGESTS_H_
#define ASSAY_JUDGE_BATCH_DIGESTS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/base/sha256.h"
#include "judge/batch/entry.h"

namespace assay::judge {

// SHA-256 of a list of fields, each with its length, so that no two lists have the same bytes.
class FieldDigest {
 public:
  FieldDigest& Add(absl::string_view field);
  FieldDigest& Add(int64_t number);

  // In hexadecimal. Call once, and nothing after it.
  std::string Finish();

 private:
  Sha256 hash_;
};

// Adds what an entry asks to be judged: language, source, limits and tests of its own; neither id
// nor problem.
void AddProgram(const BatchEntry& entry, FieldDigest* digest);

// Of all files in a folder and its subfolders, with their paths. Hidden files count for nothing;
// errors as those of ProblemFolder.
absl::StatusOr<std::string> DigestOfFolder(const std::string& path);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_DIGESTS_H_
