#include "sandbox/pool/jail_pool.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/time/time.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::sandbox {

JailPool::JailPool(JailFactory* factory, int depth) : factory_(factory), depth_(depth) {}

absl::Status JailPool::Start() {
  ASSAY_ASSIGN_OR_RETURN(thread_, StartThread([this] { Fill(); }));
  factory_->SetOnBuried([this] {
    absl::MutexLock lock(&mutex_);
    if (NextToFill() != nullptr) work_.Signal();
  });
  return absl::OkStatus();
}

JailPool::~JailPool() {
  factory_->SetOnBuried(nullptr);
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  work_.Signal();
  if (thread_.joinable()) thread_.join();
  absl::MutexLock lock(&mutex_);
  for (Entry& entry : entries_) {
    for (std::unique_ptr<Jail>& jail : entry.ready) factory_->Discard(std::move(jail));
  }
}

JailPool::Entry& JailPool::Touch(const JailShape& shape) {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.shape == shape; });
  if (found != entries_.end()) {
    entries_.splice(entries_.begin(), entries_, found);
  } else {
    if (entries_.size() == kMaxShapes) {
      for (auto& jail : entries_.back().ready) factory_->Discard(std::move(jail));
      entries_.pop_back();
    }
    entries_.emplace_front().shape = shape;
    entries_.front().id = next_id_++;
  }
  return entries_.front();
}

JailPool::Entry* JailPool::Find(int64_t id) {
  const auto found = absl::c_find_if(entries_, [id](const Entry& entry) { return entry.id == id; });
  return found == entries_.end() ? nullptr : &*found;
}

std::unique_ptr<Jail> JailPool::TakeReady(int64_t id) {
  while (Entry* entry = Find(id)) {
    while (!entry->ready.empty()) {
      std::unique_ptr<Jail> jail = std::move(entry->ready.back());
      entry->ready.pop_back();
      // It may have died, with its launcher, since it was made.
      if (jail->IsAlive()) return jail;
      factory_->Discard(std::move(jail));
    }
    if (entry->in_the_making <= entry->waiting) return nullptr;
    ++entry->waiting;
    made_.Wait(&mutex_);
    entry = Find(id);
    if (entry == nullptr) return nullptr;
    --entry->waiting;
  }
  return nullptr;
}

absl::StatusOr<std::unique_ptr<Jail>> JailPool::Take(const JailShape& shape) {
  if (depth_ == 0) {
    absl::StatusOr<std::unique_ptr<Jail>> jail = factory_->Make(shape);
    absl::MutexLock lock(&mutex_);
    ++counts_.misses;
    return jail;
  }
  int64_t id;
  {
    absl::MutexLock lock(&mutex_);
    Entry& entry = Touch(shape);
    ++entry.use_count;
    entry.failed = false;
    id = entry.id;
    ++taking_;
    if (std::unique_ptr<Jail> jail = TakeReady(id)) {
      --taking_;
      ++counts_.hits;
      return jail;
    }
  }
  absl::StatusOr<std::unique_ptr<Jail>> jail = factory_->Make(shape);
  if (jail.ok()) (*jail)->pool_entry = id;
  absl::MutexLock lock(&mutex_);
  --taking_;
  ++counts_.misses;
  return jail;
}

void JailPool::Started(const Jail& jail) {
  if (depth_ == 0) return;
  absl::MutexLock lock(&mutex_);
  ++running_;
  if (Entry* entry = Find(jail.pool_entry); entry != nullptr) {
    ++entry->running;
    entry->most_running = std::max(entry->most_running, entry->running);
  }
  if (NextToFill() != nullptr) work_.Signal();
}

void JailPool::GiveBack(std::unique_ptr<Jail> jail) {
  // At rest is the time to do it, and to fill the pool, which waits for that.
  bool at_rest = true;
  if (depth_ > 0) {
    absl::MutexLock lock(&mutex_);
    at_rest = --running_ == 0 && taking_ == 0;
    if (Entry* entry = Find(jail->pool_entry); entry != nullptr) --entry->running;
  }
  factory_->Discard(std::move(jail), at_rest);
}

JailPool::Counts JailPool::counts() const {
  absl::MutexLock lock(&mutex_);
  return counts_;
}

size_t JailPool::Needed(const Entry& entry) const {
  if (entry.use_count < 2 || entry.failed) return 0;
  return running_ == 0 ? std::max(depth_, entry.most_running + 1) : entry.running;
}

size_t JailPool::Missing(const Entry& entry) const {
  // So many that the first has not waited long when the last is ready.
  constexpr size_t kMost = 8;
  const size_t needed = Needed(entry);
  const size_t ahead = running_ == 0 ? 0 : std::min(needed, kMost);
  return std::min(needed + ahead - entry.ready.size(), kMost);
}

JailPool::Entry* JailPool::NextToFill() {
  const auto found = absl::c_find_if(
      entries_, [&](const Entry& entry) { return entry.ready.size() < Needed(entry); });
  return found == entries_.end() ? nullptr : &*found;
}

bool JailPool::HasSurplus() const {
  return absl::c_any_of(entries_, [&](const Entry& entry) { return entry.ready.size() > depth_; });
}

void JailPool::DropSurplus() {
  for (Entry& entry : entries_) {
    entry.most_running = 0;
    while (entry.ready.size() > depth_) {
      factory_->Discard(std::move(entry.ready.back()));
      entry.ready.pop_back();
    }
  }
}

JailPool::Entry* JailPool::AwaitWork() {
  constexpr absl::Duration kRest = absl::Seconds(2);
  while (!stopping_) {
    if (Entry* entry = NextToFill(); entry != nullptr) return entry;
    if (!HasSurplus()) {
      work_.Wait(&mutex_);
    } else if (work_.WaitWithTimeout(&mutex_, kRest) && running_ == 0) {
      DropSurplus();
    }
  }
  return nullptr;
}

void JailPool::Add(Entry* entry, absl::StatusOr<std::unique_ptr<Jail>> jail) {
  if (!jail.ok()) {
    // The next run of the shape meets the error itself, and reports it.
    if (entry != nullptr) entry->failed = true;
  } else if (entry != nullptr) {
    (*jail)->pool_entry = entry->id;
    entry->ready.push_back(*std::move(jail));
  } else {
    factory_->Discard(*std::move(jail));
  }
}

void JailPool::Fill() {
  while (true) {
    JailShape shape;
    int64_t id;
    int count;
    {
      absl::MutexLock lock(&mutex_);
      Entry* entry = AwaitWork();
      if (entry == nullptr) return;
      shape = entry->shape;
      id = entry->id;
      entry->in_the_making = Missing(*entry);
      count = static_cast<int>(entry->in_the_making);
    }
    std::vector<absl::StatusOr<std::unique_ptr<Jail>>> jails = factory_->MakeSeveral(shape, count);
    absl::MutexLock lock(&mutex_);
    Entry* entry = Find(id);
    if (entry != nullptr) entry->in_the_making = 0;
    for (auto& jail : jails) Add(entry, std::move(jail));
    made_.SignalAll();
  }
}

}  // namespace assay::sandbox
