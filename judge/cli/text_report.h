#ifndef ASSAY_JUDGE_CLI_TEXT_REPORT_H_
#define ASSAY_JUDGE_CLI_TEXT_REPORT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/sandbox/v1/run.pb.h"

namespace assay::judge {

// Text for people. Everything that comes from programs and files has been made printable when it
// was put into the message. `color` adds ANSI colours to verdicts.

// "ACCEPTED", in its colour.
std::string VerdictText(::judge::v1::Verdict verdict, bool color);

// "killed by SIGSEGV"; empty for none.
std::string OutcomeText(const ::sandbox::v1::Outcome& outcome);

// "cpu 0.012 s  wall 0.013 s  memory 1.2 MiB".
std::string UsageText(const ::sandbox::v1::Usage& usage);

// One line: the name padded to `name_width`, verdict, usage and, for a failure, how it ended.
std::string TestLine(const ::judge::v1::TestResult& result, int name_width, bool color);

// What is known of a failed test beyond its line, each line indented. May be empty.
std::string TestEvidence(const ::judge::v1::TestResult& result);

// The compiler's messages under a heading, each line indented, so that none passes for a line of
// the report. Empty for a silent compiler.
std::string CompileText(const ::judge::v1::CompileResult& compile);

// A line for each group of a problem with scores; nothing for others.
std::string GroupsText(const ::judge::v1::Judgement& judgement, bool color);

// The last line: verdict, score, number of tests, slowest and largest.
std::string SummaryLine(const ::judge::v1::Judgement& judgement, bool color);

// The message in protobuf's JSON mapping, with a newline. Fields that are zero are printed.
std::string JsonText(const google::protobuf::Message& message, bool proto_field_names = false);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_TEXT_REPORT_H_
