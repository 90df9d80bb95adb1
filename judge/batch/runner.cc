#include "judge/batch/runner.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/batch/digests.h"
#include "judge/batch/evaluation_verdict.h"
#include "judge/batch/record_json.h"
#include "judge/evaluate/work_slots.h"
#include "judge/language/language_store.h"
#include "judge/problem/problem_fault.h"
#include "judge/store/state_directory.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::BatchRecord;
using ::judge::v1::Judgement;

// Of all texts of one judgement.
constexpr int64_t kTextBytes = 64 << 10;
// Copies that wait are few bytes each.
constexpr int64_t kMostWaitingCopies = 10'000;
// Helping another goes after beginning one's own.
constexpr int64_t kHelpOrder = int64_t{1} << 62;

BatchRecord RecordOf(int64_t index, const std::string& id, const std::string& problem,
                     const std::string& origin) {
  BatchRecord record;
  record.set_index(index);
  record.set_id(id);
  record.set_problem(problem);
  record.set_origin(origin);
  return record;
}

Judgement ProblemFaultJudgement(const absl::Status& status, const std::string& language) {
  Judgement judgement;
  judgement.set_verdict(::judge::v1::VERDICT_JUDGE_ERROR);
  judgement.set_language(language);
  judgement.set_message(MakePrintableLine(status.message()));
  return judgement;
}

}  // namespace

struct BatchRunner::Job {
  BatchEntry entry;
  // Empty where nobody else may use the judgement.
  std::string memo_key;
  // Of a task with tests of its own.
  std::optional<TemporaryDirectory> folder;
  Problem own_problem;
  std::string word;
  std::unique_ptr<Judging> judging;
  // Pieces of work that are queued or run.
  std::atomic<int> workers = 0;
};

BatchRunner::BatchRunner(const BatchParts& parts, BatchOptions options)
    : parts_(parts),
      options_(std::move(options)),
      window_(3 * static_cast<int>(options_.cpus.size()) + 1) {}

BatchCounts BatchRunner::counts() const {
  const absl::MutexLock lock(&mutex_);
  return counts_;
}

bool BatchRunner::Stopped() const {
  if (parts_.context.cancellation.cancelled()) return true;
  const absl::MutexLock lock(&mutex_);
  return !stop_.ok();
}

void BatchRunner::Stop(const absl::Status& status) {
  const absl::MutexLock lock(&mutex_);
  if (stop_.ok()) stop_ = status;
}

bool BatchRunner::WaitForRoom() {
  const absl::MutexLock lock(&mutex_);
  const auto has_room = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return in_flight_ < window_ && waiting_copies_ < kMostWaitingCopies;
  };
  // What is cancelled ends, and makes room.
  mutex_.Await(absl::Condition(&has_room));
  return stop_.ok() && !parts_.context.cancellation.cancelled();
}

absl::Status BatchRunner::Run(EntrySource& entries) {
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<WorkSlots> slots,
                         WorkSlots::Start(&queue_, options_.cpus));
  int64_t index = 0;
  while (WaitForRoom()) {
    absl::StatusOr<std::optional<BatchEntry>> entry = entries.Next();
    if (!entry.ok()) {
      Stop(entry.status());
      break;
    }
    if (!entry->has_value()) break;
    (*entry)->index = ++index;
    if (parts_.done.Contains(index)) continue;
    if (const absl::Status status = Admit(**std::move(entry)); !status.ok()) Stop(status);
  }
  {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](int* in_flight) { return *in_flight == 0; }, &in_flight_));
  }
  slots->Stop();
  if (parts_.memo != nullptr) {
    if (const absl::Status status = parts_.memo->Flush(); !status.ok()) Stop(status);
  }
  if (const absl::Status status = parts_.results.Finish(); !status.ok()) Stop(status);
  if (parts_.context.cancellation.cancelled()) return absl::AbortedError("stopped");
  const absl::MutexLock lock(&mutex_);
  return stop_;
}

absl::Status BatchRunner::Admit(BatchEntry entry) {
  if (!entry.error.ok()) {
    if (options_.strict) return Annotate(entry.error, entry.origin);
    BatchRecord record = RecordOf(entry.index, entry.id, entry.problem, entry.origin);
    record.set_error(MakePrintableLine(entry.error.message()));
    Store(record);
    return absl::OkStatus();
  }
  std::string key;
  if (parts_.memo != nullptr) {
    ASSAY_ASSIGN_OR_RETURN(const bool taken, TakeFromMemo(entry, &key));
    if (taken) return absl::OkStatus();
  }
  const auto job = std::make_shared<Job>();
  job->entry = std::move(entry);
  job->memo_key = std::move(key);
  {
    const absl::MutexLock lock(&mutex_);
    ++in_flight_;
  }
  queue_.Add({.priority = WorkPriority::kBatch,
              .client = "",
              .order = job->entry.index,
              .run = [this, job](int cpu) { Begin(job, cpu); }});
  return absl::OkStatus();
}

absl::StatusOr<bool> BatchRunner::TakeFromMemo(const BatchEntry& entry, std::string* key) {
  FieldDigest digest;
  digest.Add(parts_.memo_salt);
  const auto toolchain = parts_.toolchains.find(entry.language->id());
  digest.Add(toolchain == parts_.toolchains.end() ? "" : toolchain->second);
  digest.Add(entry.language->SerializeAsString());
  if (!entry.evaluation.has_value()) digest.Add(parts_.problems.at(entry.problem).digest);
  AddProgram(entry, &digest);
  *key = digest.Finish();
  {
    const absl::MutexLock lock(&mutex_);
    const auto judged = copies_.find(*key);
    if (judged != copies_.end()) {
      judged->second.push_back({entry.index, entry.id, entry.problem, entry.origin});
      ++waiting_copies_;
      return true;
    }
  }
  ASSAY_ASSIGN_OR_RETURN(const std::optional<Memo::Known> known, parts_.memo->Find(*key));
  if (known.has_value()) {
    StoreCopies({{entry.index, entry.id, entry.problem, entry.origin}}, known->id,
                known->judgement);
    return true;
  }
  // This thread alone makes entries, so there is none by now.
  const absl::MutexLock lock(&mutex_);
  copies_[*key];
  return false;
}

absl::StatusOr<bool> BatchRunner::Prepare(Job* job, int cpu) const {
  // Of an input that could not be looked through before.
  if (const absl::Status installed = CheckInstalled(*job->entry.language); !installed.ok()) {
    return absl::UnavailableError(installed.message());
  }
  const Problem* problem = nullptr;
  if (job->entry.evaluation.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(job->folder, parts_.context.state.MakeDirectory("tests"));
    job->word = NewWord();
    job->own_problem.name = job->entry.problem;
    job->own_problem.root = job->folder->path();
    job->own_problem.limits = LimitsOfBareTests();
    TestCase& test = job->own_problem.tests.emplace_back();
    test.name = "tests";
    test.input_path = absl::StrCat(job->own_problem.root, "/1.in");
    ASSAY_RETURN_IF_ERROR(
        WriteFile(test.input_path, absl::StrCat(job->word, "\n", *job->entry.evaluation), 0600));
    problem = &job->own_problem;
  } else {
    problem = &*parts_.problems.at(job->entry.problem).problem;
  }
  JudgingOptions options = options_.judging;
  options.text_bytes = kTextBytes;
  if (job->entry.limits.cpu_time.has_value()) options.limits.cpu_time = job->entry.limits.cpu_time;
  if (job->entry.limits.memory_bytes.has_value()) {
    options.limits.memory_bytes = job->entry.limits.memory_bytes;
  }
  ASSAY_ASSIGN_OR_RETURN(job->judging, Judging::Create(parts_.context,
                                                       {.source = std::move(job->entry.source),
                                                        .language = job->entry.language},
                                                       *problem, std::move(options)));
  return job->judging->CompileProgram(cpu);
}

void BatchRunner::Begin(const JobPointer& job, int cpu) {
  if (Stopped()) return Finish(job, absl::AbortedError("stopped"));
  if (!job->entry.evaluation.has_value()) {
    const LoadedProblem& loaded = parts_.problems.at(job->entry.problem);
    if (!loaded.problem.ok()) {
      return Finish(job, ProblemFaultJudgement(loaded.problem.status(), job->entry.language->id()));
    }
  }
  const absl::StatusOr<bool> runnable = Prepare(job.get(), cpu);
  if (IsProblemFault(runnable.status()) && job->judging == nullptr) {
    return Finish(job, ProblemFaultJudgement(runnable.status(), job->entry.language->id()));
  }
  if (!runnable.ok()) return Finish(job, runnable.status());
  const int workers =
      *runnable ? std::min(job->judging->tests_left(), static_cast<int>(options_.cpus.size())) : 0;
  if (workers == 0) return Finish(job, job->judging->Finish());
  job->workers = workers;
  for (int i = 1; i < workers; ++i) {
    queue_.Add({.priority = WorkPriority::kBatch,
                .client = "",
                .order = kHelpOrder + job->entry.index,
                .run = [this, job](int slot_cpu) {
                  RunTests(job, slot_cpu);
                  Leave(job, 1);
                }});
  }
  RunTests(job, cpu);
  // Helpers that nobody had time to be.
  const int64_t unused = queue_.Remove(WorkPriority::kBatch, "", kHelpOrder + job->entry.index);
  Leave(job, 1 + static_cast<int>(unused));
}

void BatchRunner::RunTests(const JobPointer& job, int cpu) {
  while (!Stopped() && job->judging->RunNextTest(cpu)) {
  }
}

void BatchRunner::Leave(const JobPointer& job, int workers) {
  if (job->workers.fetch_sub(workers) > workers) return;
  if (Stopped()) return Finish(job, absl::AbortedError("stopped"));
  Finish(job, job->judging->Finish());
}

void BatchRunner::Finish(const JobPointer& job, absl::StatusOr<Judgement> judgement) {
  if (judgement.ok() && !job->word.empty()) JudgeEvaluation(job->word, &*judgement);
  const BatchEntry& entry = job->entry;
  const bool memorable = judgement.ok() && !job->memo_key.empty() &&
                         judgement->verdict() != ::judge::v1::VERDICT_JUDGE_ERROR;
  if (memorable) {
    const absl::Status put = parts_.memo->Put(job->memo_key, {entry.id, *judgement});
    if (!put.ok()) Stop(put);
  }
  std::vector<Copy> copies;
  if (!job->memo_key.empty()) {
    const absl::MutexLock lock(&mutex_);
    const auto waiting = copies_.find(job->memo_key);
    copies = std::move(waiting->second);
    copies_.erase(waiting);
    waiting_copies_ -= static_cast<int64_t>(copies.size());
  }
  BatchRecord record = RecordOf(entry.index, entry.id, entry.problem, entry.origin);
  if (judgement.ok()) {
    *record.mutable_judgement() = *judgement;
    Store(record);
    StoreCopies(copies, entry.id, *judgement);
  } else if (absl::IsInvalidArgument(judgement.status()) && job->judging == nullptr) {
    // Limits that cannot be.
    record.set_error(MakePrintableLine(judgement.status().message()));
    Store(record);
    for (const Copy& copy : copies) {
      BatchRecord same = RecordOf(copy.index, copy.id, copy.problem, copy.origin);
      same.set_error(record.error());
      Store(same);
    }
  } else if (!absl::IsAborted(judgement.status())) {
    FailHost(job, judgement.status(), static_cast<int64_t>(copies.size()));
  }
  // Files go before there is room for others.
  job->judging.reset();
  job->folder.reset();
  const absl::MutexLock lock(&mutex_);
  --in_flight_;
}

void BatchRunner::Store(const BatchRecord& record) {
  const absl::Status appended = parts_.results.Append(RecordLine(record));
  if (!appended.ok()) return Stop(appended);
  const absl::MutexLock lock(&mutex_);
  ++counts_.done;
  failures_in_a_row_ = 0;
  if (record.memo()) ++counts_.memo;
  if (!record.error().empty()) {
    ++counts_.bad_entries;
  } else if (record.judgement().verdict() == ::judge::v1::VERDICT_ACCEPTED) {
    ++counts_.accepted;
  } else if (record.judgement().verdict() == ::judge::v1::VERDICT_JUDGE_ERROR) {
    ++counts_.judge_errors;
  } else {
    ++counts_.rejected;
  }
  if (!record.memo()) {
    for (const ::judge::v1::TestResult& result : record.judgement().test_results()) {
      if (result.has_usage()) ++counts_.tests;
    }
  }
  if (parts_.on_progress) parts_.on_progress(counts_);
}

void BatchRunner::StoreCopies(const std::vector<Copy>& copies, const std::string& id,
                              const Judgement& judgement) {
  for (const Copy& copy : copies) {
    BatchRecord record = RecordOf(copy.index, copy.id, copy.problem, copy.origin);
    record.set_memo(true);
    record.set_memo_id(id);
    *record.mutable_judgement() = judgement;
    Store(record);
  }
}

void BatchRunner::FailHost(const JobPointer& job, const absl::Status& status, int64_t copies) {
  const absl::MutexLock lock(&mutex_);
  counts_.host_failures += 1 + copies;
  if (parts_.on_host_failure) parts_.on_host_failure(job->entry, status);
  if (parts_.on_progress) parts_.on_progress(counts_);
  if (++failures_in_a_row_ == kMostFailures && stop_.ok()) {
    stop_ = Annotate(status, absl::StrCat(kMostFailures,
                                          " submissions in a row, the last: ", job->entry.origin));
  }
}

}  // namespace assay::judge
