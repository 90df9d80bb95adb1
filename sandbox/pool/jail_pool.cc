#include "sandbox/pool/jail_pool.h"

#include <algorithm>
#include <utility>

#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::sandbox {

JailPool::JailPool(JailFactory* factory, int depth) : factory_(factory), depth_(depth) {}

absl::Status JailPool::Start() {
  ASSAY_ASSIGN_OR_RETURN(thread_, StartThread([this] { Fill(); }));
  return absl::OkStatus();
}

JailPool::~JailPool() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
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
  }
  return entries_.front();
}

absl::StatusOr<std::unique_ptr<Jail>> JailPool::Take(const JailShape& shape) {
  if (depth_ > 0) {
    absl::MutexLock lock(&mutex_);
    Entry& entry = Touch(shape);
    ++entry.use_count;
    entry.failed = false;
    while (!entry.ready.empty()) {
      std::unique_ptr<Jail> jail = std::move(entry.ready.back());
      entry.ready.pop_back();
      // It may have died, with its launcher, since it was made.
      if (jail->IsAlive()) return jail;
      factory_->Discard(std::move(jail));
    }
  }
  return factory_->Make(shape);
}

const JailPool::Entry* JailPool::NextToFill() const {
  for (const Entry& entry : entries_) {
    if (entry.use_count > 1 && !entry.failed && entry.ready.size() < depth_) return &entry;
  }
  return nullptr;
}

bool JailPool::HasWork() const { return stopping_ || NextToFill() != nullptr; }

void JailPool::Fill() {
  while (true) {
    JailShape shape;
    {
      absl::MutexLock lock(&mutex_, absl::Condition(this, &JailPool::HasWork));
      if (stopping_) return;
      shape = NextToFill()->shape;
    }
    absl::StatusOr<std::unique_ptr<Jail>> jail = factory_->Make(shape);
    absl::MutexLock lock(&mutex_);
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.shape == shape; });
    if (!jail.ok()) {
      // The next run of the shape meets the error itself, and reports it.
      if (found != entries_.end()) found->failed = true;
    } else if (found != entries_.end()) {
      found->ready.push_back(*std::move(jail));
    } else {
      factory_->Discard(*std::move(jail));
    }
  }
}

}  // namespace assay::sandbox
