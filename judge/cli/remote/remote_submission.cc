#include "judge/cli/remote/remote_submission.h"

#include <cstdio>
#include <memory>
#include <utility>

#include "judge/base/printable.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/judgement_report.h"
#include "judge/cli/remote/event_progress.h"
#include "judge/cli/text_report.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;
using ::judge::v1::SubmitEvent;
using ::judge::v1::TestResult;

constexpr absl::Duration kCancelTimeout = absl::Seconds(5);

// The streams, where embedded mode passes them through.
void PrintOutput(const TestResult& result) {
  std::fwrite(result.output().data(), 1, result.output().size(), stdout);
  std::fflush(stdout);
  std::fwrite(result.error_output().data(), 1, result.error_output().size(), stderr);
  if (result.output_truncated()) {
    std::fputs("sandbox_cli: the server keeps no more of the program's output\n", stderr);
  }
  if (result.error_output_truncated()) {
    std::fputs("sandbox_cli: the server keeps no more of the program's error output\n", stderr);
  }
}

}  // namespace

RemoteSubmission::RemoteSubmission(Setting setting, ::judge::v1::SubmitRequest request)
    : setting_(std::move(setting)), request_(std::move(request)) {
  if (setting_.json || setting_.without_tests) return;
  progress_.emplace(setting_.test_names, request_.all_tests(), stdout);
}

int RemoteSubmission::Judge() {
  if (progress_.has_value()) progress_->CompileStarted();
  EventPlace place;
  const FollowerParts parts = {
      .stream =
          [this](const EventPlace& after, const FollowerParts::EventFunction& hand_over) {
            return Stream(after, hand_over);
          },
      .on_event =
          [this](const SubmitEvent& event) {
            if (progress_.has_value()) ShowEvent(event, setting_.source, &*progress_);
          },
      .on_restart =
          [this] {
            if (progress_.has_value()) progress_->Restart();
            std::fputs("sandbox_cli: the server was restarted and judges anew\n", stderr);
          },
      .wait = [this](absl::Duration pause) { return setting_.connection.Wait(pause); },
      .retry_for = setting_.retry_for};
  absl::StatusOr<Judgement> judgement = FollowSubmission(parts, &place);
  if (judgement.ok()) return Report(CleanJudgement(*std::move(judgement), setting_.source));
  if (progress_.has_value()) progress_->Abandon();
  if (setting_.connection.interrupted()) Cancel(place.submission_id);
  return setting_.connection.Fail(judgement.status());
}

absl::Status RemoteSubmission::Stream(const EventPlace& after,
                                      const FollowerParts::EventFunction& hand_over) {
  Connection& connection = setting_.connection;
  Connection::Call call(&connection);
  std::unique_ptr<grpc::ClientReader<SubmitEvent>> reader;
  if (after.submission_id.empty()) {
    sent_ = true;
    reader = connection.judge().Submit(call.context(), request_);
  } else {
    ::judge::v1::WatchSubmissionRequest watch;
    watch.set_id(after.submission_id);
    watch.set_attempt(after.attempt);
    watch.set_after_sequence(after.sequence);
    reader = connection.judge().WatchSubmission(call.context(), watch);
  }
  SubmitEvent event;
  while (reader->Read(&event)) hand_over(event);
  return connection.Explain(reader->Finish());
}

int RemoteSubmission::Report(Judgement judgement) {
  if (setting_.json) return ReportJudgement(std::move(judgement), true, stdout);
  if (progress_.has_value()) {
    progress_->Finish(judgement);
    return ExitCodeOf(judgement.verdict());
  }
  // It was not compiled.
  if (judgement.test_results().empty()) {
    return ReportJudgement(std::move(judgement), false, stderr);
  }
  std::fputs(CompileText(judgement.compile()).c_str(), stderr);
  PrintOutput(judgement.test_results(0));
  PrintRunReport(judgement.test_results(0));
  return ExitCodeOf(judgement.verdict());
}

// It is detached: the end of our call would not end it.
void RemoteSubmission::Cancel(std::string id) {
  if (id.empty() && sent_) id = FindSent();
  if (id.empty()) return;
  ::judge::v1::CancelSubmissionRequest request;
  request.set_id(id);
  ::judge::v1::Submission submission;
  const std::unique_ptr<grpc::ClientContext> context =
      setting_.connection.LastContext(kCancelTimeout);
  const grpc::Status end =
      setting_.connection.judge().CancelSubmission(context.get(), request, &submission);
  if (end.ok()) return;
  std::fprintf(stderr, "sandbox_cli: submission %s may still run: %s\n",
               MakePrintableLine(id).c_str(), MakePrintableLine(end.error_message()).c_str());
}

// The id of what was sent, where the signal came before the answer: by its client token the same
// request is the same submission.
std::string RemoteSubmission::FindSent() {
  const std::unique_ptr<grpc::ClientContext> context =
      setting_.connection.LastContext(kCancelTimeout);
  const auto reader = setting_.connection.judge().Submit(context.get(), request_);
  SubmitEvent event;
  const bool found = reader->Read(&event);
  context->TryCancel();
  reader->Finish();
  return found ? event.submission_id() : "";
}

}  // namespace assay::judge
