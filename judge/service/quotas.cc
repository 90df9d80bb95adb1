#include "judge/service/quotas.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/base/error_details.h"

namespace assay::judge {
namespace {

// When nobody can know when a place becomes free.
constexpr absl::Duration kTryAgain = absl::Seconds(1);
constexpr double kMostMinutesOfDebt = 10;

absl::Status Exhausted(absl::string_view message, absl::string_view reason,
                       absl::string_view limit_name, double limit, absl::Duration delay) {
  return WithRetry(WithReason(absl::ResourceExhaustedError(message), reason,
                              {{std::string(limit_name), absl::StrCat(limit)}}),
                   delay);
}

// The time in which `amount` comes at `rate` a second.
absl::Duration TimeFor(double amount, double rate) {
  // Rounded up: a client that comes at this time is not too early.
  return std::max(absl::Seconds(amount / rate), absl::ZeroDuration()) + absl::Milliseconds(1);
}

}  // namespace

void Quotas::Refill(Usage* usage, absl::Time now) {
  const Quota& quota = usage->quota;
  const bool is_new = usage->time == absl::InfinitePast();
  const double seconds = is_new ? 0 : std::max(0.0, absl::ToDoubleSeconds(now - usage->time));
  usage->time = std::max(usage->time, now);
  if (quota.submissions_per_second.has_value()) {
    const double gained = is_new ? quota.burst : seconds * *quota.submissions_per_second;
    usage->submissions = std::min<double>(usage->submissions + gained, quota.burst);
  }
  if (quota.cpu_seconds_per_minute.has_value()) {
    const double minute = *quota.cpu_seconds_per_minute;
    const double gained = is_new ? minute : seconds * minute / 60;
    usage->cpu_seconds = std::min(usage->cpu_seconds + gained, minute);
  }
}

bool Quotas::IsIdle(Usage usage, absl::Time now) {
  if (usage.in_flight > 0) return false;
  Refill(&usage, now);
  const Quota& quota = usage.quota;
  if (quota.submissions_per_second.has_value() && usage.submissions < quota.burst) return false;
  return !quota.cpu_seconds_per_minute.has_value() ||
         usage.cpu_seconds >= *quota.cpu_seconds_per_minute;
}

Quotas::Usage* Quotas::FindOrAdd(const std::string& client, absl::Time now) {
  if (const auto found = usages_.find(client); found != usages_.end()) return &found->second;
  if (usages_.size() >= max_clients_) {
    std::erase_if(usages_, [now](const auto& entry) { return IsIdle(entry.second, now); });
    if (usages_.size() >= max_clients_) return nullptr;
  }
  return &usages_[client];
}

absl::Status Quotas::Admit(const Caller& caller, absl::Time now) {
  const Quota& quota = caller.quota;
  absl::MutexLock lock(&mutex_);
  Usage* usage = FindOrAdd(caller.client, now);
  if (usage == nullptr) {
    return Exhausted("too many clients at once", "TOO_MANY_CLIENTS", "max_clients",
                     static_cast<double>(max_clients_), kTryAgain);
  }
  if (usage->quota != quota) {
    // A quota that is new to the client begins full, but pays what is owed.
    const double debt = std::min(usage->cpu_seconds, 0.0);
    usage->quota = quota;
    usage->submissions = 0;
    usage->cpu_seconds = quota.cpu_seconds_per_minute.has_value() ? debt : 0;
    usage->time = absl::InfinitePast();
  }
  Refill(usage, now);
  if (quota.cpu_seconds_per_minute.has_value() && usage->cpu_seconds < 0) {
    return Exhausted("the client's cpu time is used up", "QUOTA_CPU", "cpu_seconds_per_minute",
                     *quota.cpu_seconds_per_minute,
                     TimeFor(-usage->cpu_seconds, *quota.cpu_seconds_per_minute / 60));
  }
  if (quota.max_in_flight.has_value() && usage->in_flight >= *quota.max_in_flight) {
    return Exhausted(absl::StrCat("the client has ", usage->in_flight,
                                  " submissions under way and may have ", *quota.max_in_flight),
                     "QUOTA_IN_FLIGHT", "max_in_flight_count", *quota.max_in_flight, kTryAgain);
  }
  if (quota.submissions_per_second.has_value()) {
    if (usage->submissions < 1) {
      return Exhausted(absl::StrCat("the client submits more than ", *quota.submissions_per_second,
                                    " times a second"),
                       "QUOTA_RATE", "submissions_per_second", *quota.submissions_per_second,
                       TimeFor(1 - usage->submissions, *quota.submissions_per_second));
    }
    usage->submissions -= 1;
  }
  ++usage->in_flight;
  return absl::OkStatus();
}

void Quotas::Readmit(const std::string& client) {
  absl::MutexLock lock(&mutex_);
  // The journal bounds them.
  ++usages_[client].in_flight;
}

void Quotas::Finish(const std::string& client) {
  absl::MutexLock lock(&mutex_);
  const auto found = usages_.find(client);
  if (found != usages_.end() && found->second.in_flight > 0) --found->second.in_flight;
}

void Quotas::Charge(const std::string& client, absl::Duration cpu_time, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  const auto found = usages_.find(client);
  if (found == usages_.end()) return;
  Usage& usage = found->second;
  if (!usage.quota.cpu_seconds_per_minute.has_value()) return;
  Refill(&usage, now);
  usage.cpu_seconds = std::max(usage.cpu_seconds - absl::ToDoubleSeconds(cpu_time),
                               -kMostMinutesOfDebt * *usage.quota.cpu_seconds_per_minute);
}

size_t Quotas::client_count() const {
  absl::MutexLock lock(&mutex_);
  return usages_.size();
}

}  // namespace assay::judge
