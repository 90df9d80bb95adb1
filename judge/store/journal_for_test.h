#ifndef ASSAY_JUDGE_STORE_JOURNAL_FOR_TEST_H_
#define ASSAY_JUDGE_STORE_JOURNAL_FOR_TEST_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "judge/store/journal.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// Waits for Journal::Add().
inline absl::StatusOr<Accepted> AddNow(Journal& journal, const ::judge::v1::Submission& submission,
                                       const ::judge::v1::SubmitRequest& request) {
  absl::Notification done;
  absl::StatusOr<Accepted> answer;
  journal.Add(submission, request, [&](absl::StatusOr<Accepted> result) {
    answer = std::move(result);
    done.Notify();
  });
  done.WaitForNotification();
  return answer;
}

// Waits for Journal::Finish().
inline absl::StatusOr<bool> FinishNow(Journal& journal, const ::judge::v1::Submission& submission,
                                      const std::vector<::judge::v1::SubmitEvent>& events = {}) {
  absl::Notification done;
  absl::StatusOr<bool> answer;
  journal.Finish(submission, events, [&](absl::StatusOr<bool> result) {
    answer = result;
    done.Notify();
  });
  done.WaitForNotification();
  return answer;
}

inline ::judge::v1::SubmitRequest RequestOf(absl::string_view source,
                                            absl::string_view token = "") {
  ::judge::v1::SubmitRequest request;
  request.set_client_token(std::string(token));
  request.set_language("cpp20");
  ::judge::v1::SourceFile& file = *request.add_files();
  file.set_name("a.cpp");
  file.set_contents(std::string(source));
  return request;
}

inline ::judge::v1::Submission SubmissionOf(absl::string_view client,
                                            absl::string_view token = "") {
  ::judge::v1::Submission submission;
  submission.set_client(std::string(client));
  submission.set_client_token(std::string(token));
  submission.set_language("cpp20");
  submission.set_problem_id("aplusb");
  submission.set_problem_digest("d1");
  submission.set_priority(::judge::v1::PRIORITY_BATCH);
  return submission;
}

inline ::judge::v1::Submission EndOf(absl::string_view id, ::judge::v1::Verdict verdict,
                                     absl::string_view message = "") {
  ::judge::v1::Submission submission;
  submission.set_id(std::string(id));
  submission.set_state(::judge::v1::SUBMISSION_STATE_FINISHED);
  submission.mutable_judgement()->set_verdict(verdict);
  submission.mutable_judgement()->set_message(std::string(message));
  return submission;
}

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_JOURNAL_FOR_TEST_H_
