#include "judge/service/metrics.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "judge/base/error_details.h"
#include "prometheus/text_serializer.h"

namespace assay::judge {
namespace {

using ::judge::v1::Priority;
using ::judge::v1::SubmissionState;
using ::judge::v1::Verdict;
using prometheus::ClientMetric;
using prometheus::Histogram;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr char kOther[] = "other";
constexpr size_t kMaxErrorReasons = 32;
constexpr size_t kMaxReasonBytes = 64;

// Seconds.
const Histogram::BucketBoundaries& RunBuckets() {
  static const auto& buckets = *new Histogram::BucketBoundaries{
      0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60};
  return buckets;
}

// Names of states as label values.
const struct {
  SubmissionState state;
  const char* label;
} kStates[] = {
    {::judge::v1::SUBMISSION_STATE_QUEUED, "accepted"},
    {::judge::v1::SUBMISSION_STATE_FINISHED, "finished"},
    {::judge::v1::SUBMISSION_STATE_CANCELLED, "cancelled"},
    {::judge::v1::SUBMISSION_STATE_FAILED, "failed"},
};

std::string VerdictLabel(Verdict verdict) {
  return std::string(absl::StripPrefix(::judge::v1::Verdict_Name(verdict), "VERDICT_"));
}

std::string PriorityLabel(Priority priority) {
  return absl::AsciiStrToLower(
      absl::StripPrefix(::judge::v1::Priority_Name(priority), "PRIORITY_"));
}

ClientMetric GaugeMetric(int64_t value) {
  ClientMetric metric;
  metric.gauge.value = static_cast<double>(value);
  return metric;
}

MetricFamily GaugeFamily(const std::string& name, const std::string& help,
                         std::vector<ClientMetric> metrics) {
  return {name, help, MetricType::Gauge, std::move(metrics)};
}

MetricFamily CounterFamily(const std::string& name, const std::string& help, int64_t value) {
  ClientMetric metric;
  metric.counter.value = static_cast<double>(value);
  return {name, help, MetricType::Counter, {metric}};
}

MetricFamily HistogramFamily(const std::string& name, const std::string& help,
                             const sandbox::LatencyHistogram& latencies) {
  ClientMetric metric;
  uint64_t cumulative = 0;
  for (size_t i = 0; i < latencies.counts().size(); ++i) {
    cumulative += static_cast<uint64_t>(latencies.counts()[i]);
    ClientMetric::Bucket bucket;
    bucket.cumulative_count = cumulative;
    bucket.upper_bound = i < latencies.kBounds.size() ? absl::ToDoubleSeconds(latencies.kBounds[i])
                                                      : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back(bucket);
  }
  metric.histogram.sample_count = cumulative;
  metric.histogram.sample_sum = absl::ToDoubleSeconds(latencies.sum());
  return {name, help, MetricType::Histogram, {metric}};
}

std::vector<MetricFamily> ToFamilies(const MetricReadings& readings) {
  std::vector<ClientMetric> depths;
  for (const Priority priority : {::judge::v1::PRIORITY_INTERACTIVE, ::judge::v1::PRIORITY_BATCH,
                                  ::judge::v1::PRIORITY_REJUDGE}) {
    const auto found = readings.queue_depth.find(priority);
    ClientMetric metric = GaugeMetric(found == readings.queue_depth.end() ? 0 : found->second);
    metric.label = {{"priority", PriorityLabel(priority)}};
    depths.push_back(std::move(metric));
  }
  return {
      GaugeFamily("assay_queue_depth", "Submissions that have not ended.", std::move(depths)),
      GaugeFamily("assay_slots", "Tests and compilers that may run at once.",
                  {GaugeMetric(readings.slots)}),
      GaugeFamily("assay_slots_busy", "Tests and compilers that run.",
                  {GaugeMetric(readings.busy_slots)}),
      GaugeFamily("assay_journal_bytes", "Size of the journal.",
                  {GaugeMetric(readings.journal_bytes)}),
      GaugeFamily("assay_problem_bytes", "Size of all problem packages, unpacked.",
                  {GaugeMetric(readings.problem_bytes)}),
      HistogramFamily("assay_jail_start_seconds",
                      "From asking for a jail to telling it what to run.",
                      readings.sandbox.start_latency),
      HistogramFamily("assay_jail_teardown_seconds",
                      "From giving a jail up to having removed all of it.",
                      readings.sandbox.teardown_latency),
      CounterFamily("assay_jail_pool_hits_total", "Runs that found a jail ready.",
                    readings.sandbox.pool_hit_count),
      CounterFamily("assay_jail_pool_misses_total", "Runs that had to make their jail.",
                    readings.sandbox.pool_miss_count),
  };
}

// A reason that can be a label.
std::string ErrorLabel(const absl::Status& status) {
  std::string reason = ReasonOf(status);
  if (reason.empty()) reason = absl::StatusCodeToString(status.code());
  const auto is_plain = [](unsigned char c) {
    return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '_';
  };
  const bool is_label = !reason.empty() && reason.size() <= kMaxReasonBytes &&
                        std::all_of(reason.begin(), reason.end(), is_plain);
  return is_label ? reason : kOther;
}

}  // namespace

class Metrics::Readings : public prometheus::Collectable {
 public:
  void SetReader(std::function<MetricReadings()> read) {
    const absl::MutexLock lock(&mutex_);
    read_ = std::move(read);
  }

  std::vector<MetricFamily> Collect() const override {
    const absl::MutexLock lock(&mutex_);
    return read_ ? ToFamilies(read_()) : std::vector<MetricFamily>();
  }

 private:
  // Held while reading: SetReader() waits for the old reader's end.
  mutable absl::Mutex mutex_;
  std::function<MetricReadings()> read_ ABSL_GUARDED_BY(mutex_);
};

class Metrics::Everything : public prometheus::Collectable {
 public:
  explicit Everything(std::vector<std::shared_ptr<prometheus::Collectable>> parts)
      : parts_(std::move(parts)) {}

  std::vector<MetricFamily> Collect() const override {
    std::vector<MetricFamily> all;
    for (const std::shared_ptr<prometheus::Collectable>& part : parts_) {
      for (MetricFamily& family : part->Collect()) all.push_back(std::move(family));
    }
    return all;
  }

 private:
  const std::vector<std::shared_ptr<prometheus::Collectable>> parts_;
};

Metrics::Metrics(const std::vector<std::string>& languages, const std::vector<std::string>& rpcs)
    : registry_(std::make_shared<prometheus::Registry>()),
      readings_(std::make_shared<Readings>()),
      collectable_(std::make_shared<Everything>(
          std::vector<std::shared_ptr<prometheus::Collectable>>{registry_, readings_})) {
  // Series that are there from the beginning: a rate needs their 0.
  auto& submissions = prometheus::BuildCounter()
                          .Name("assay_submissions_total")
                          .Help("Submissions that got into this state.")
                          .Register(*registry_);
  for (const auto& [state, label] : kStates) {
    submissions_[state] = &submissions.Add({{"state", label}});
  }
  auto& verdicts = prometheus::BuildCounter()
                       .Name("assay_verdicts_total")
                       .Help("Judgements of submissions.")
                       .Register(*registry_);
  auto& tests = prometheus::BuildHistogram()
                    .Name("assay_test_seconds")
                    .Help("Wall time of the runs of tests.")
                    .Register(*registry_);
  auto& compiles = prometheus::BuildHistogram()
                       .Name("assay_compile_seconds")
                       .Help("Wall time of compilers.")
                       .Register(*registry_);
  std::vector<std::string> language_labels = languages;
  language_labels.push_back(kOther);
  for (const std::string& language : language_labels) {
    PerLanguage& metrics = languages_[language];
    for (int verdict = ::judge::v1::Verdict_MIN + 1; verdict <= ::judge::v1::Verdict_MAX;
         ++verdict) {
      const auto value = static_cast<Verdict>(verdict);
      metrics.verdicts[value] =
          &verdicts.Add({{"language", language}, {"verdict", VerdictLabel(value)}});
    }
    metrics.test_seconds = &tests.Add({{"language", language}}, RunBuckets());
    metrics.compile_seconds = &compiles.Add({{"language", language}}, RunBuckets());
  }
  oom_kills_ = &prometheus::BuildCounter()
                    .Name("assay_oom_kills_total")
                    .Help("Processes that were killed for want of memory.")
                    .Register(*registry_)
                    .Add({});
  compile_cache_hits_ = &prometheus::BuildCounter()
                             .Name("assay_compile_cache_hits_total")
                             .Help("Submissions whose compilation was kept from an earlier one.")
                             .Register(*registry_)
                             .Add({});
  compile_cache_misses_ = &prometheus::BuildCounter()
                               .Name("assay_compile_cache_misses_total")
                               .Help("Submissions that were compiled.")
                               .Register(*registry_)
                               .Add({});
  errors_ = &prometheus::BuildCounter()
                 .Name("assay_infrastructure_errors_total")
                 .Help("Submissions and runs that failed for a reason of the host's.")
                 .Register(*registry_);
  errors_->Add({{"reason", kOther}});
  rpcs_ = &prometheus::BuildCounter()
               .Name("assay_rpcs_total")
               .Help("Calls that are over.")
               .Register(*registry_);
  auto& rpc_seconds = prometheus::BuildHistogram()
                          .Name("assay_rpc_seconds")
                          .Help("Duration of calls; of those that stream, until their end.")
                          .Register(*registry_);
  std::vector<std::string> rpc_labels = rpcs;
  rpc_labels.push_back(kOther);
  for (const std::string& rpc : rpc_labels) {
    rpcs_->Add({{"method", rpc}, {"code", "OK"}});
    rpc_seconds_[rpc] = &rpc_seconds.Add({{"method", rpc}}, RunBuckets());
  }
}

const Metrics::PerLanguage& Metrics::OfLanguage(absl::string_view language) const {
  const auto found = languages_.find(std::string(language));
  return found == languages_.end() ? languages_.at(kOther) : found->second;
}

void Metrics::CountSubmission(SubmissionState state) {
  const auto found = submissions_.find(state);
  if (found != submissions_.end()) found->second->Increment();
}

void Metrics::CountVerdict(absl::string_view language, Verdict verdict) {
  const PerLanguage& metrics = OfLanguage(language);
  const auto found = metrics.verdicts.find(verdict);
  if (found != metrics.verdicts.end()) found->second->Increment();
}

void Metrics::ObserveTest(absl::string_view language, absl::Duration wall_time) {
  OfLanguage(language).test_seconds->Observe(absl::ToDoubleSeconds(wall_time));
}

void Metrics::ObserveCompile(absl::string_view language, absl::Duration wall_time) {
  OfLanguage(language).compile_seconds->Observe(absl::ToDoubleSeconds(wall_time));
}

void Metrics::CountCompilation(bool from_cache) {
  (from_cache ? compile_cache_hits_ : compile_cache_misses_)->Increment();
}

void Metrics::CountOomKills(int64_t count) { oom_kills_->Increment(static_cast<double>(count)); }

void Metrics::CountInfrastructureError(const absl::Status& status) {
  std::string label = ErrorLabel(status);
  {
    const absl::MutexLock lock(&mutex_);
    if (error_reasons_.size() < kMaxErrorReasons) {
      error_reasons_.insert(label);
    } else if (error_reasons_.count(label) == 0) {
      label = kOther;
    }
  }
  errors_->Add({{"reason", label}}).Increment();
}

void Metrics::CountRpc(absl::string_view rpc, absl::StatusCode code, absl::Duration duration) {
  auto found = rpc_seconds_.find(std::string(rpc));
  if (found == rpc_seconds_.end()) found = rpc_seconds_.find(kOther);
  const std::string name = absl::StatusCodeToString(code);
  rpcs_->Add({{"method", found->first}, {"code", name.empty() ? kOther : name}}).Increment();
  found->second->Observe(absl::ToDoubleSeconds(duration));
}

void Metrics::SetReader(std::function<MetricReadings()> read) {
  readings_->SetReader(std::move(read));
}

std::string Metrics::ToText() const {
  return prometheus::TextSerializer().Serialize(collectable_->Collect());
}

}  // namespace assay::judge
