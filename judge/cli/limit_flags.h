#ifndef ASSAY_JUDGE_CLI_LIMIT_FLAGS_H_
#define ASSAY_JUDGE_CLI_LIMIT_FLAGS_H_

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "judge/evaluate/plan_limits.h"
#include "sandbox/run_spec.h"

namespace assay::judge {

// Adds --time-limit, --wall-limit, --memory-limit, --output-limit, --pids-limit and
// --instruction-limit, which write to `limits`. Values out of form or range fail the parse with one
// line that names the flag.
void AddLimitFlags(CLI::App* command, LimitOverrides* limits);

// Adds --compile-time-limit, cpu time of the compiler, which writes to `limit`.
void AddCompileTimeLimitFlag(CLI::App* command, std::optional<absl::Duration>* limit);

// Adds --jobs N, from 1, with `help`, which writes to `jobs`.
void AddJobsFlag(CLI::App* command, const std::string& help, int* jobs);

// Adds --reruns N, which writes to `max_reruns`: see JudgingOptions.
void AddRerunsFlag(CLI::App* command, int* max_reruns);

// Adds --count-instructions, which writes to `details`.
void AddDetailFlags(CLI::App* command, sandbox::RunDetails* details);

// Adds --include DIR, repeatable, which adds to `folders` as absolute paths: see PackagePrograms.
// What is no folder fails the parse.
void AddIncludeFlag(CLI::App* command, std::vector<std::string>* folders);

// Adds --no-compile-cache, which writes false to `compile_cache`.
void AddCompileCacheFlag(CLI::App* command, bool* compile_cache);

// Adds --weaken NAME, repeatable, which adds to `accepted`: see SandboxOptions.
void AddWeakenFlag(CLI::App* command, std::vector<std::string>* accepted);

// Adds --format text|json, which writes to `json`.
void AddFormatFlag(CLI::App* command, bool* json);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_LIMIT_FLAGS_H_
