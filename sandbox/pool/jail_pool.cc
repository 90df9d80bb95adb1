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
  factory_->SetOnBuried([this] { work_.Signal(); });
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

JailPool::Entry* JailPool::Find(const Jail& jail) {
  const auto found =
      absl::c_find_if(entries_, [&](const Entry& entry) { return entry.id == jail.pool_entry; });
  return found == entries_.end() ? nullptr : &*found;
}

absl::StatusOr<std::unique_ptr<Jail>> JailPool::Take(const JailShape& shape) {
  if (depth_ == 0) return factory_->Make(shape);
  int64_t id;
  {
    absl::MutexLock lock(&mutex_);
    Entry& entry = Touch(shape);
    ++entry.use_count;
    entry.failed = false;
    id = entry.id;
    while (!entry.ready.empty()) {
      std::unique_ptr<Jail> jail = std::move(entry.ready.back());
      entry.ready.pop_back();
      // It may have died, with its launcher, since it was made.
      if (jail->IsAlive()) return jail;
      factory_->Discard(std::move(jail));
    }
  }
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Jail> jail, factory_->Make(shape));
  jail->pool_entry = id;
  return jail;
}

void JailPool::Started(const Jail& jail) {
  if (depth_ == 0) return;
  absl::MutexLock lock(&mutex_);
  ++running_;
  if (Entry* entry = Find(jail); entry != nullptr) {
    ++entry->running;
    entry->most_running = std::max(entry->most_running, entry->running);
  }
  if (NextToFill() != nullptr) work_.Signal();
}

void JailPool::GiveBack(std::unique_ptr<Jail> jail) {
  if (depth_ > 0) {
    absl::MutexLock lock(&mutex_);
    --running_;
    if (Entry* entry = Find(*jail); entry != nullptr) --entry->running;
  }
  factory_->Discard(std::move(jail));
}

size_t JailPool::Wanted(const Entry& entry) const {
  if (entry.use_count < 2 || entry.failed) return 0;
  return running_ == 0 ? std::max(depth_, entry.most_running + 1) : entry.running;
}

const JailPool::Entry* JailPool::NextToFill() const {
  const auto found = absl::c_find_if(
      entries_, [&](const Entry& entry) { return entry.ready.size() < Wanted(entry); });
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

const JailPool::Entry* JailPool::AwaitWork() {
  constexpr absl::Duration kRest = absl::Seconds(2);
  while (!stopping_) {
    if (const Entry* entry = NextToFill(); entry != nullptr) return entry;
    if (!HasSurplus()) {
      work_.Wait(&mutex_);
    } else if (work_.WaitWithTimeout(&mutex_, kRest) && running_ == 0) {
      DropSurplus();
    }
  }
  return nullptr;
}

void JailPool::Fill() {
  while (true) {
    JailShape shape;
    int64_t id;
    {
      absl::MutexLock lock(&mutex_);
      const Entry* entry = AwaitWork();
      if (entry == nullptr) return;
      shape = entry->shape;
      id = entry->id;
    }
    absl::StatusOr<std::unique_ptr<Jail>> jail = factory_->Make(shape);
    absl::MutexLock lock(&mutex_);
    const auto found =
        absl::c_find_if(entries_, [&](const Entry& entry) { return entry.id == id; });
    if (!jail.ok()) {
      // The next run of the shape meets the error itself, and reports it.
      if (found != entries_.end()) found->failed = true;
    } else if (found != entries_.end()) {
      (*jail)->pool_entry = id;
      found->ready.push_back(*std::move(jail));
    } else {
      factory_->Discard(*std::move(jail));
    }
  }
}

}  // namespace assay::sandbox
