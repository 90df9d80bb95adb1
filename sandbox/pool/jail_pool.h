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

// Keeps ready jails of each shape that is in demand, made ahead of need on a thread of its own. A
// shape is in demand from its second use on, until kMaxShapes others have been used since.
//
// How many: one more than ran at once lately, at least `depth`. They are made while nothing runs,
// for making one disturbs what runs beside it; but at once where fewer are ready than are running.
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

  // `jail`, from Take(), has a program to run.
  void Started(const Jail& jail);

  // Takes back a jail that was Started(), for removal.
  void GiveBack(std::unique_ptr<Jail> jail);

 private:
  struct Entry {
    int64_t id = 0;
    JailShape shape;
    int64_t use_count = 0;
    // Under way now, and the most at once since the pool was last at rest.
    size_t running = 0;
    size_t most_running = 0;
    std::vector<std::unique_ptr<Jail>> ready;
    // Making one failed: not tried again until the next use.
    bool failed = false;
  };

  // The entry of `shape`, moved to the front.
  Entry& Touch(const JailShape& shape) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The entry that `jail` was taken from; null when it has had to make room.
  Entry* Find(const Jail& jail) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Ready jails that an entry should have now.
  size_t Wanted(const Entry& entry) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  const Entry* NextToFill() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Waits for an entry to fill; null when the pool is being destroyed.
  const Entry* AwaitWork() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Whether there are jails that only a busier time needed.
  bool HasSurplus() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DropSurplus() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Fill();

  JailFactory* const factory_;
  const size_t depth_;
  absl::Mutex mutex_;
  // The most recently used first.
  std::list<Entry> entries_ ABSL_GUARDED_BY(mutex_);
  int64_t next_id_ ABSL_GUARDED_BY(mutex_) = 1;
  // Runs under way, of all shapes.
  size_t running_ ABSL_GUARDED_BY(mutex_) = 0;
  // Signalled when there may be something to make. A run that ends signals it by its burial, and so
  // off its own path.
  absl::CondVar work_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_POOL_JAIL_POOL_H_
