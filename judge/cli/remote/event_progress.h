#ifndef ASSAY_JUDGE_CLI_REMOTE_EVENT_PROGRESS_H_
#define ASSAY_JUDGE_CLI_REMOTE_EVENT_PROGRESS_H_

#include "judge/cli/progress.h"
#include "judge/language/source.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// Shows an event of a server's as embedded mode shows what happens. The judgement is left to
// Progress::Finish().
void ShowEvent(::judge::v1::SubmitEvent event, const Source& source, Progress* progress);

// A server's judgement as embedded mode has it: texts printable, and the source called what the
// user calls it.
::judge::v1::Judgement CleanJudgement(::judge::v1::Judgement judgement, const Source& source);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_REMOTE_EVENT_PROGRESS_H_
