#ifndef ASSAY_JUDGE_SERVICE_METRICS_H_
#define ASSAY_JUDGE_SERVICE_METRICS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "prometheus/collectable.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/submission.pb.h"
#include "sandbox/statistics.h"

namespace assay::judge {

// What is looked up when somebody asks for the metrics.
struct MetricReadings {
  // Submissions that have not ended.
  std::map<::judge::v1::Priority, int64_t> queue_depth;
  int64_t slots = 0;
  int64_t busy_slots = 0;
  int64_t journal_bytes = 0;
  int64_t problem_bytes = 0;
  sandbox::Statistics sandbox;
};

// The metrics of sandboxd, for Prometheus (https://prometheus.io/docs/concepts/metric_types/).
// Every label has a bounded number of values: those that are not known in advance are "other".
// Thread-safe.
class Metrics {
 public:
  // Identifiers of languages and short names of RPCs, such as "Submit", that may be labels.
  Metrics(const std::vector<std::string>& languages, const std::vector<std::string>& rpcs);

  // A submission is in the journal, or has ended; `state` is where it is now.
  void CountSubmission(::judge::v1::SubmissionState state);
  void CountVerdict(absl::string_view language, ::judge::v1::Verdict verdict);
  // Wall time of a test's run.
  void ObserveTest(absl::string_view language, absl::Duration wall_time);
  void ObserveCompile(absl::string_view language, absl::Duration wall_time);
  // A submission was compiled, or a kept compilation was taken.
  void CountCompilation(bool from_cache);
  void CountOomKills(int64_t count);
  // A submission or a run failed for a reason of the host's: ReasonOf(status), or its code's name.
  void CountInfrastructureError(const absl::Status& status);
  // A call is over, after `duration`.
  void CountRpc(absl::string_view rpc, absl::StatusCode code, absl::Duration duration);

  // `read` is called at each scrape, from the scraper's thread, and not any more once another one
  // has been set. Null: those metrics are left out.
  void SetReader(std::function<MetricReadings()> read);

  // Everything, in Prometheus' text format.
  std::string ToText() const;

  // Everything, for an Exposer. Lives as long as this object.
  const std::shared_ptr<prometheus::Collectable>& collectable() const { return collectable_; }

 private:
  // What SetReader()'s function says, as metrics.
  class Readings;
  class Everything;
  struct PerLanguage {
    std::map<::judge::v1::Verdict, prometheus::Counter*> verdicts;
    prometheus::Histogram* test_seconds = nullptr;
    prometheus::Histogram* compile_seconds = nullptr;
  };

  const PerLanguage& OfLanguage(absl::string_view language) const;

  const std::shared_ptr<prometheus::Registry> registry_;
  const std::shared_ptr<Readings> readings_;
  const std::shared_ptr<prometheus::Collectable> collectable_;
  std::map<::judge::v1::SubmissionState, prometheus::Counter*> submissions_;
  std::map<std::string, PerLanguage, std::less<>> languages_;
  prometheus::Counter* oom_kills_ = nullptr;
  prometheus::Counter* compile_cache_hits_ = nullptr;
  prometheus::Counter* compile_cache_misses_ = nullptr;
  prometheus::Family<prometheus::Counter>* errors_ = nullptr;
  prometheus::Family<prometheus::Counter>* rpcs_ = nullptr;
  std::map<std::string, prometheus::Histogram*, std::less<>> rpc_seconds_;
  absl::Mutex mutex_;
  std::set<std::string> error_reasons_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_METRICS_H_
