#include "judge/batch/entry_judge.h"

#include "judge/base/printable.h"

namespace assay::judge {

::judge::v1::Judgement ProblemFaultJudgement(const absl::Status& status,
                                             const std::string& language) {
  ::judge::v1::Judgement judgement;
  judgement.set_verdict(::judge::v1::VERDICT_JUDGE_ERROR);
  judgement.set_language(language);
  judgement.set_message(MakePrintableLine(status.message()));
  return judgement;
}

}  // namespace assay::judge
