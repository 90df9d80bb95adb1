#ifndef ASSAY_JUDGE_BATCH_EVALUATION_VERDICT_H_
#define ASSAY_JUDGE_BATCH_EVALUATION_VERDICT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// A word that nobody can guess: 128 random bits in hexadecimal.
std::string NewWord();

// Makes of a run with exit code 0 what the tests have said: ACCEPTED where the program's output is
// `word` alone, else WRONG_ANSWER with the reason. Other verdicts stay; a report that the program
// has printed becomes the message.
void JudgeEvaluation(absl::string_view word, ::judge::v1::Judgement* judgement);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_EVALUATION_VERDICT_H_
