#include "judge/evaluate/work_queue.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace assay::judge {
namespace {

// What work is taken to need until it is done, so that one client's does not fill every slot.
constexpr absl::Duration kAdvance = absl::Milliseconds(10);

}  // namespace

void WorkQueue::Add(Work work) {
  if (AddUnlessClosed(&work)) return;
  if (work.dropped) work.dropped();
}

bool WorkQueue::AddUnlessClosed(Work* given) {
  const absl::MutexLock lock(&mutex_);
  if (closed_) return false;
  Work work = std::move(*given);
  const int priority = static_cast<int>(work.priority);
  Shares& shares = shares_[priority];
  auto found = shares.find(work.client);
  if (found == shares.end()) {
    const absl::Duration level = LeastServed(shares);
    found = shares.emplace(work.client, Share()).first;
    found->second.served = level;
  }
  ++depths_[priority];
  ++size_;
  const int64_t order = work.order;
  found->second.waiting.emplace(order, std::move(work));
  return true;
}

absl::Duration WorkQueue::LeastServed(const Shares& shares) {
  absl::Duration least = absl::InfiniteDuration();
  for (const auto& [client, share] : shares) least = std::min(least, share.served);
  return shares.empty() ? absl::ZeroDuration() : least;
}

int WorkQueue::NextPriority() {
  const bool lowest_first = ++takes_ % kLowerShare == 0;
  int priority = lowest_first ? kWorkPriorities - 1 : 0;
  while (depths_[priority] == 0) priority += lowest_first ? -1 : 1;
  return priority;
}

WorkQueue::Shares::iterator WorkQueue::NextShare(Shares& shares) {
  auto next = shares.end();
  for (auto share = shares.begin(); share != shares.end(); ++share) {
    if (share->second.waiting.empty()) continue;
    if (next == shares.end() || share->second.served < next->second.served) next = share;
  }
  return next;
}

std::optional<WorkQueue::Taken> WorkQueue::Take() {
  const absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &WorkQueue::HasWork));
  if (closed_) return std::nullopt;
  const int priority = NextPriority();
  const Shares::iterator next = NextShare(shares_[priority]);
  Share& share = next->second;
  Taken taken = {.work = std::move(share.waiting.begin()->second), .ticket = takes_};
  share.waiting.erase(share.waiting.begin());
  share.served += kAdvance;
  ++share.taken;
  taken_[taken.ticket] = {.priority = priority, .client = next->first};
  --depths_[priority];
  --size_;
  return taken;
}

void WorkQueue::Done(int64_t ticket, absl::Duration busy) {
  const absl::MutexLock lock(&mutex_);
  const auto owner = taken_.find(ticket);
  if (owner == taken_.end()) return;
  Shares& shares = shares_[owner->second.priority];
  const auto found = shares.find(owner->second.client);
  taken_.erase(owner);
  if (found == shares.end()) return;
  Share& share = found->second;
  share.served += busy - kAdvance;
  --share.taken;
  // A client that has gone keeps nothing: there may be any number of them.
  if (share.taken == 0 && share.waiting.empty()) shares.erase(found);
}

int64_t WorkQueue::Remove(WorkPriority priority, const std::string& client, int64_t order) {
  // Destroyed without the lock: work owns what calls back.
  std::vector<Work> dropped;
  const absl::MutexLock lock(&mutex_);
  Shares& shares = shares_[static_cast<int>(priority)];
  const auto found = shares.find(client);
  if (found == shares.end()) return 0;
  Share& share = found->second;
  const auto [begin, end] = share.waiting.equal_range(order);
  for (auto each = begin; each != end; ++each) dropped.push_back(std::move(each->second));
  share.waiting.erase(begin, end);
  const auto count = static_cast<int64_t>(dropped.size());
  size_ -= count;
  depths_[static_cast<int>(priority)] -= count;
  if (share.taken == 0 && share.waiting.empty()) shares.erase(found);
  return count;
}

void WorkQueue::Close() {
  std::array<Shares, kWorkPriorities> closed;
  {
    const absl::MutexLock lock(&mutex_);
    closed_ = true;
    size_ = 0;
    depths_ = {};
    closed.swap(shares_);
  }
  for (Shares& shares : closed) {
    for (auto& [client, share] : shares) {
      for (auto& [order, work] : share.waiting) {
        if (work.dropped) work.dropped();
      }
    }
  }
}

std::array<int64_t, kWorkPriorities> WorkQueue::Depths() const {
  const absl::MutexLock lock(&mutex_);
  return depths_;
}

}  // namespace assay::judge
