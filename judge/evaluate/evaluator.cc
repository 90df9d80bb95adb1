#include "judge/evaluate/evaluator.h"

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::judge {
namespace {

absl::StatusOr<int> CountOfSlots(int jobs, int cpu_count, int test_count) {
  if (jobs < 0 || jobs > cpu_count) {
    return absl::InvalidArgumentError(absl::StrCat(
        jobs, " jobs: each needs a cpu of its own to be timed on; this host has ", cpu_count));
  }
  return std::min(jobs == 0 ? cpu_count : jobs, test_count);
}

// A worker waits for one jail at a time; the jail has the cpu.
void RunTests(Judging& judging, const std::vector<int>& cpus, int slots) {
  const auto work = [&judging, &cpus](int slot) {
    while (judging.RunNextTest(cpus[slot])) {
    }
  };
  std::vector<std::thread> workers;
  for (int slot = 1; slot < slots; ++slot) {
    absl::StatusOr<std::thread> worker = StartThread([work, slot] { work(slot); });
    // A host that allows no more threads gets its tests judged by fewer.
    if (!worker.ok()) break;
    workers.push_back(*std::move(worker));
  }
  work(0);
  for (std::thread& worker : workers) worker.join();
}

}  // namespace

absl::StatusOr<::judge::v1::Judgement> Evaluate(const JudgeContext& context, Submission submission,
                                                const Problem& problem, JudgingOptions options,
                                                int jobs) {
  const std::vector<int>& cpus = context.sandbox.cpus();
  ASSAY_ASSIGN_OR_RETURN(const int slots, CountOfSlots(jobs, static_cast<int>(cpus.size()),
                                                       static_cast<int>(problem.tests.size())));
  ASSAY_ASSIGN_OR_RETURN(
      const std::unique_ptr<Judging> judging,
      Judging::Create(context, std::move(submission), problem, std::move(options)));
  ASSAY_ASSIGN_OR_RETURN(const bool runnable, judging->CompileProgram(std::nullopt));
  if (runnable) RunTests(*judging, cpus, slots);
  return judging->Finish();
}

}  // namespace assay::judge
