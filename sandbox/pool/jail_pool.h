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
// for making one disturbs what runs beside it; but at once where fewer are ready than are running,
// and then twice as many together, so that the threads that make them are woken less often.
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

  // What Take() has given so far: jails that were ready or in the making, and jails made then.
  struct Counts {
    int64_t hits = 0;
    int64_t misses = 0;
  };
  Counts counts() const;

 private:
  struct Entry {
    int64_t id = 0;
    JailShape shape;
    int64_t use_count = 0;
    // Under way now, and the most at once since the pool was last at rest.
    size_t running = 0;
    size_t most_running = 0;
    std::vector<std::unique_ptr<Jail>> ready;
    // Jails that the thread is making, and callers that wait for one of them.
    size_t in_the_making = 0;
    size_t waiting = 0;
    // Making one failed: not tried again until the next use.
    bool failed = false;
  };

  // The entry of `shape`, moved to the front.
  Entry& Touch(const JailShape& shape) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Null when it has had to make room.
  Entry* Find(int64_t id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // A ready jail of the entry, or one that is in the making and promised to nobody; null when there
  // is none.
  std::unique_ptr<Jail> TakeReady(int64_t id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // With fewer ready jails than this an entry is to be filled.
  size_t Needed(const Entry& entry) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // How many to make for an entry that is to be filled.
  size_t Missing(const Entry& entry) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Entry* NextToFill() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Waits for an entry to fill; null when the pool is being destroyed.
  Entry* AwaitWork() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Whether there are jails that only a busier time needed.
  bool HasSurplus() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DropSurplus() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Puts a jail that was made for an entry where it belongs; `entry` is null when that has gone.
  void Add(Entry* entry, absl::StatusOr<std::unique_ptr<Jail>> jail)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Fill();

  JailFactory* const factory_;
  const size_t depth_;
  mutable absl::Mutex mutex_;
  Counts counts_ ABSL_GUARDED_BY(mutex_);
  // The most recently used first.
  std::list<Entry> entries_ ABSL_GUARDED_BY(mutex_);
  int64_t next_id_ ABSL_GUARDED_BY(mutex_) = 1;
  // Runs under way, of all shapes.
  size_t running_ ABSL_GUARDED_BY(mutex_) = 0;
  // Calls of Take() under way.
  size_t taking_ ABSL_GUARDED_BY(mutex_) = 0;
  // Signalled when there may be something to make. A run that ends signals it by its burial, and so
  // off its own path.
  absl::CondVar work_;
  // Signalled when jails that were in the making are ready, or not to be.
  absl::CondVar made_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_POOL_JAIL_POOL_H_
