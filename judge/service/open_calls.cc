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
  calls_.emplace(++last_id_, shared);
  return Entry(this, last_id_, std::move(shared));
}

void OpenCalls::Recheck(const std::function<absl::Status(const Call&)>& check) {
  std::vector<std::shared_ptr<const Call>> calls;
  {
    const absl::MutexLock lock(&mutex_);
    calls.reserve(calls_.size());
    for (const auto& [id, call] : calls_) calls.push_back(call);
  }
  for (const std::shared_ptr<const Call>& call : calls) {
    const absl::Status status = check(*call);
    if (!status.ok()) call->end(status);
  }
}

}  // namespace assay::judge
