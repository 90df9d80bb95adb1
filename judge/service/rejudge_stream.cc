#include "judge/service/rejudge_stream.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "judge/base/error_details.h"
#include "judge/rpc/grpc_status.h"
#include "judge/service/request_bytes.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;
using ::judge::v1::RejudgedSubmission;
using ::judge::v1::RejudgeEvent;
using ::judge::v1::SubmitRequest;
using ::judge::v1::Verdict;

constexpr int kMostUnderWay = 64;
constexpr absl::Duration kLongestFull = absl::Minutes(10);

}  // namespace

void Compare(const Judgement& old_judgement, const Judgement& judgement,
             RejudgedSubmission* answer) {
  answer->set_old_verdict(old_judgement.verdict());
  answer->set_new_verdict(judgement.verdict());
  std::map<std::string, Verdict> old_verdicts;
  for (const ::judge::v1::TestResult& test : old_judgement.test_results()) {
    old_verdicts[test.name()] = test.verdict();
  }
  const auto change = [answer](const std::string& name, Verdict old_verdict, Verdict new_verdict) {
    if (old_verdict == new_verdict) return;
    ::judge::v1::ChangedTest* changed = answer->add_changed_tests();
    changed->set_name(name);
    changed->set_old_verdict(old_verdict);
    changed->set_new_verdict(new_verdict);
  };
  for (const ::judge::v1::TestResult& test : judgement.test_results()) {
    const auto old_verdict = old_verdicts.extract(test.name());
    change(test.name(), old_verdict ? old_verdict.mapped() : ::judge::v1::VERDICT_UNSPECIFIED,
           test.verdict());
  }
  for (const auto& [name, verdict] : old_verdicts) {
    change(name, verdict, ::judge::v1::VERDICT_UNSPECIFIED);
  }
  answer->set_changed(old_judgement.verdict() != judgement.verdict() ||
                      answer->changed_tests_size() > 0);
}

RejudgeStream::RejudgeStream(Calls* calls, const Journal* journal)
    : calls_(calls), journal_(journal) {}

OpenCalls::End RejudgeStream::Ender() const {
  return [handle = handle()](const absl::Status& status) { Stop(handle, ToGrpcStatus(status)); };
}

void RejudgeStream::Refuse(const absl::Status& status) {
  const absl::MutexLock lock(&handle()->mutex);
  FinishNow(ToGrpcStatus(status));
}

void RejudgeStream::Begin(std::vector<std::string> ids, bool current_package) {
  {
    const absl::MutexLock lock(&handle()->mutex);
    ids_ = std::move(ids);
    current_package_ = current_package;
  }
  Advance(handle());
}

void RejudgeStream::Advance(const std::shared_ptr<Handle>& handle) {
  for (bool more = true; more;) {
    std::optional<std::string> id;
    Enter<RejudgeStream>(handle, [&](RejudgeStream& stream) {
      if (stream.finished() || stream.under_way_ >= kMostUnderWay) return;
      if (stream.next_ < stream.ids_.size()) {
        id = stream.ids_[stream.next_++];
        ++stream.under_way_;
      } else if (stream.under_way_ == 0) {
        RejudgeEvent event;
        *event.mutable_summary() = stream.summary_;
        // Once: with it the stream ends.
        stream.under_way_ = kMostUnderWay;
        stream.Push({.bytes = ToBytes(event)});
        stream.FinishLater(grpc::Status::OK);
      }
    });
    more = id.has_value();
    if (more) Rejudge(handle, *id);
  }
}

void RejudgeStream::Rejudge(const std::shared_ptr<Handle>& handle, const std::string& id) {
  Calls* calls = nullptr;
  const Journal* journal = nullptr;
  absl::StatusOr<Caller> entered;
  bool current_package = false;
  Enter<RejudgeStream>(handle, [&](RejudgeStream& stream) {
    calls = stream.calls_;
    journal = stream.journal_;
    entered = calls->EnterAgain(**stream.entry());
    current_package = stream.current_package_;
  });
  if (calls == nullptr) return;
  if (!entered.ok()) return Stop(handle, ToGrpcStatus(entered.status()));
  const Caller& caller = *entered;
  RejudgedSubmission answer;
  answer.set_submission_id(id);
  const absl::StatusOr<::judge::v1::Submission> old = calls->Get(caller, id);
  if (!old.ok()) return Fail(handle, std::move(answer), old.status());
  if (old->state() != ::judge::v1::SUBMISSION_STATE_FINISHED) {
    return Fail(handle, std::move(answer),
                WithReason(absl::FailedPreconditionError("it has no judgement to compare with"),
                           "NOT_FINISHED"));
  }
  absl::StatusOr<SubmitRequest> request = journal->Request(id);
  if (!request.ok()) return Fail(handle, std::move(answer), request.status());
  request->clear_client_token();
  request->set_priority(::judge::v1::PRIORITY_REJUDGE);
  if (request->has_stored_problem()) {
    request->mutable_stored_problem()->set_digest(current_package ? "" : old->problem_digest());
  }
  calls->Submit(
      caller, *request, {.rejudge_of = id},
      [handle, calls, answer,
       old_judgement = old->judgement()](const absl::StatusOr<Dispatcher::Ticket>& ticket) mutable {
        if (IsFull(ticket.status())) {
          bool waits = false;
          Enter<RejudgeStream>(handle, [&](RejudgeStream& stream) {
            waits = stream.WaitForRoom(answer.submission_id(), ticket.status());
          });
          if (waits) return;
        }
        if (!ticket.ok()) return Fail(handle, std::move(answer), ticket.status());
        const std::string& new_id = ticket->log->submission_id();
        answer.set_new_submission_id(new_id);
        bool there = false;
        Enter<RejudgeStream>(handle, [&](RejudgeStream& stream) {
          there = !stream.finished();
          stream.attached_.insert(new_id);
          stream.full_since_ = absl::InfiniteFuture();
          stream.pause_.Reset();
        });
        if (!there) {
          return calls->dispatcher().Cancel(new_id, [](const absl::Status&) {});
        }
        ticket->log->OnEnd(
            [handle, answer = std::move(answer), old_judgement = std::move(old_judgement)](
                const absl::Status& end, const Judgement& judgement) mutable {
              if (!end.ok()) return Fail(handle, std::move(answer), end);
              Compare(old_judgement, judgement, &answer);
              Enter<RejudgeStream>(
                  handle, [&](RejudgeStream& stream) { stream.Answer(std::move(answer)); });
            });
      });
}

bool RejudgeStream::WaitForRoom(const std::string& id, const absl::Status& full) {
  if (finished()) return false;
  const absl::Time now = absl::Now();
  full_since_ = std::min(full_since_, now);
  if (now - full_since_ > kLongestFull) return false;
  waiting_.push_back(id);
  if (std::exchange(retry_is_set_, true)) return true;
  // Anew: this may be the alarm's own callback, which setting it would destroy.
  retry_ = grpc::Alarm();
  retry_.Set(absl::ToChronoTime(now + pause_.Next(full)),
             [handle = handle()](bool /*ok*/) { RejudgeWaiting(handle); });
  return true;
}

void RejudgeStream::RejudgeWaiting(const std::shared_ptr<Handle>& handle) {
  std::vector<std::string> waiting;
  Enter<RejudgeStream>(handle, [&](RejudgeStream& stream) {
    stream.retry_is_set_ = false;
    if (!stream.finished()) waiting.swap(stream.waiting_);
  });
  for (const std::string& id : waiting) Rejudge(handle, id);
}

void RejudgeStream::Fail(const std::shared_ptr<Handle>& handle, RejudgedSubmission answer,
                         const absl::Status& status) {
  *answer.mutable_error() = ToRpcStatus(status);
  Enter<RejudgeStream>(handle, [&](RejudgeStream& stream) { stream.Answer(std::move(answer)); });
}

void RejudgeStream::Answer(RejudgedSubmission answer) {
  attached_.erase(answer.new_submission_id());
  if (answer.has_error()) {
    summary_.set_error_count(summary_.error_count() + 1);
  } else {
    summary_.set_judged_count(summary_.judged_count() + 1);
    if (answer.changed()) summary_.set_changed_count(summary_.changed_count() + 1);
  }
  RejudgeEvent event;
  *event.mutable_submission() = std::move(answer);
  Push({.bytes = ToBytes(event), .of_submission = true});
}

void RejudgeStream::Written(const RejudgeAnswer& answer) {
  if (answer.of_submission) --under_way_;
}

void RejudgeStream::Stop(const std::shared_ptr<Handle>& handle, const grpc::Status& status) {
  Calls* calls = nullptr;
  std::set<std::string> attached;
  Enter<RejudgeStream>(handle, [&](RejudgeStream& stream) {
    calls = stream.calls_;
    attached.swap(stream.attached_);
    stream.FinishNow(status);
  });
  for (const std::string& id : attached) {
    calls->dispatcher().Cancel(id, [](const absl::Status&) {});
  }
}

void RejudgeStream::OnCancel() { Stop(handle(), grpc::Status::CANCELLED); }

}  // namespace assay::judge
