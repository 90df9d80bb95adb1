#ifndef ASSAY_JUDGE_SERVICE_DISPATCHER_H_
#define ASSAY_JUDGE_SERVICE_DISPATCHER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "judge/evaluate/host_retry.h"
#include "judge/service/active_submissions.h"
#include "judge/service/background.h"
#include "judge/service/dispatcher_parts.h"
#include "judge/service/ended_logs.h"
#include "judge/service/event_log.h"
#include "judge/service/policy_set.h"
#include "judge/service/submission_ends.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// Takes submissions, has them judged by the work queue, and journals how they end. Thread-safe.
//
// A submission is in the journal before it is acknowledged, and its end before anybody is told of
// it: whenever the process dies, each acknowledged submission has exactly one end. One that had
// none is judged anew by the next process.
class Dispatcher {
 public:
  // A submission that was accepted.
  struct Ticket {
    std::shared_ptr<EventLog> log;
    // The request repeated an earlier one's client token.
    bool repeated = false;
    // The submission ends with the last of the calls whose tickets say so: see Detach().
    bool attached = false;
  };
  using Accept = std::function<void(absl::StatusOr<Ticket>)>;

  // How a request has come.
  struct Origin {
    // Of a request that names none.
    ::judge::v1::Priority default_priority = ::judge::v1::PRIORITY_INTERACTIVE;
    // The submission that this one repeats, or empty.
    std::string rejudge_of = {};
  };

  struct Options {
    int64_t max_queued = 10'000;
    // Tests of one submission that wait in the queue at once: as many as there are slots.
    int slots = 1;
    // Twelve seconds until a submission FAILED because the host had no means for it.
    HostRetry host_retry = {.max_retries = 5, .first_pause = absl::Milliseconds(100)};
  };

  // Queues what the last process left unfinished.
  static absl::StatusOr<std::unique_ptr<Dispatcher>> Create(const DispatcherParts& parts,
                                                            std::shared_ptr<PolicySet> policies,
                                                            const Options& options);

  // The work queue's slots are gone by then.
  ~Dispatcher();

  // Takes a request that CheckSubmitRequest() has passed. `accept` is called from any thread, maybe
  // at once. Errors: see
  // JudgeService.Submit.
  void Submit(const std::string& client, const ::judge::v1::SubmitRequest& request,
              const Origin& origin, Accept accept);

  // Answers a request that repeats an earlier one of the client's, by its token: with that one's
  // events, or ALREADY_EXISTS where it was another request. False, without a call of `accept`, for
  // one that is new. Also when draining, and when the queue is full: nothing is added to it.
  bool AcceptRepeated(const std::string& client, const ::judge::v1::SubmitRequest& request,
                      const Accept& accept);

  // A call that had an attached ticket is over before the submission is, which is cancelled with
  // the last of them: a client that has come back keeps it from going with the old connection.
  void Detach(const std::string& id);

  // The events of any submission. NOT_FOUND.
  absl::StatusOr<std::shared_ptr<EventLog>> Watch(const std::string& id) const;

  // NOT_FOUND.
  absl::StatusOr<::judge::v1::Submission> Get(const std::string& id) const;

  // Kills what runs of it at once. `then` is called when the end is on disk, and at once for what
  // had ended. NOT_FOUND.
  void Cancel(const std::string& id, std::function<void(absl::Status)> then);

  // New submissions are UNAVAILABLE from here on.
  void Drain();
  bool draining() const { return active_.draining(); }
  // Kills every run. What was under way is judged by the next process.
  void Abandon();
  // Abandons, and tells those who wait for the end of a submission: UNAVAILABLE. Waits for the
  // journal. Nothing runs any more.
  void EndAll();

  // Tries again to store the ends that the journal could not take, for want of disk space say.
  // Their submissions have not ended until then. To be called every now and then.
  void RetryEnds();

  // For submissions from here on.
  void SetPolicies(std::shared_ptr<PolicySet> policies);
  std::shared_ptr<PolicySet> policies() const;

  // Submissions that have not ended, and how many of them there may be.
  int64_t queued_count() const { return active_.count(); }
  int64_t max_queued() const { return active_.max_count(); }
  // The same, those on their way into the journal left out, by priority.
  std::map<::judge::v1::Priority, int64_t> QueueDepths() const {
    return active_.CountsByPriority();
  }
  // The packages that they need.
  std::set<std::string> NeededPackages() const { return active_.NeededPackages(); }

 private:
  Dispatcher(const DispatcherParts& parts, std::shared_ptr<PolicySet> policies,
             const Options& options);

  absl::Status Recover();
  // Accepts what had been accepted before, in the background.
  void Repeat(const std::string& id, bool detached, const Accept& accept);
  void Enqueue(const ActivePointer& active, std::function<void(int cpu)> run);
  void Begin(const ActivePointer& active, int cpu);
  void RunTest(const ActivePointer& active, int cpu);

  const DispatcherParts parts_;
  const Options options_;
  mutable EndedLogs ended_logs_;
  ActiveSubmissions active_;
  SubmissionEnds ends_;

  mutable absl::Mutex mutex_;
  std::shared_ptr<PolicySet> policies_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Background> background_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_DISPATCHER_H_
