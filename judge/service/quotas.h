#ifndef ASSAY_JUDGE_SERVICE_QUOTAS_H_
#define ASSAY_JUDGE_SERVICE_QUOTAS_H_

#include <cstddef>
#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "judge/service/tokens.h"

namespace assay::judge {

// What each client uses of its quota. Thread-safe; knows no clock: `now` is the caller's, and one
// that goes back counts for nothing.
class Quotas {
 public:
  static constexpr size_t kMaxClients = 20'000;

  // At most `max_clients` are remembered. Those who have nothing under way and all of their quota
  // are forgotten when there is no room.
  explicit Quotas(size_t max_clients = kMaxClients) : max_clients_(max_clients) {}

  // Counts a submission of `caller`. RESOURCE_EXHAUSTED with a RetryInfo, and the quota's name and
  // size in the ErrorInfo, when that would be too much: reason QUOTA_IN_FLIGHT, QUOTA_RATE,
  // QUOTA_CPU, or TOO_MANY_CLIENTS. A refused submission uses nothing.
  absl::Status Admit(const Caller& caller, absl::Time now);

  // Counts a submission that had been admitted before a restart, whatever the quota.
  void Readmit(const std::string& client);

  // A submission that was counted has ended.
  void Finish(const std::string& client);

  // Programs or the compiler have used cpu time for `client`, while a submission of it was counted.
  // What is more than the quota is made up for by waiting, for ten minutes at most.
  void Charge(const std::string& client, absl::Duration cpu_time, absl::Time now);

  size_t client_count() const;

 private:
  struct Usage {
    Quota quota;
    int in_flight = 0;
    // What is left, as of `time`.
    double submissions = 0;
    double cpu_seconds = 0;
    absl::Time time = absl::InfinitePast();
  };

  // Adds what has come back since the last time.
  static void Refill(Usage* usage, absl::Time now);
  static bool IsIdle(Usage usage, absl::Time now);
  // Null when there is no room.
  Usage* FindOrAdd(const std::string& client, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const size_t max_clients_;
  mutable absl::Mutex mutex_;
  std::unordered_map<std::string, Usage> usages_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_QUOTAS_H_
