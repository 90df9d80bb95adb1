#include "judge/cli/remote/event_progress.h"

#include "judge/cli/remote/printable_message.h"
#include "judge/cli/remote/submit_request.h"

namespace assay::judge {
namespace {

using ::judge::v1::CompileResult;
using ::judge::v1::Judgement;
using ::judge::v1::SubmitEvent;

void RenameSource(const Source& source, CompileResult* compile) {
  compile->set_output(WithUsersSourceName(compile->output(), source));
}

}  // namespace

void ShowEvent(SubmitEvent event, const Source& source, Progress* progress) {
  MakeStringsPrintable(&event);
  switch (event.kind_case()) {
    case SubmitEvent::kCompileResult:
      RenameSource(source, event.mutable_compile_result());
      progress->CompileFinished(event.compile_result());
      break;
    case SubmitEvent::kTestStarted:
      progress->TestStarted(event.test_started().name(), event.test_started().test_count());
      break;
    case SubmitEvent::kTestFinished:
      progress->TestFinished(event.test_finished().index(), event.test_finished().result());
      break;
    default:
      break;
  }
}

Judgement CleanJudgement(Judgement judgement, const Source& source) {
  MakeStringsPrintable(&judgement);
  if (judgement.has_compile()) RenameSource(source, judgement.mutable_compile());
  return judgement;
}

}  // namespace assay::judge
