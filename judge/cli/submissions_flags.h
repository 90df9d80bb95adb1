#ifndef ASSAY_JUDGE_CLI_SUBMISSIONS_FLAGS_H_
#define ASSAY_JUDGE_CLI_SUBMISSIONS_FLAGS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// What `submissions` is to do with the submissions that a server keeps.
struct SubmissionsFlags {
  enum class Verb { kList, kShow, kCancel, kRejudge };
  Verb verb = Verb::kList;
  // One but for kRejudge, which has any number, or none and a problem.
  std::vector<std::string> ids;
  // Filters of kList: what is empty or UNSPECIFIED lets all pass.
  ::judge::v1::SubmissionState state = ::judge::v1::SUBMISSION_STATE_UNSPECIFIED;
  ::judge::v1::Verdict verdict = ::judge::v1::VERDICT_UNSPECIFIED;
  std::string language;
  // Also for kRejudge.
  std::string problem_id;
  std::string client;
  int limit = 100;
  // Judges with the package that the problem has now.
  bool current_package = false;
  bool json = false;
};

// Adds the command, which calls `act`, after the parse, when it is the one that was typed.
CLI::App* AddSubmissionsCommand(CLI::App* app, std::function<void(const SubmissionsFlags&)> act);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_SUBMISSIONS_FLAGS_H_
