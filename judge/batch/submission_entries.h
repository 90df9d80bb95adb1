#ifndef ASSAY_JUDGE_BATCH_SUBMISSION_ENTRIES_H_
#define ASSAY_JUDGE_BATCH_SUBMISSION_ENTRIES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/batch/entry.h"
#include "judge/evaluate/cancellation.h"
#include "judge/language/language_store.h"
#include "judge/language/source.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// What submissions are to, and in what, where they don't say themselves.
struct EntryDefaults {
  // Outlives the entries.
  const LanguageStore* languages = nullptr;
  // Absent: by the file's ending.
  const ::judge::v1::Language* language = nullptr;
  // Names of the batch's problems. A file is submitted to each.
  std::vector<std::string> problems;
  // Ends waiting for a pipe. Outlives the entries; may be null.
  const Cancellation* cancellation = nullptr;
};

// A program from contents in memory, checked as ReadSource() does: the main file first, whose name
// is `display_name`, then the others under their own. INVALID_ARGUMENT says what is wrong.
absl::StatusOr<Source> MakeSource(std::string display_name, std::string contents,
                                  std::vector<CompanionFile> companions);

// The submissions of a JSONL (see submission_line.h), of which `name` is the path. Paths in it are
// below `folder` and no link leads out of that. A line that is no good is an entry with an error;
// empty lines count for nothing.
absl::StatusOr<std::unique_ptr<EntrySource>> JsonlEntries(UniqueFd fd, const std::string& name,
                                                          const std::string& folder,
                                                          EntryDefaults defaults);

// The submissions in files and folders, and how many files of the folders are passed over because
// no language has their ending.
struct FoundFiles {
  // Ordered within each folder. Hidden files, and what is no regular file (a link, say), are passed
  // over in silence.
  std::vector<std::string> files;
  int64_t passed_over = 0;
};

// Looks through `path`, a file or a folder with its subfolders. NOT_FOUND where there is none.
absl::StatusOr<FoundFiles> FindFiles(const std::string& path, const LanguageStore& languages);

// Each of `files` is a submission to each problem.
std::unique_ptr<EntrySource> FileEntries(std::vector<std::string> files, EntryDefaults defaults);

// One after another.
std::unique_ptr<EntrySource> ChainEntries(std::vector<std::unique_ptr<EntrySource>> sources);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_SUBMISSION_ENTRIES_H_
