#ifndef ASSAY_JUDGE_STORE_PROBLEM_STORE_H_
#define ASSAY_JUDGE_STORE_PROBLEM_STORE_H_

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "judge/problem/problem.h"
#include "judge/store/database.h"
#include "judge/store/package_unpacker.h"
#include "judge/store/upload_spool.h"
#include "proto/judge/v1/judge_service.pb.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

struct ProblemStoreOptions {
  // Of one package's files.
  int64_t max_problem_bytes = int64_t{2} << 30;
  // Of all packages' files.
  int64_t max_total_bytes = int64_t{20} << 30;
  // Of the file system; with less, nothing is taken in.
  int64_t min_free_bytes = int64_t{256} << 20;
};

// A stored package in use: it is not removed while one of these lives. A value.
class StoredPackage {
 public:
  StoredPackage(std::string id, std::string digest, Problem problem)
      : id_(std::move(id)), digest_(std::move(digest)), problem_(std::move(problem)) {}

  // By which it was asked for.
  const std::string& id() const { return id_; }
  const std::string& digest() const { return digest_; }
  // Its name is the id where the package has none.
  const Problem& problem() const { return problem_; }

 private:
  const std::string id_;
  const std::string digest_;
  const Problem problem_;
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

  // A package on its way in, spooled to disk, which is gone with it unless Finish() stores it. For
  // one thread at a time; must not outlive the store.
  class Upload {
   public:
    ~Upload();
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;

    // The next bytes of the archive. INVALID_ARGUMENT: it is too large. RESOURCE_EXHAUSTED with a
    // RetryInfo: no room. After an error, each call gives that again.
    absl::Status Append(absl::string_view piece);

    // Unpacks, checks and stores the package, and lets the id name it. Call once. INVALID_ARGUMENT,
    // with a message of paths within the package: the archive is bad (UnpackArchive()), or the
    // package cannot be judged (ReadPackage()). RESOURCE_EXHAUSTED: no room.
    absl::StatusOr<::judge::v1::PutProblemResponse> Finish();

   private:
    friend class ProblemStore;
    // One that the spool has begun.
    Upload(ProblemStore* store, std::string id);
    ProblemStore* const store_;
    const std::string id_;
    std::string folder_;
    UniqueFd archive_;
    // Of the spool: the archive's size.
    int64_t reserved_bytes_ = 0;
    absl::Status status_;
  };

  // INVALID_ARGUMENT: `id` is not 1 to 128 of a-z A-Z 0-9 . _ - with another than a dot at the
  // beginning. RESOURCE_EXHAUSTED with a RetryInfo: no room, or too many uploads (upload_spool.h).
  absl::StatusOr<std::unique_ptr<Upload>> Begin(const std::string& id);

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
  // Which package a StoredPackage is for: id and digest.
  using Key = std::pair<std::string, std::string>;

  ProblemStore(std::string root, const ProblemStoreOptions& options, UniqueFd lock,
               std::unique_ptr<Database> database);
  absl::Status RemoveLeftovers();
  std::string PathOf(const std::string& digest) const;
  absl::StatusOr<std::string> MakeUploadFolder() const;
  // Moves packages/DIGEST, if it is there, to a folder in uploads/, for the caller or the next
  // process to remove.
  absl::StatusOr<std::string> MoveOut(const std::string& digest) const;
  // Stores what was unpacked, and lets `id` name it.
  absl::StatusOr<bool> Put(const std::string& id, const UnpackedPackage& package);
  absl::Status Place(const UnpackedPackage& package) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Which package Find() means.
  absl::StatusOr<std::string> FindDigest(const std::string& id, const std::string& digest)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Lets go of the lock while it reads.
  absl::StatusOr<std::shared_ptr<const StoredPackage>> Load(const Key& key)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Cache(const Key& key, const std::shared_ptr<const StoredPackage>& package)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Digests of packages that are not what an id names now.
  absl::StatusOr<std::vector<std::string>> ListUnnamed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsInUse(const std::string& digest) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string root_;
  const ProblemStoreOptions options_;
  const UniqueFd lock_;
  UploadSpool spool_;
  mutable absl::Mutex mutex_;
  const std::unique_ptr<Database> database_ ABSL_PT_GUARDED_BY(mutex_);
  // Those that somebody holds, and some more.
  std::map<Key, std::weak_ptr<const StoredPackage>> packages_ ABSL_GUARDED_BY(mutex_);
  // The most recently used first; held here.
  std::list<std::shared_ptr<const StoredPackage>> recent_ ABSL_GUARDED_BY(mutex_);
  // Being read, without the lock.
  std::set<Key> loading_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_PROBLEM_STORE_H_
