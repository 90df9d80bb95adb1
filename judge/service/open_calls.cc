#include "judge/service/open_calls.h"

#include <vector>

namespace assay::judge {

OpenCalls::Entry::~Entry() {
  if (calls_ == nullptr) return;
  const absl::MutexLock lock(&calls_->mutex_);
  calls_->calls_.erase(id_);
}

OpenCalls::Entry OpenCalls::Add(Call call) {
  auto shared = std::make_shared<const Call>(std::move(call));
  const absl::MutexLock lock(&mutex_);
  calls_[++last_id_].call = shared;
  return Entry(this, last_id_, std::move(shared));
}

int64_t OpenCalls::Recheck(const std::function<absl::Status(const Call&)>& check) {
  std::vector<std::pair<int64_t, std::shared_ptr<const Call>>> calls;
  int64_t round = 0;
  {
    const absl::MutexLock lock(&mutex_);
    round = ++last_round_;
    calls.reserve(calls_.size());
    for (const auto& [id, open] : calls_) calls.emplace_back(id, open.call);
  }
  for (const auto& [id, call] : calls) {
    const absl::Status status = check(*call);
    if (status.ok()) continue;
    {
      const absl::MutexLock lock(&mutex_);
      const auto found = calls_.find(id);
      if (found == calls_.end()) continue;
      if (found->second.round == 0) {
        found->second.round = round;
        found->second.why = status;
      }
    }
    call->end(status);
  }
  return round;
}

void OpenCalls::Cut(int64_t round) {
  std::vector<std::pair<std::shared_ptr<const Call>, absl::Status>> calls;
  {
    const absl::MutexLock lock(&mutex_);
    for (const auto& [id, open] : calls_) {
      if (open.round != 0 && open.round <= round) calls.emplace_back(open.call, open.why);
    }
  }
  for (const auto& [call, why] : calls) call->cut(why);
}

}  // namespace assay::judge
