#ifndef ASSAY_JUDGE_CLI_REMOTE_REMOTE_SUBMISSION_H_
#define ASSAY_JUDGE_CLI_REMOTE_REMOTE_SUBMISSION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "judge/cli/progress.h"
#include "judge/cli/remote/connection.h"
#include "judge/cli/remote/submission_follower.h"
#include "judge/language/source.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// One submission at a server, from the request to the report. Thread-compatible.
class RemoteSubmission {
 public:
  struct Setting {
    // Outlive the object.
    Connection& connection;
    const Source& source;
    // Empty where only the server knows them.
    std::vector<std::string> test_names;
    // The program runs on an input whose output nobody checks.
    bool without_tests = false;
    bool json = false;
    absl::Duration retry_for;
  };

  // `request` is detached and has a client token.
  RemoteSubmission(Setting setting, ::judge::v1::SubmitRequest request);

  // Returns the exit code. Cancels the submission after a signal.
  int Judge();

 private:
  absl::Status Stream(const EventPlace& after, const FollowerParts::EventFunction& hand_over);
  int Report(::judge::v1::Judgement judgement);
  void Cancel(std::string id);
  std::string FindSent();

  const Setting setting_;
  const ::judge::v1::SubmitRequest request_;
  bool sent_ = false;
  std::optional<Progress> progress_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_REMOTE_REMOTE_SUBMISSION_H_
