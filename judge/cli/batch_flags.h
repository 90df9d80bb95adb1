#ifndef ASSAY_JUDGE_CLI_BATCH_FLAGS_H_
#define ASSAY_JUDGE_CLI_BATCH_FLAGS_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "judge/batch/evaluation_set.h"
#include "judge/batch/reports.h"
#include "judge/batch/results_file.h"
#include "judge/evaluate/judging.h"
#include "judge/evaluate/plan_limits.h"
#include "sandbox/sandbox.h"

namespace assay::judge {

// What `batch` is asked to judge.
struct BatchFlags {
  // Folders, source files, files ending in .jsonl, or "-". The tasks, of a set.
  std::vector<std::string> inputs;
  // "DIR" or "NAME=DIR".
  std::vector<std::string> problems;
  // Of a server: "ID", "ID@DIGEST", "NAME=ID", "NAME=ID@DIGEST".
  std::vector<std::string> problem_ids;
  std::string language;
  // Of code to evaluate, in place of problems.
  std::optional<EvaluationKind> set;
  // Empty: the canonical solutions.
  std::string completions;
  bool same_process = false;
  std::vector<int64_t> ks = {1, 10, 100};

  LimitOverrides limits;
  std::optional<absl::Duration> compile_time_limit;
  sandbox::SandboxOptions sandbox;
  // Whether what was compiled before is taken from the cache.
  bool compile_cache = true;
  bool all_tests = false;
  int jobs = 0;
  int max_reruns = JudgingOptions().max_reruns;

  // Empty: standard output.
  std::string output;
  bool resume = false;
  SyncPolicy sync = SyncPolicy::kSecond;
  std::string memo;
  bool strict = false;
  bool quiet = false;
  bool fail_on_rejected = false;
  ReportPaths reports;
};

// What `report` is asked to make of results.
struct ReportFlags {
  std::string results;
  ReportPaths reports;
  std::vector<int64_t> ks = {1, 10, 100};
};

// An argument with a name before its first "=", or without.
struct NamedArgument {
  std::optional<std::string> name;
  std::string value;
};
NamedArgument SplitNamed(const std::string& argument);

// Each adds its command, which calls `act`, after the parse, when it is the one that was typed.
CLI::App* AddBatchCommand(CLI::App* app, std::function<void(const BatchFlags&)> act);
CLI::App* AddReportCommand(CLI::App* app, std::function<void(const ReportFlags&)> act);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_BATCH_FLAGS_H_
