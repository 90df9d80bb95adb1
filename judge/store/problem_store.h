#ifndef ASSAY_JUDGE_STORE_PROBLEM_STORE_H_
#define ASSAY_JUDGE_STORE_PROBLEM_STORE_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "judge/store/package_folders.h"
#include "judge/store/package_unpacker.h"
#include "judge/store/package_upload.h"
#include "judge/store/problem_catalog.h"
#include "judge/store/stored_packages.h"
#include "judge/store/upload_spool.h"
#include "proto/judge/v1/judge_service.pb.h"

namespace assay::judge {

struct ProblemStoreOptions {
  // Of one package's files.
  int64_t max_problem_bytes = int64_t{2} << 30;
  // Of all packages' files.
  int64_t max_total_bytes = int64_t{20} << 30;
  // Of the file system; with less, nothing is taken in.
  int64_t min_free_bytes = int64_t{256} << 20;
};

// Problem packages by id and digest, on disk:
//
//   ROOT/packages/DIGEST/...   a package's files, never changed once they are there
//   ROOT/uploads/...           what is on its way in, or out
//   ROOT/problems.db           which package each id names, and has named
//
// A digest is that of the files (DigestOfFiles() in package_unpacker.h): the same files are stored
// once, whatever the archive and the id. A package is renamed into its place when it is complete
// and on disk, and named by the database after that, so a crash leaves the whole or nothing.
//
// Thread-safe. Calls wait for the disk. Errors beyond those named are Database's (database.h).
class ProblemStore {
 public:
  // Makes the folder (mode 0700) and what is in it where it is missing, and removes what uploads
  // that did not end have left. One process at a time: FAILED_PRECONDITION while another has it.
  static absl::StatusOr<std::unique_ptr<ProblemStore>> Open(const std::string& root,
                                                            const ProblemStoreOptions& options);
  ProblemStore(const ProblemStore&) = delete;
  ProblemStore& operator=(const ProblemStore&) = delete;

  // INVALID_ARGUMENT: `id` is not 1 to 128 of a-z A-Z 0-9 . _ - with another than a dot at the
  // beginning. RESOURCE_EXHAUSTED with a RetryInfo: no room, or too many uploads (upload_spool.h).
  // The store outlives the upload.
  absl::StatusOr<std::unique_ptr<PackageUpload>> Begin(const std::string& id);

  // The package that the id names, or with a digest, that or one which it has named and which is
  // still there. NOT_FOUND. DATA_LOSS: somebody has changed the package on disk.
  absl::StatusOr<std::shared_ptr<const StoredPackage>> Find(const std::string& id,
                                                            const std::string& digest);

  // For a submission that was accepted with this id and digest: as Find(), also if the id has been
  // deleted since.
  absl::StatusOr<std::shared_ptr<const StoredPackage>> FindAccepted(const std::string& id,
                                                                    const std::string& digest);

  // NOT_FOUND.
  absl::StatusOr<::judge::v1::StoredProblemInfo> Get(const std::string& id) const;

  // By id, from the first after `after_id`, at most `limit`.
  absl::StatusOr<std::vector<::judge::v1::StoredProblemInfo>> List(const std::string& after_id,
                                                                   int limit) const;

  // The id names nothing any more; Sweep() removes the package. NOT_FOUND.
  absl::Status Delete(const std::string& id);

  // Removes packages that no id names, nobody holds, and whose digest is not in `needed`: those of
  // submissions that have not ended.
  absl::Status Sweep(const std::set<std::string>& needed);

  // Of all packages' files.
  absl::StatusOr<int64_t> SizeBytes() const;

 private:
  ProblemStore(const std::string& root, const ProblemStoreOptions& options, PackageFolders folders,
               ProblemCatalog catalog);
  // Stores what was unpacked, and lets `id` name it.
  absl::StatusOr<bool> Put(const std::string& id, const UnpackedPackage& package);
  absl::Status CheckRoom(const UnpackedPackage& package) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Lets go of the lock while it reads.
  absl::StatusOr<std::shared_ptr<const StoredPackage>> Load(const StoredPackages::Key& key)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ProblemStoreOptions options_;
  const PackageFolders folders_;
  UploadSpool spool_;
  mutable absl::Mutex mutex_;
  ProblemCatalog catalog_ ABSL_GUARDED_BY(mutex_);
  StoredPackages used_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_PROBLEM_STORE_H_
