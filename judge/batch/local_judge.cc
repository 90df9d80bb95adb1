#include "judge/batch/local_judge.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/batch/evaluation_verdict.h"
#include "judge/language/language_store.h"
#include "judge/problem/problem_fault.h"
#include "judge/store/state_directory.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;

// Helping another goes after beginning one's own.
constexpr int64_t kHelpOrder = int64_t{1} << 62;

}  // namespace

struct LocalJudge::Job {
  BatchEntry entry;
  std::function<void(EntryEnd)> done;
  int64_t order = 0;
  // Of a task with tests of its own.
  std::optional<TemporaryDirectory> folder;
  Problem own_problem;
  std::string word;
  std::unique_ptr<Judging> judging;
  // Pieces of work that are queued or run.
  std::atomic<int> workers = 0;
};

LocalJudge::LocalJudge(const JudgeContext& context,
                       const std::map<std::string, LoadedProblem>& problems, Options options)
    : context_(context), problems_(problems), options_(std::move(options)) {}

absl::StatusOr<std::unique_ptr<LocalJudge>> LocalJudge::Create(
    const JudgeContext& context, const std::map<std::string, LoadedProblem>& problems,
    Options options) {
  std::unique_ptr<LocalJudge> judge(new LocalJudge(context, problems, std::move(options)));
  ASSAY_ASSIGN_OR_RETURN(judge->slots_, WorkSlots::Start(&judge->queue_, judge->options_.cpus));
  return judge;
}

bool LocalJudge::Stopped() const { return stopped_ || context_.cancellation.cancelled(); }

void LocalJudge::Start(BatchEntry entry, std::function<void(EntryEnd)> done) {
  const auto job = std::make_shared<Job>();
  job->entry = std::move(entry);
  job->done = std::move(done);
  job->order = ++order_;
  queue_.Add({.priority = WorkPriority::kBatch,
              .client = "",
              .order = job->order,
              .run = [this, job](int cpu) { Begin(job, cpu); }});
}

void LocalJudge::Finish() { slots_->Stop(); }

absl::StatusOr<bool> LocalJudge::Prepare(Job* job, int cpu) const {
  // Of an input that could not be looked through before.
  if (const absl::Status installed = CheckInstalled(*job->entry.language); !installed.ok()) {
    return absl::UnavailableError(installed.message());
  }
  const Problem* problem = nullptr;
  if (job->entry.evaluation.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(job->folder, context_.state.MakeDirectory("tests"));
    job->word = NewWord();
    job->own_problem.name = job->entry.problem;
    job->own_problem.root = job->folder->path();
    job->own_problem.limits = LimitsOfBareTests();
    TestCase& test = job->own_problem.tests.emplace_back();
    test.name = "tests";
    test.input_path = absl::StrCat(job->own_problem.root, "/1.in");
    test.piped_input = job->entry.evaluation->empty();
    ASSAY_RETURN_IF_ERROR(
        WriteFile(test.input_path, absl::StrCat(job->word, "\n", *job->entry.evaluation), 0600));
    problem = &job->own_problem;
  } else {
    problem = &*problems_.at(job->entry.problem).problem;
  }
  JudgingOptions options = options_.judging;
  options.text_bytes = kBatchTextBytes;
  if (job->entry.limits.cpu_time.has_value()) options.limits.cpu_time = job->entry.limits.cpu_time;
  if (job->entry.limits.memory_bytes.has_value()) {
    options.limits.memory_bytes = job->entry.limits.memory_bytes;
  }
  ASSAY_ASSIGN_OR_RETURN(job->judging, Judging::Create(context_,
                                                       {.source = std::move(job->entry.source),
                                                        .language = job->entry.language},
                                                       *problem, std::move(options)));
  return job->judging->CompileProgram(cpu);
}

void LocalJudge::Begin(const JobPointer& job, int cpu) {
  if (Stopped()) return End(job, absl::AbortedError("stopped"));
  if (!job->entry.evaluation.has_value()) {
    const LoadedProblem& loaded = problems_.at(job->entry.problem);
    if (!loaded.problem.ok()) {
      return End(job, ProblemFaultJudgement(loaded.problem.status(), job->entry.language->id()));
    }
  }
  const absl::StatusOr<bool> runnable = Prepare(job.get(), cpu);
  if (IsProblemFault(runnable.status()) && job->judging == nullptr) {
    return End(job, ProblemFaultJudgement(runnable.status(), job->entry.language->id()));
  }
  if (!runnable.ok()) return End(job, runnable.status());
  const int workers =
      *runnable ? std::min(job->judging->tests_left(), static_cast<int>(options_.cpus.size())) : 0;
  if (workers == 0) return End(job, job->judging->Finish());
  job->workers = workers;
  for (int i = 1; i < workers; ++i) {
    queue_.Add({.priority = WorkPriority::kBatch,
                .client = "",
                .order = kHelpOrder + job->order,
                .run = [this, job](int slot_cpu) {
                  RunTests(job, slot_cpu);
                  Leave(job, 1);
                }});
  }
  RunTests(job, cpu);
  // Helpers that nobody had time to be.
  const int64_t unused = queue_.Remove(WorkPriority::kBatch, "", kHelpOrder + job->order);
  Leave(job, 1 + static_cast<int>(unused));
}

void LocalJudge::RunTests(const JobPointer& job, int cpu) {
  while (!Stopped() && job->judging->RunNextTest(cpu)) {
  }
}

void LocalJudge::Leave(const JobPointer& job, int workers) {
  if (job->workers.fetch_sub(workers) > workers) return;
  if (Stopped()) return End(job, absl::AbortedError("stopped"));
  End(job, job->judging->Finish());
}

void LocalJudge::End(const JobPointer& job, absl::StatusOr<Judgement> judgement) {
  if (judgement.ok() && !job->word.empty()) JudgeEvaluation(job->word, &*judgement);
  // Limits that cannot be.
  const bool bad_entry = absl::IsInvalidArgument(judgement.status()) && job->judging == nullptr;
  // Files go before there is room for others.
  job->judging.reset();
  job->folder.reset();
  job->done({.judgement = std::move(judgement), .bad_entry = bad_entry});
}

}  // namespace assay::judge
