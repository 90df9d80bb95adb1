#include "judge/cli/remote/remote_judge.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "judge/base/duration_proto.h"
#include "judge/base/error_details.h"
#include "judge/batch/evaluation_verdict.h"
#include "judge/cli/remote/event_progress.h"
#include "judge/cli/remote/submit_request.h"
#include "judge/evaluate/bound_texts.h"
#include "judge/problem/problem.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::judge {
namespace {

using ::judge::v1::BatchEvent;
using ::judge::v1::SubmitRequest;

constexpr absl::Duration kFirstDelay = absl::Milliseconds(100);
constexpr absl::Duration kLongestDelay = absl::Seconds(5);

// Whether a call that ended like this may go better when it is made anew.
bool MayPass(const absl::Status& end) {
  if (absl::IsUnavailable(end)) return true;
  if (absl::IsResourceExhausted(end)) return RetryDelayOf(end).has_value();
  // Not the server's word, which has a reason, but that of a connection that broke.
  return (absl::IsInternal(end) || absl::IsUnknown(end)) && ReasonOf(end).empty();
}

// Whether the server would take the same request later.
bool MayPassLater(const absl::Status& error) {
  return (absl::IsResourceExhausted(error) || absl::IsUnavailable(error)) &&
         RetryDelayOf(error).has_value();
}

void SetEvaluation(const BatchEntry& entry, const std::string& word, SubmitRequest* request) {
  const ProblemLimits limits = LimitsOfBareTests();
  ::judge::v1::InlineProblem* const problem = request->mutable_inline_problem();
  *problem->mutable_limits()->mutable_cpu_time() = ToDurationProto(limits.time);
  problem->mutable_limits()->set_memory_bytes(limits.memory_bytes);
  problem->mutable_limits()->set_output_bytes(limits.output_bytes);
  ::judge::v1::InlineTest* const test = problem->add_tests();
  test->set_name("tests");
  test->set_input(absl::StrCat(word, "\n", *entry.evaluation));
  test->set_piped_input(entry.evaluation->empty());
}

}  // namespace

// One call, with a thread that writes beside the one that reads.
class RemoteJudge::Stream {
 public:
  explicit Stream(RemoteJudge* judge) : judge_(*judge), call_(&judge->setting_.connection) {
    {
      const absl::MutexLock lock(&judge_.mutex_);
      judge_.call_ = &call_;
      judge_.unsent_.clear();
      for (const auto& [number, job] : judge_.jobs_) judge_.unsent_.push_back(number);
    }
    stream_ = judge_.setting_.connection.judge().SubmitBatch(call_.context());
  }

  ~Stream() {
    const absl::MutexLock lock(&judge_.mutex_);
    judge_.call_ = nullptr;
  }

  absl::Status Run(bool* heard) {
    ASSAY_ASSIGN_OR_RETURN(std::thread writer, StartThread([this] { Write(); }));
    BatchEvent event;
    while (stream_->Read(&event)) {
      *heard = true;
      Take(event);
    }
    {
      const absl::MutexLock lock(&judge_.mutex_);
      ended_ = true;
    }
    // To a call that has ended nothing can be written: the thread does not wait for ever.
    writer.join();
    return judge_.setting_.connection.Explain(stream_->Finish());
  }

 private:
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(judge_.mutex_) {
    return ended_ || judge_.stopped_ || judge_.finished_ || !judge_.unsent_.empty();
  }

  // The next number to send; absent when nothing is to be sent any more.
  std::optional<int64_t> Next() {
    const absl::MutexLock lock(&judge_.mutex_);
    const auto has_work = [this]()
                              ABSL_EXCLUSIVE_LOCKS_REQUIRED(judge_.mutex_) { return HasWork(); };
    judge_.mutex_.Await(absl::Condition(&has_work));
    const auto is_over = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(judge_.mutex_) {
      return ended_ || judge_.stopped_;
    };
    judge_.mutex_.AwaitWithDeadline(absl::Condition(&is_over), judge_.not_before_);
    if (ended_ || judge_.stopped_ || judge_.unsent_.empty()) return std::nullopt;
    const int64_t number = judge_.unsent_.front();
    judge_.unsent_.pop_front();
    sent_.push_back(number);
    return number;
  }

  void Write() {
    while (const std::optional<int64_t> number = Next()) {
      std::shared_ptr<Job> job;
      {
        const absl::MutexLock lock(&judge_.mutex_);
        const auto found = judge_.jobs_.find(*number);
        if (found != judge_.jobs_.end()) job = found->second;
      }
      if (job == nullptr || !stream_->Write(judge_.MakeRequest(*job))) return;
    }
    stream_->WritesDone();
  }

  void Take(BatchEvent& event) {
    int64_t number = 0;
    {
      const absl::MutexLock lock(&judge_.mutex_);
      if (event.request_index() < 0 ||
          event.request_index() >= static_cast<int64_t>(sent_.size())) {
        return;
      }
      number = sent_[static_cast<size_t>(event.request_index())];
    }
    if (event.has_judgement()) {
      return judge_.End(number, {.judgement = std::move(*event.mutable_judgement())});
    }
    if (!event.has_error()) return;
    const absl::Status error = FromRpcStatus(event.error());
    if (MayPassLater(error)) {
      const absl::MutexLock lock(&judge_.mutex_);
      judge_.unsent_.push_back(number);
      judge_.not_before_ = absl::Now() + *RetryDelayOf(error);
      return;
    }
    judge_.End(number, {.judgement = error, .bad_entry = absl::IsInvalidArgument(error)});
  }

  RemoteJudge& judge_;
  Connection::Call call_;
  std::unique_ptr<grpc::ClientReaderWriter<SubmitRequest, BatchEvent>> stream_;
  // By the place in the stream. Guarded by judge_.mutex_, as is the next.
  std::vector<int64_t> sent_;
  bool ended_ = false;
};

absl::StatusOr<std::unique_ptr<RemoteJudge>> RemoteJudge::Create(Setting setting) {
  std::unique_ptr<RemoteJudge> judge(new RemoteJudge(std::move(setting)));
  ASSAY_ASSIGN_OR_RETURN(judge->thread_, StartThread([raw = judge.get()] { raw->Run(); }));
  return judge;
}

RemoteJudge::~RemoteJudge() {
  Stop();
  Finish();
}

void RemoteJudge::Start(BatchEntry entry, std::function<void(EntryEnd)> done) {
  const std::string language = entry.language->id();
  if (!entry.evaluation.has_value()) {
    const RemoteProblem& problem = setting_.problems.at(entry.problem);
    if (!problem.fault.ok()) {
      return done({.judgement = ProblemFaultJudgement(problem.fault, language)});
    }
  }
  const auto job = std::make_shared<Job>();
  if (entry.evaluation.has_value()) job->word = NewWord();
  job->entry = std::move(entry);
  job->done = std::move(done);
  {
    const absl::MutexLock lock(&mutex_);
    if (!stopped_ && !finished_) {
      jobs_[++last_number_] = job;
      unsent_.push_back(last_number_);
      return;
    }
  }
  job->done({.judgement = absl::AbortedError("stopped")});
}

void RemoteJudge::Stop() {
  const absl::MutexLock lock(&mutex_);
  stopped_ = true;
  if (call_ != nullptr) call_->Cancel();
}

void RemoteJudge::Finish() {
  {
    const absl::MutexLock lock(&mutex_);
    finished_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

SubmitRequest RemoteJudge::MakeRequest(const Job& job) const {
  const BatchEntry& entry = job.entry;
  SubmitRequest request = setting_.options;
  if (entry.evaluation.has_value()) {
    SetEvaluation(entry, job.word, &request);
  } else {
    request.MergeFrom(setting_.problems.at(entry.problem).request);
  }
  request.set_language(entry.language->id());
  AddFiles(entry.source, &request);
  if (entry.limits.cpu_time.has_value()) {
    *request.mutable_limits()->mutable_cpu_time() = ToDurationProto(*entry.limits.cpu_time);
  }
  if (entry.limits.memory_bytes.has_value()) {
    request.mutable_limits()->set_memory_bytes(*entry.limits.memory_bytes);
  }
  return request;
}

void RemoteJudge::End(int64_t number, EntryEnd end) {
  std::shared_ptr<Job> job;
  {
    const absl::MutexLock lock(&mutex_);
    const auto found = jobs_.find(number);
    if (found == jobs_.end()) return;
    job = std::move(found->second);
    jobs_.erase(found);
  }
  if (end.judgement.ok()) {
    end.judgement = CleanJudgement(*std::move(end.judgement), job->entry.source);
    BoundTexts(kBatchTextBytes, &*end.judgement);
    if (!job->word.empty()) JudgeEvaluation(job->word, &*end.judgement);
  }
  job->done(std::move(end));
}

void RemoteJudge::EndAll(const absl::Status& status) {
  std::vector<int64_t> numbers;
  {
    const absl::MutexLock lock(&mutex_);
    for (const auto& [number, job] : jobs_) numbers.push_back(number);
  }
  for (const int64_t number : numbers) End(number, {.judgement = status});
}

absl::Status RemoteJudge::Talk(bool* heard) {
  // A call that nothing is sent by would be told of a server that went away meanwhile.
  return Stream(this).Run(heard);
}

void RemoteJudge::Run() {
  absl::Duration waited;
  absl::Duration delay = kFirstDelay;
  while (true) {
    {
      const absl::MutexLock lock(&mutex_);
      const auto has_something = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return !Idle() || stopped_;
      };
      mutex_.Await(absl::Condition(&has_something));
      if (jobs_.empty() && (finished_ || stopped_)) return;
    }
    bool heard = false;
    const absl::Status end = Talk(&heard);
    bool stopped = setting_.connection.interrupted();
    {
      const absl::MutexLock lock(&mutex_);
      stopped = stopped || stopped_;
      if (jobs_.empty()) continue;
    }
    if (stopped) {
      EndAll(absl::AbortedError("stopped"));
      continue;
    }
    const absl::Status error =
        end.ok() ? absl::InternalError("the server ended the call without an answer; see its log")
                 : end;
    if (heard) {
      waited = absl::ZeroDuration();
      delay = kFirstDelay;
    }
    const absl::Duration pause = std::max(delay, RetryDelayOf(error).value_or(delay));
    waited += pause;
    if (!MayPass(error) || waited > setting_.retry_for) {
      EndAll(error);
      waited = absl::ZeroDuration();
    } else if (!setting_.connection.Wait(pause)) {
      EndAll(absl::AbortedError("stopped"));
    }
    delay = std::min(2 * delay, kLongestDelay);
  }
}

}  // namespace assay::judge
