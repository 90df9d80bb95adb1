#ifndef ASSAY_SANDBOX_POOL_JAIL_POOL_H_
#define ASSAY_SANDBOX_POOL_JAIL_POOL_H_

#include <cstdint>
#include <list>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "sandbox/pool/jail.h"
#include "sandbox/pool/jail_factory.h"
#include "sandbox/pool/jail_shape.h"

namespace assay::sandbox {

// Keeps `depth` ready jails of each shape that is in demand, made ahead of need on a thread of its
// own. A shape is in demand from its second use on, until kMaxShapes others have been used since.
// Thread-safe.
class JailPool {
 public:
  static constexpr size_t kMaxShapes = 32;

  // `factory` outlives the pool.
  JailPool(JailFactory* factory, int depth);
  // Discards the ready jails.
  ~JailPool();

  // Starts the thread. Called once, before Take().
  absl::Status Start();

  // A ready jail, or one made now.
  absl::StatusOr<std::unique_ptr<Jail>> Take(const JailShape& shape);

 private:
  struct Entry {
    JailShape shape;
    int64_t use_count = 0;
    std::vector<std::unique_ptr<Jail>> ready;
    // Making one failed: not tried again until the next use.
    bool failed = false;
  };

  // The entry of `shape`, moved to the front.
  Entry& Touch(const JailShape& shape) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  const Entry* NextToFill() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Fill();

  JailFactory* const factory_;
  const size_t depth_;
  absl::Mutex mutex_;
  // The most recently used first.
  std::list<Entry> entries_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_POOL_JAIL_POOL_H_
