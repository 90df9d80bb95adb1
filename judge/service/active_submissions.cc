#include "judge/service/active_submissions.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "judge/base/error_details.h"
#include "judge/service/submission_errors.h"

namespace assay::judge {
namespace {

constexpr absl::Duration kRetryDelay = absl::Seconds(1);

}  // namespace

absl::Status ActiveSubmissions::Reserve() {
  const absl::MutexLock lock(&mutex_);
  if (draining_) return Stopping();
  if (places_ >= max_count_) {
    return WithRetry(
        WithReason(absl::ResourceExhaustedError(absl::StrCat(
                       places_, " submissions wait or run, as many as this server takes")),
                   "QUEUE_FULL", {{"max_queued_submissions", absl::StrCat(max_count_)}}),
        kRetryDelay);
  }
  ++places_;
  ++journaling_;
  return absl::OkStatus();
}

void ActiveSubmissions::GiveUpPlace() {
  const absl::MutexLock lock(&mutex_);
  --places_;
}

void ActiveSubmissions::Insert(const ActivePointer& active) {
  ++counts_[static_cast<int>(active->priority)];
  active->order = ++last_order_;
  active_.emplace(active->info.id(), active);
}

int64_t ActiveSubmissions::Add(const ActivePointer& active) {
  const absl::MutexLock lock(&mutex_);
  int64_t ahead = 0;
  for (int p = 0; p <= static_cast<int>(active->priority); ++p) ahead += counts_[p];
  Insert(active);
  return ahead;
}

void ActiveSubmissions::AddRecovered(const ActivePointer& active) {
  const absl::MutexLock lock(&mutex_);
  ++places_;
  Insert(active);
}

void ActiveSubmissions::Remove(const ActiveSubmission& active) {
  const absl::MutexLock lock(&mutex_);
  active_.erase(active.info.id());
  --counts_[static_cast<int>(active.priority)];
  --places_;
}

ActivePointer ActiveSubmissions::Find(const std::string& id) const {
  const absl::MutexLock lock(&mutex_);
  const auto found = active_.find(id);
  return found == active_.end() ? nullptr : found->second;
}

bool ActiveSubmissions::Attach(const std::string& id) {
  const absl::MutexLock lock(&mutex_);
  const auto found = active_.find(id);
  if (found == active_.end()) return false;
  ++found->second->attached;
  return true;
}

bool ActiveSubmissions::Detach(const std::string& id) {
  const absl::MutexLock lock(&mutex_);
  const auto found = active_.find(id);
  return found != active_.end() && --found->second->attached <= 0;
}

void ActiveSubmissions::BeginJournalCall() {
  const absl::MutexLock lock(&mutex_);
  ++journaling_;
}

bool ActiveSubmissions::BeginEnd(bool killed) {
  const absl::MutexLock lock(&mutex_);
  if (abandoned_ && killed) return false;
  ++journaling_;
  return true;
}

bool ActiveSubmissions::BeginRetry() {
  const absl::MutexLock lock(&mutex_);
  if (closed_) return false;
  ++journaling_;
  return true;
}

void ActiveSubmissions::JournalCalledBack() {
  const absl::MutexLock lock(&mutex_);
  --journaling_;
}

void ActiveSubmissions::Drain() {
  const absl::MutexLock lock(&mutex_);
  draining_ = true;
}

bool ActiveSubmissions::draining() const {
  const absl::MutexLock lock(&mutex_);
  return draining_;
}

std::vector<ActivePointer> ActiveSubmissions::Abandon() {
  const absl::MutexLock lock(&mutex_);
  draining_ = true;
  abandoned_ = true;
  return All();
}

bool ActiveSubmissions::abandoned() const {
  const absl::MutexLock lock(&mutex_);
  return abandoned_;
}

std::vector<ActivePointer> ActiveSubmissions::AwaitJournal() {
  const absl::MutexLock lock(&mutex_);
  draining_ = true;
  abandoned_ = true;
  mutex_.Await(absl::Condition(
      +[](int64_t* journaling) { return *journaling == 0; }, &journaling_));
  closed_ = true;
  return All();
}

std::vector<ActivePointer> ActiveSubmissions::All() const {
  std::vector<ActivePointer> all;
  all.reserve(active_.size());
  for (const auto& [id, active] : active_) all.push_back(active);
  return all;
}

int64_t ActiveSubmissions::count() const {
  const absl::MutexLock lock(&mutex_);
  return places_;
}

std::map<::judge::v1::Priority, int64_t> ActiveSubmissions::CountsByPriority() const {
  const absl::MutexLock lock(&mutex_);
  return {
      {::judge::v1::PRIORITY_INTERACTIVE, counts_[static_cast<int>(WorkPriority::kInteractive)]},
      {::judge::v1::PRIORITY_BATCH, counts_[static_cast<int>(WorkPriority::kBatch)]},
      {::judge::v1::PRIORITY_REJUDGE, counts_[static_cast<int>(WorkPriority::kRejudge)]}};
}

std::set<std::string> ActiveSubmissions::NeededPackages() const {
  std::set<std::string> needed;
  const absl::MutexLock lock(&mutex_);
  for (const auto& [id, each] : active_) {
    if (each->work.package() != nullptr) needed.insert(each->work.package()->digest());
  }
  return needed;
}

}  // namespace assay::judge
