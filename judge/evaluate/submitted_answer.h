#ifndef ASSAY_JUDGE_EVALUATE_SUBMITTED_ANSWER_H_
#define ASSAY_JUDGE_EVALUATE_SUBMITTED_ANSWER_H_

#include "absl/strings/string_view.h"
#include "judge/language/source.h"
#include "judge/problem/problem.h"

namespace assay::judge {

// In a problem of the type submit-answer: the output for `test` in a submission, which is the file
// NAME.ans or NAME.out, where NAME is the last part of the test's name. Empty when there is none.
absl::string_view FindSubmittedAnswer(const Source& submission, const TestCase& test);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_SUBMITTED_ANSWER_H_
