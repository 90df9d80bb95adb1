#ifndef ASSAY_JUDGE_SERVICE_OPEN_CALLS_H_
#define ASSAY_JUDGE_SERVICE_OPEN_CALLS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "judge/service/identity.h"
#include "judge/service/tokens.h"

namespace assay::judge {

// The calls that last, each with who has made it, so that they can be looked at again when tokens
// have changed. Thread-safe.
class OpenCalls {
 public:
  // Called without a lock, and maybe when the call is over: it has to know.
  using End = std::function<void(const absl::Status&)>;

  struct Call {
    PeerFacts facts;
    // That its method asks for.
    Role role = Role::kSubmit;
    // Ends the call, once its client takes what is on its way.
    End end;
    // Ends the call, whatever its client does.
    End cut;
  };

  // A call's, for as long as it lives. Move-only.
  class Entry {
   public:
    Entry(Entry&& other) noexcept
        : calls_(std::exchange(other.calls_, nullptr)),
          id_(other.id_),
          call_(std::move(other.call_)) {}
    Entry& operator=(Entry&&) = delete;
    ~Entry();

    const Call& call() const { return *call_; }

   private:
    friend class OpenCalls;
    Entry(OpenCalls* calls, int64_t id, std::shared_ptr<const Call> call)
        : calls_(calls), id_(id), call_(std::move(call)) {}
    OpenCalls* calls_;
    int64_t id_;
    std::shared_ptr<const Call> call_;
  };

  // The object outlives the entry.
  Entry Add(Call call);

  // Ends each call that `check` has an error for, with that. Returns the round's number.
  int64_t Recheck(const std::function<absl::Status(const Call&)>& check);

  // Cuts the calls that have been ended in a round up to this one and are not over yet.
  void Cut(int64_t round);

 private:
  struct Open {
    std::shared_ptr<const Call> call;
    // Of the first round that has ended it; 0 as long as none has.
    int64_t round = 0;
    absl::Status why;
  };

  absl::Mutex mutex_;
  int64_t last_id_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t last_round_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<int64_t, Open> calls_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_OPEN_CALLS_H_
