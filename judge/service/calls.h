#ifndef ASSAY_JUDGE_SERVICE_CALLS_H_
#define ASSAY_JUDGE_SERVICE_CALLS_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpcpp/alarm.h"
#include "grpcpp/server_context.h"
#include "judge/service/dispatcher.h"
#include "judge/service/identity.h"
#include "judge/service/open_calls.h"
#include "judge/service/quotas.h"
#include "judge/service/request_limits.h"
#include "judge/service/tokens.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// What every RPC does first: who calls, may they, and have they room. Thread-safe.
class Calls {
 public:
  // All outlive the object.
  Calls(const Identities* identities, Quotas* quotas, const RequestLimits& limits,
        Dispatcher* dispatcher)
      : identities_(identities),
        quotas_(quotas),
        limits_(limits),
        dispatcher_(dispatcher),
        open_(std::make_shared<OpenCalls>()) {}

  // UNAUTHENTICATED, or PERMISSION_DENIED for a caller without `role`.
  absl::StatusOr<Caller> Enter(const grpc::CallbackServerContext& context, Role role) const;

  // The same for a call that lasts: from now on Recheck() calls `end` when it would not be let in
  // any more, until `entry` is destroyed. `entry` is filled in whatever the answer.
  absl::StatusOr<Caller> Enter(grpc::CallbackServerContext* context, Role role, OpenCalls::End end,
                               std::optional<OpenCalls::Entry>* entry);
  // Who has made a call that lasts, as of now: the client's quota may be another by this time.
  absl::StatusOr<Caller> EnterAgain(const OpenCalls::Entry& entry) const;
  // Tokens have changed. A call that ends for that and whose client does not take what is on its
  // way is cut off a few seconds later, or at the next Recheck(), with the bare code and message.
  void Recheck();

  // A run of the caller's that its quota has room for, until it is destroyed. Move-only.
  class Admission {
   public:
    Admission(Admission&& other) noexcept
        : calls_(std::exchange(other.calls_, nullptr)), client_(std::move(other.client_)) {}
    Admission& operator=(Admission&&) = delete;
    ~Admission();

   private:
    friend class Calls;
    Admission(Calls* calls, std::string client) : calls_(calls), client_(std::move(client)) {}
    Calls* calls_;
    std::string client_;
  };
  // RESOURCE_EXHAUSTED with a RetryInfo.
  absl::StatusOr<Admission> Admit(const Caller& caller);
  // Cpu time that the client has used.
  void Charge(const Caller& caller, absl::Duration cpu_time);

  // Checks a request and hands it to the dispatcher, within the caller's quota; the end of the
  // submission makes room again, which Dispatcher tells its observer. `origin` and `accept` as
  // for Dispatcher::Submit().
  void Submit(const Caller& caller, const ::judge::v1::SubmitRequest& request,
              const Dispatcher::Origin& origin, Dispatcher::Accept accept);

  // The same for a request whose check an earlier Submit() has passed.
  void SubmitChecked(const Caller& caller, const ::judge::v1::SubmitRequest& request,
                     const Dispatcher::Origin& origin, Dispatcher::Accept accept);

  // A submission that the caller may see; NOT_FOUND otherwise.
  absl::StatusOr<::judge::v1::Submission> Get(const Caller& caller, const std::string& id) const;

  Dispatcher& dispatcher() { return *dispatcher_; }

 private:
  absl::StatusOr<Caller> Identify(const PeerFacts& facts, Role role) const;

  const Identities* const identities_;
  Quotas* const quotas_;
  const RequestLimits limits_;
  Dispatcher* const dispatcher_;
  // Outlives the object in the alarm's callback, of calls that are over by then.
  const std::shared_ptr<OpenCalls> open_;
  absl::Mutex mutex_;
  grpc::Alarm cut_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_CALLS_H_
