#include "judge/verify/program_check.h"

#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/verify/cpu_work.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::CheckReport;
using Executable = std::shared_ptr<const PackageExecutable>;

// How many of the tests that a check fails on are told of.
constexpr size_t kMaxShown = 3;
constexpr size_t kMaxTextBytes = 200;

// What went wrong on which test, in the tests' order. Thread-safe.
class Failures {
 public:
  void Add(int index, bool is_fault, std::string reason) {
    const absl::MutexLock lock(&mutex_);
    is_fault_ = is_fault_ || is_fault;
    ++count_;
    reasons_[index] = std::move(reason);
    // The first ones are what counts, however many there are.
    if (reasons_.size() > kMaxShown) reasons_.erase(std::prev(reasons_.end()));
  }

  CheckReport Report(const std::string& name, size_t tests, absl::string_view what) {
    const absl::MutexLock lock(&mutex_);
    if (count_ == 0) {
      return MakeCheckReport(name, ::judge::v1::CHECK_RESULT_PASSED,
                             absl::StrCat(tests, " ", what));
    }
    std::string message;
    for (const auto& [index, reason] : reasons_) {
      absl::StrAppend(&message, message.empty() ? "" : "; ", reason);
    }
    if (count_ > reasons_.size()) {
      absl::StrAppend(&message, "; and ", count_ - reasons_.size(), " more");
    }
    return MakeCheckReport(
        name, is_fault_ ? ::judge::v1::CHECK_RESULT_FAULT : ::judge::v1::CHECK_RESULT_WARNING,
        message);
  }

 private:
  absl::Mutex mutex_;
  std::map<int, std::string> reasons_ ABSL_GUARDED_BY(mutex_);
  size_t count_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_fault_ ABSL_GUARDED_BY(mutex_) = false;
};

// Counts what is done. Thread-safe.
class Counter {
 public:
  Counter(const CheckProgress& progress, std::string name, int total)
      : progress_(progress), name_(std::move(name)), total_(total) {}
  void Done() {
    const absl::MutexLock lock(&mutex_);
    ++done_;
    if (progress_) progress_(name_, done_, total_);
  }

 private:
  const CheckProgress& progress_;
  const std::string name_;
  const int total_;
  absl::Mutex mutex_;
  int done_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace

CheckReport MakeCheckReport(absl::string_view name, ::judge::v1::CheckResult result,
                            absl::string_view message) {
  CheckReport report;
  report.set_name(MakePrintableLine(name));
  report.set_result(result);
  report.set_message(MakePrintableLine(message));
  return report;
}

std::optional<CheckReport> ReportUnprepared(absl::string_view name, const absl::Status& status) {
  if (IsProblemFault(status)) {
    return MakeCheckReport(name, ::judge::v1::CHECK_RESULT_FAULT, status.message());
  }
  if (absl::IsUnimplemented(status)) {
    return MakeCheckReport(name, ::judge::v1::CHECK_RESULT_WARNING,
                           absl::StrCat("was not run: ", absl::string_view(status.message())));
  }
  return std::nullopt;
}

std::string FirstLine(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  return MakePrintableLine(Truncate(text.substr(0, text.find('\n')), kMaxTextBytes));
}

absl::StatusOr<CheckReport> RunProgramCheck(const JudgeContext& context, const Problem& problem,
                                            const PackageProgram& program, int jobs,
                                            const CheckProgress& progress,
                                            const ProgramCheck& check) {
  const absl::StatusOr<Executable> executable =
      context.package_programs.Get(context, problem, program);
  if (std::optional<CheckReport> report = ReportUnprepared(check.name, executable.status())) {
    return *std::move(report);
  }
  if (!executable.ok()) return executable.status();
  const TestsCheck on_tests = {
      .name = check.name,
      .counted = check.counted,
      .run = [&](int index, int cpu) { return check.run(**executable, problem.tests[index], cpu); },
      .is_fault = [&](int index) { return check.is_fault(problem.tests[index]); }};
  return RunTestsCheck(context.sandbox.cpus(), problem.tests, jobs, progress, on_tests);
}

absl::StatusOr<CheckReport> RunTestsCheck(const std::vector<int>& cpus,
                                          const std::vector<TestCase>& tests, int jobs,
                                          const CheckProgress& progress, const TestsCheck& check) {
  Failures failures;
  const int count = static_cast<int>(tests.size());
  Counter counter(progress, check.name, count);
  ASSAY_RETURN_IF_ERROR(WorkOnCpus(cpus, jobs, count, [&](int index, int cpu) -> absl::Status {
    const TestCase& test = tests[index];
    const absl::StatusOr<std::string> reason = check.run(index, cpu);
    if (IsProblemFault(reason.status())) {
      failures.Add(index, /*is_fault=*/true,
                   absl::StrCat(test.name, ": ", absl::string_view(reason.status().message())));
    } else if (!reason.ok()) {
      return Annotate(reason.status(), absl::StrCat(check.name, " on ", test.name));
    } else if (!reason->empty()) {
      failures.Add(index, check.is_fault(index), *reason);
    }
    counter.Done();
    return absl::OkStatus();
  }));
  return failures.Report(check.name, tests.size(), check.counted);
}

}  // namespace assay::judge
