#include <algorithm>
#include <cstdio>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "judge/base/timestamp.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/judgement_report.h"
#include "judge/cli/progress.h"
#include "judge/cli/remote/commands.h"
#include "judge/cli/remote/connection.h"
#include "judge/cli/remote/printable_message.h"
#include "judge/cli/text_report.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;
using ::judge::v1::RejudgedSubmission;
using ::judge::v1::RejudgeEvent;
using ::judge::v1::Submission;
using ::judge::v1::SubmissionState;
using ::judge::v1::TestResult;
using Verb = SubmissionsFlags::Verb;

constexpr int kPageSize = 1000;

std::string StateText(SubmissionState state) {
  return absl::AsciiStrToLower(
      absl::StripPrefix(::judge::v1::SubmissionState_Name(state), "SUBMISSION_STATE_"));
}

std::string ResultText(const Submission& submission, bool color) {
  return submission.has_judgement() ? VerdictText(submission.judgement().verdict(), color)
                                    : StateText(submission.state());
}

int List(Connection& connection, const SubmissionsFlags& flags) {
  ::judge::v1::ListSubmissionsRequest request;
  request.set_state(flags.state);
  request.set_verdict(flags.verdict);
  request.set_language(flags.language);
  request.set_problem_id(flags.problem_id);
  request.set_client(flags.client);
  ::judge::v1::ListSubmissionsResponse all;
  do {
    request.set_page_size(std::min(kPageSize, flags.limit - all.submissions_size()));
    ::judge::v1::ListSubmissionsResponse page;
    Connection::Call call(&connection);
    const grpc::Status end = connection.judge().ListSubmissions(call.context(), request, &page);
    if (!end.ok()) return connection.Fail(connection.Explain(end));
    request.set_page_token(page.next_page_token());
    all.mutable_submissions()->MergeFrom(page.submissions());
  } while (!request.page_token().empty() && all.submissions_size() < flags.limit);
  MakeStringsPrintable(&all);
  if (flags.json) {
    std::fputs(JsonText(all).c_str(), stdout);
    return kExitAccepted;
  }
  absl::PrintF("%-24s  %-20s  %-24s  %-10s  %-16s  %s\n", "ID", "CREATED", "RESULT", "LANGUAGE",
               "PROBLEM", "CLIENT");
  for (const Submission& each : all.submissions()) {
    const std::string created =
        absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", FromProto(each.create_time()), absl::UTCTimeZone());
    absl::PrintF("%-24s  %-20s  %-24s  %-10s  %-16s  %s\n", each.id(), created,
                 ResultText(each, false), each.language(),
                 each.problem_id().empty() ? "-" : each.problem_id(), each.client());
  }
  return kExitAccepted;
}

// As `submit` has shown it, without what is of the moment.
void PrintJudgement(const Judgement& judgement) {
  const bool color = WantsColor(stdout);
  size_t width = 0;
  for (const TestResult& result : judgement.test_results()) {
    width = std::max(width, std::min<size_t>(result.name().size(), 40));
  }
  std::string text = CompileText(judgement.compile());
  for (const TestResult& result : judgement.test_results()) {
    if (result.verdict() == ::judge::v1::VERDICT_SKIPPED) continue;
    absl::StrAppend(&text, TestLine(result, static_cast<int>(width), color), TestEvidence(result));
  }
  absl::StrAppend(&text, SummaryLine(judgement, color));
  std::fputs(text.c_str(), stdout);
}

int Print(const Submission& submission, bool json) {
  if (json) {
    std::fputs(JsonText(submission).c_str(), stdout);
  } else if (submission.has_judgement()) {
    PrintJudgement(submission.judgement());
  } else {
    std::printf("%s%s%s\n", StateText(submission.state()).c_str(),
                submission.has_error() ? ": " : "", submission.error().message().c_str());
  }
  return kExitAccepted;
}

int Show(Connection& connection, const SubmissionsFlags& flags) {
  ::judge::v1::GetSubmissionRequest request;
  request.set_id(flags.ids.front());
  Submission submission;
  Connection::Call call(&connection);
  const grpc::Status end = connection.judge().GetSubmission(call.context(), request, &submission);
  if (!end.ok()) return connection.Fail(connection.Explain(end));
  MakeStringsPrintable(&submission);
  Print(submission, flags.json);
  return submission.has_judgement() ? ExitCodeOf(submission.judgement().verdict()) : kExitAccepted;
}

int Cancel(Connection& connection, const SubmissionsFlags& flags) {
  ::judge::v1::CancelSubmissionRequest request;
  request.set_id(flags.ids.front());
  Submission submission;
  Connection::Call call(&connection);
  const grpc::Status end =
      connection.judge().CancelSubmission(call.context(), request, &submission);
  if (!end.ok()) return connection.Fail(connection.Explain(end));
  MakeStringsPrintable(&submission);
  if (flags.json) return Print(submission, true);
  std::printf("%s\n", ResultText(submission, WantsColor(stdout)).c_str());
  return kExitAccepted;
}

void PrintRejudged(const RejudgedSubmission& rejudged, bool color) {
  std::string line = absl::StrCat(rejudged.submission_id(), "  ",
                                  VerdictText(rejudged.old_verdict(), color), " -> ");
  if (rejudged.has_error()) {
    absl::StrAppend(&line, "error: ", rejudged.error().message());
  } else {
    absl::StrAppend(&line, VerdictText(rejudged.new_verdict(), color),
                    rejudged.changed() ? "  changed" : "", "  as ", rejudged.new_submission_id());
  }
  std::printf("%s\n", line.c_str());
  for (const ::judge::v1::ChangedTest& test : rejudged.changed_tests()) {
    std::printf("  %s  %s -> %s\n", test.name().c_str(),
                VerdictText(test.old_verdict(), color).c_str(),
                VerdictText(test.new_verdict(), color).c_str());
  }
}

// JSON: one event after another, as they come.
int Rejudge(Connection& connection, const SubmissionsFlags& flags) {
  ::judge::v1::RejudgeRequest request;
  *request.mutable_submission_ids() = {flags.ids.begin(), flags.ids.end()};
  request.set_problem_id(flags.problem_id);
  request.set_current_package(flags.current_package);
  Connection::Call call(&connection);
  const auto stream = connection.judge().Rejudge(call.context(), request);
  RejudgeEvent event;
  while (stream->Read(&event)) {
    MakeStringsPrintable(&event);
    if (flags.json) {
      std::fputs(JsonText(event).c_str(), stdout);
    } else if (event.has_submission()) {
      PrintRejudged(event.submission(), WantsColor(stdout));
    } else {
      const ::judge::v1::RejudgeSummary& summary = event.summary();
      std::printf("%d judged, %d changed, %d failed\n", summary.judged_count(),
                  summary.changed_count(), summary.error_count());
    }
    std::fflush(stdout);
  }
  const absl::Status end = connection.Explain(stream->Finish());
  return end.ok() ? kExitAccepted : connection.Fail(end);
}

}  // namespace

int SubmissionsThere(const ServerFlags& server, const SubmissionsFlags& flags) {
  const auto connection = Connection::Open(server);
  if (!connection.ok()) return Fail(ExitCodeOfArgument(connection.status()), connection.status());
  switch (flags.verb) {
    case Verb::kList:
      return List(**connection, flags);
    case Verb::kShow:
      return Show(**connection, flags);
    case Verb::kCancel:
      return Cancel(**connection, flags);
    case Verb::kRejudge:
      return Rejudge(**connection, flags);
  }
  return kExitUsage;
}

}  // namespace assay::judge
