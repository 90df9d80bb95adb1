#ifndef ASSAY_JUDGE_STORE_PROBLEM_CATALOG_H_
#define ASSAY_JUDGE_STORE_PROBLEM_CATALOG_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/store/database.h"
#include "judge/store/package_unpacker.h"
#include "proto/judge/v1/judge_service.pb.h"

namespace assay::judge {

// The database of a problem store: which packages it has, and which of them each id names and has
// named. For one thread at a time. Errors beyond those named are Database's (database.h).
class ProblemCatalog {
 public:
  // Makes the file where it is missing.
  static absl::StatusOr<ProblemCatalog> Open(const std::string& path);

  // Whether it has the package.
  absl::StatusOr<bool> HasPackage(const std::string& digest) const;

  // Enters the package, unless it is there, and lets the id name it.
  absl::Status Put(const std::string& id, const UnpackedPackage& package);

  // The digest of the package that the id names, or `digest` if that is not empty and the id names
  // it or has named it. NOT_FOUND.
  absl::StatusOr<std::string> FindDigest(const std::string& id, const std::string& digest) const;

  // NOT_FOUND.
  absl::StatusOr<::judge::v1::StoredProblemInfo> Get(const std::string& id) const;
  // By id, from the first after `after_id`, at most `limit`.
  absl::StatusOr<std::vector<::judge::v1::StoredProblemInfo>> List(const std::string& after_id,
                                                                   int limit) const;

  // The id names nothing any more. NOT_FOUND.
  absl::Status DeleteProblem(const std::string& id);
  // One that no id names now.
  absl::Status DeletePackage(const std::string& digest);
  // Digests of packages that are not what an id names now.
  absl::StatusOr<std::vector<std::string>> ListUnnamed() const;

  // Of all packages' files; those of `but_digest`, which may be empty, left out.
  absl::StatusOr<int64_t> SizeBytes(const std::string& but_digest) const;

 private:
  explicit ProblemCatalog(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  std::unique_ptr<Database> database_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_PROBLEM_CATALOG_H_
