#include "judge/service/submission_work.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "judge/base/error_details.h"
#include "judge/problem/program_source.h"
#include "judge/service/submit_request.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::SubmitEvent;
using ::judge::v1::SubmitRequest;
using SubmissionInfo = ::judge::v1::Submission;

// What the texts of one judgement's tests may take.
constexpr int64_t kTextBytes = int64_t{1} << 20;

}  // namespace

absl::Status SubmissionWork::Prepare(const SubmitRequest& request, SubmissionInfo* info) {
  ASSAY_ASSIGN_OR_RETURN(const ::judge::v1::Language* language,
                         policies_->languages.Get(request.language()));
  ASSAY_RETURN_IF_ERROR(CheckInstalled(*language));
  const JudgingOptions options = ToOptions(request);
  if (request.has_stored_problem()) {
    const ::judge::v1::StoredProblem& problem = request.stored_problem();
    const std::string& accepted_digest = info->problem_digest();
    ASSAY_ASSIGN_OR_RETURN(package_,
                           accepted_digest.empty()
                               ? parts_.problems.Find(problem.id(), problem.digest())
                               : parts_.problems.FindAccepted(problem.id(), accepted_digest));
    info->set_problem_id(package_->id());
    info->set_problem_digest(package_->digest());
  } else {
    inline_problem_.limits = LimitsOf(request.inline_problem());
  }
  if (const absl::Status allowed = CheckLanguageAllowed(problem(), *language); !allowed.ok()) {
    return FieldError("language", allowed.message());
  }
  const absl::StatusOr<sandbox::Limits> limits =
      PlanRunLimits(problem().limits, options.limits, language->run());
  if (absl::IsInvalidArgument(limits.status())) {
    return FieldError("limits", limits.status().message());
  }
  ASSAY_RETURN_IF_ERROR(limits.status());
  if (options.details.instructions || limits->instructions.has_value()) {
    ASSAY_RETURN_IF_ERROR(parts_.sandbox.CheckInstructionCounter());
  }
  return absl::OkStatus();
}

absl::Status SubmissionWork::WriteTests(const ::judge::v1::InlineProblem& given) {
  Problem& problem = inline_problem_;
  problem.tests.clear();
  ASSAY_ASSIGN_OR_RETURN(inline_tests_, parts_.state.MakeDirectory("tests"));
  problem.name = "inline";
  problem.root = inline_tests_->path();
  problem.validator_flags = FlagsOf(given);
  for (int i = 0; i < given.tests_size(); ++i) {
    const ::judge::v1::InlineTest& test = given.tests(i);
    TestCase& test_case = problem.tests.emplace_back();
    test_case.name = TestName(given, i);
    test_case.input_path = absl::StrCat(problem.root, "/", i + 1, ".in");
    test_case.piped_input = test.piped_input();
    ASSAY_RETURN_IF_ERROR(WriteFile(test_case.input_path, test.input()));
    if (!test.has_answer()) continue;
    test_case.answer_path = absl::StrCat(problem.root, "/", i + 1, ".ans");
    ASSAY_RETURN_IF_ERROR(WriteFile(*test_case.answer_path, test.answer()));
  }
  return absl::OkStatus();
}

absl::StatusOr<SubmitRequest> SubmissionWork::Load(const std::string& id) {
  // From the journal: a queue of ten thousand requests would not fit into memory.
  ASSAY_ASSIGN_OR_RETURN(SubmitRequest request, parts_.journal.Request(id));
  if (package_ == nullptr) ASSAY_RETURN_IF_ERROR(WriteTests(request.inline_problem()));
  return request;
}

JudgingEvents SubmissionWork::Events(const SubmissionInfo& info, EventLog* log) {
  JudgingEvents events;
  events.on_compiled = [this, &info, log](const ::judge::v1::CompileResult& result) {
    SubmitEvent event;
    *event.mutable_compile_result() = result;
    log->Append(std::move(event));
    parts_.observer.OnCompiled(info, result);
  };
  events.on_test_started = [this, log](int index) {
    SubmitEvent event;
    event.mutable_test_started()->set_index(index);
    event.mutable_test_started()->set_name(problem().tests[index].name);
    event.mutable_test_started()->set_test_count(static_cast<int>(problem().tests.size()));
    log->Append(std::move(event));
  };
  events.on_test_finished = [this, &info, log](int index, const ::judge::v1::TestResult& result) {
    SubmitEvent event;
    event.mutable_test_finished()->set_index(index);
    *event.mutable_test_finished()->mutable_result() = result;
    log->Append(std::move(event));
    parts_.observer.OnTested(info, result);
  };
  return events;
}

absl::StatusOr<bool> SubmissionWork::Compile(const SubmissionInfo& info, EventLog* log,
                                             const HostRetry& retry, int cpu) {
  SubmitEvent started;
  started.mutable_compile_started();
  log->Append(std::move(started));
  ASSAY_ASSIGN_OR_RETURN(const SubmitRequest request,
                         RetryTransient(retry, cancellation_, [&] { return Load(info.id()); }));
  ASSAY_ASSIGN_OR_RETURN(const ::judge::v1::Language* language,
                         policies_->languages.Get(request.language()));
  JudgingOptions options = ToOptions(request);
  options.text_bytes = kTextBytes;
  options.host_retry = retry;
  options.events = Events(info, log);
  const JudgeContext context = {
      .sandbox = parts_.sandbox,
      .policies = policies_->seccomp,
      .state = parts_.state,
      .cancellation = cancellation_,
      .languages = policies_->languages,
      .package_programs = parts_.package_programs,
      .on_cpu_time =
          [this, &info](absl::Duration cpu_time) { parts_.observer.OnCpuTime(info, cpu_time); },
      .compile_cache = parts_.compile_cache,
      .preparations = parts_.preparations,
      // No client learns what another has submitted.
      .cache_scope = info.client()};
  ASSAY_ASSIGN_OR_RETURN(
      judging_, Judging::Create(context, {.source = ToSource(request), .language = language},
                                problem(), std::move(options)));
  return judging_->CompileProgram(cpu);
}

void SubmissionWork::Clear() {
  judging_.reset();
  inline_tests_.reset();
}

}  // namespace assay::judge
