#include "judge/store/problem_store.h"

#include "absl/strings/str_cat.h"
#include "judge/problem/package_reader.h"
#include "judge/store/archive.h"
#include "judge/store/problem_id.h"
#include "sandbox/base/status.h"

namespace assay::judge {

namespace v1 = ::judge::v1;

ProblemStore::ProblemStore(const std::string& root, const ProblemStoreOptions& options,
                           PackageFolders folders, ProblemCatalog catalog)
    : options_(options),
      folders_(std::move(folders)),
      spool_(root, options.max_total_bytes + kArchiveOverheadBytes, options.min_free_bytes),
      catalog_(std::move(catalog)) {}

absl::StatusOr<std::unique_ptr<ProblemStore>> ProblemStore::Open(
    const std::string& root, const ProblemStoreOptions& options) {
  if (options.max_problem_bytes <= 0 || options.max_total_bytes <= 0 ||
      options.min_free_bytes < 0) {
    return absl::InvalidArgumentError(
        "the problem store's sizes must be positive, and its free space not negative");
  }
  ASSAY_ASSIGN_OR_RETURN(PackageFolders folders, PackageFolders::Open(root));
  ASSAY_ASSIGN_OR_RETURN(ProblemCatalog catalog,
                         ProblemCatalog::Open(absl::StrCat(root, "/problems.db")));
  ASSAY_RETURN_IF_ERROR(folders.RemoveLeftovers(
      [&](const std::string& digest) { return catalog.HasPackage(digest); }));
  return std::unique_ptr<ProblemStore>(
      new ProblemStore(root, options, std::move(folders), std::move(catalog)));
}

absl::StatusOr<std::unique_ptr<PackageUpload>> ProblemStore::Begin(const std::string& id) {
  ASSAY_RETURN_IF_ERROR(CheckProblemId(id));
  const ArchiveLimits limits = {.total_bytes = options_.max_problem_bytes,
                                .min_free_bytes = options_.min_free_bytes};
  return PackageUpload::Begin(id, limits, folders_, &spool_,
                              [this](const std::string& named, const UnpackedPackage& package) {
                                return Put(named, package);
                              });
}

absl::StatusOr<bool> ProblemStore::Put(const std::string& id, const UnpackedPackage& package) {
  // Before anyone is made to wait.
  ASSAY_RETURN_IF_ERROR(SyncFileSystem(package.path));
  const absl::MutexLock lock(&mutex_);
  ASSAY_ASSIGN_OR_RETURN(const bool is_known, catalog_.HasPackage(package.digest));
  // One whose folder was removed by hand is stored anew.
  const bool was_stored = is_known && folders_.Has(package.digest);
  if (!was_stored) {
    ASSAY_RETURN_IF_ERROR(CheckRoom(package));
    ASSAY_RETURN_IF_ERROR(folders_.Place(package.path, package.digest));
  }
  ASSAY_RETURN_IF_ERROR(catalog_.Put(id, package));
  return was_stored;
}

absl::Status ProblemStore::CheckRoom(const UnpackedPackage& package) const {
  ASSAY_ASSIGN_OR_RETURN(const int64_t total, catalog_.SizeBytes(package.digest));
  if (total + package.size_bytes <= options_.max_total_bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat("the problem store may have ",
                                                   options_.max_total_bytes, " bytes and has ",
                                                   total, "; delete problems that nobody needs"));
}

absl::StatusOr<std::shared_ptr<const StoredPackage>> ProblemStore::Find(const std::string& id,
                                                                        const std::string& digest) {
  const absl::MutexLock lock(&mutex_);
  ASSAY_ASSIGN_OR_RETURN(std::string found, catalog_.FindDigest(id, digest));
  return Load({id, std::move(found)});
}

absl::StatusOr<std::shared_ptr<const StoredPackage>> ProblemStore::FindAccepted(
    const std::string& id, const std::string& digest) {
  const absl::MutexLock lock(&mutex_);
  return Load({id, digest});
}

absl::StatusOr<std::shared_ptr<const StoredPackage>> ProblemStore::Load(
    const StoredPackages::Key& key) {
  const auto is_loaded = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !used_.IsBeingRead(key);
  };
  mutex_.Await(absl::Condition(&is_loaded));
  if (std::shared_ptr<const StoredPackage> package = used_.Find(key)) return package;
  const auto& [id, digest] = key;
  // Also one that was there before Await().
  ASSAY_ASSIGN_OR_RETURN(const bool is_known, catalog_.HasPackage(digest));
  if (!is_known) return NoPackage(id, digest);
  // Keeps Sweep() away, and those who ask for the same.
  used_.BeginToRead(key);
  mutex_.Unlock();
  absl::StatusOr<Problem> problem = ReadPackage(folders_.PathOf(digest));
  mutex_.Lock();
  used_.EndToRead(key);
  if (!problem.ok()) {
    // It could be read when it was stored.
    return absl::DataLossError(
        absl::StrCat("the stored package of problem ", ShownId(id),
                     " is damaged, delete and upload it again: ", problem.status().message()));
  }
  if (problem->name == digest) problem->name = id;
  auto package = std::make_shared<const StoredPackage>(id, digest, *std::move(problem));
  used_.Add(key, package);
  return package;
}

absl::StatusOr<v1::StoredProblemInfo> ProblemStore::Get(const std::string& id) const {
  const absl::MutexLock lock(&mutex_);
  return catalog_.Get(id);
}

absl::StatusOr<std::vector<v1::StoredProblemInfo>> ProblemStore::List(const std::string& after_id,
                                                                      int limit) const {
  if (limit < 1) return absl::InvalidArgumentError("limit must be at least 1");
  const absl::MutexLock lock(&mutex_);
  return catalog_.List(after_id, limit);
}

absl::Status ProblemStore::Delete(const std::string& id) {
  const absl::MutexLock lock(&mutex_);
  return catalog_.DeleteProblem(id);
}

absl::StatusOr<int64_t> ProblemStore::SizeBytes() const {
  const absl::MutexLock lock(&mutex_);
  return catalog_.SizeBytes("");
}

absl::Status ProblemStore::Sweep(const std::set<std::string>& needed) {
  std::vector<std::string> trash;
  absl::Status status;
  {
    const absl::MutexLock lock(&mutex_);
    used_.ForgetRecent();
    ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> digests, catalog_.ListUnnamed());
    for (const std::string& digest : digests) {
      if (needed.count(digest) > 0 || used_.IsInUse(digest)) continue;
      // The database first: what it has must be there.
      status = catalog_.DeletePackage(digest);
      if (!status.ok()) break;
      const absl::StatusOr<std::string> folder = folders_.MoveOut(digest);
      status = folder.status();
      if (!status.ok()) break;
      trash.push_back(*folder);
    }
  }
  for (const std::string& folder : trash) RemoveTree(folder);
  return status;
}

}  // namespace assay::judge
