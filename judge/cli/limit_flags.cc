#include "judge/cli/limit_flags.h"

#include <cstdint>
#include <filesystem>
#include <iterator>
#include <string>
#include <system_error>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "judge/cli/units.h"
#include "sandbox/host/host_report.h"
#include "sandbox/limits.h"

namespace assay::judge {
namespace {

constexpr char kGroup[] = "Limits";
constexpr int64_t kLeastMemoryBytes = 2 * sandbox::kMebibyte;
constexpr int64_t kMostBytes = int64_t{1} << 40;
constexpr int kMostTasks = 4096;
constexpr int kMostReruns = 20;
constexpr int64_t kMostInstructions = 1'000'000'000'000'000;

// An option that fails the parse with the parser's message.
template <typename T>
void AddParsed(CLI::App* command, const std::string& flag, const std::string& help,
               const std::string& type, std::optional<T>* target,
               absl::StatusOr<T> (*parse)(absl::string_view), T least, T most,
               const std::string& range) {
  command
      ->add_option_function<std::string>(
          flag,
          [=](const std::string& text) {
            const absl::StatusOr<T> value = parse(text);
            if (!value.ok()) {
              throw CLI::ValidationError(flag, std::string(value.status().message()));
            }
            if (*value < least || *value > most) {
              throw CLI::ValidationError(flag, absl::StrCat("\"", text, "\" is not ", range));
            }
            *target = *value;
          },
          help)
      ->type_name(type);
}

}  // namespace

void AddLimitFlags(CLI::App* command, LimitOverrides* limits) {
  AddParsed<absl::Duration>(command, "--time-limit", "Cpu time, user and system", "2s|500ms",
                            &limits->cpu_time, ParseDuration, absl::Milliseconds(1), absl::Hours(1),
                            "a time of 1ms to 1h");
  AddParsed<absl::Duration>(command, "--wall-limit",
                            "Elapsed time; three times the cpu time and 2s when not given", "10s",
                            &limits->wall_time, ParseDuration, absl::Milliseconds(1),
                            absl::Hours(24), "a time of 1ms to 24h");
  AddParsed<int64_t>(command, "--memory-limit", "Memory of all processes together", "256MiB",
                     &limits->memory_bytes, ParseSize, kLeastMemoryBytes, kMostBytes,
                     "a size of 2MiB to 1024GiB");
  AddParsed<int64_t>(command, "--output-limit", "Standard output and standard error together",
                     "64MiB", &limits->output_bytes, ParseSize, int64_t{1}, kMostBytes,
                     "a size of 1B to 1024GiB");
  AddParsed<int>(command, "--pids-limit", "Processes and threads alive at once", "64",
                 &limits->task_count, ParseCount, 1, kMostTasks, "a number of 1 to 4096");
  AddParsed<int64_t>(command, "--instruction-limit",
                     "Instructions in user mode of all processes together; none when not given",
                     "500M", &limits->instructions, ParseQuantity, int64_t{1}, kMostInstructions,
                     "a number of 1 to 1000T");
  for (const char* flag : {"--time-limit", "--wall-limit", "--memory-limit", "--output-limit",
                           "--pids-limit", "--instruction-limit"}) {
    command->get_option(flag)->group(kGroup);
  }
}

void AddCompileTimeLimitFlag(CLI::App* command, std::optional<absl::Duration>* limit) {
  AddParsed<absl::Duration>(
      command, "--compile-time-limit", "Cpu time of the compiler; the language's when not given",
      "30s", limit, ParseDuration, absl::Milliseconds(1), absl::Hours(1), "a time of 1ms to 1h");
  command->get_option("--compile-time-limit")->group(kGroup);
}

void AddJobsFlag(CLI::App* command, const std::string& help, int* jobs) {
  command
      ->add_option_function<std::string>(
          "--jobs",
          [jobs](const std::string& text) {
            const absl::StatusOr<int> count = ParseCount(text);
            if (!count.ok()) {
              throw CLI::ValidationError("--jobs", std::string(count.status().message()));
            }
            *jobs = *count;
          },
          help)
      ->type_name("N");
}

void AddRerunsFlag(CLI::App* command, int* max_reruns) {
  command
      ->add_option("--reruns", *max_reruns,
                   "Runs more of a test whose cpu time is too near to the limit to tell; 0: none")
      ->type_name("N")
      ->check(CLI::Range(0, kMostReruns))
      ->capture_default_str();
}

void AddDetailFlags(CLI::App* command, sandbox::RunDetails* details) {
  command->add_flag("--count-instructions", details->instructions,
                    "Report instructions in user mode; needs a PMU, see doctor");
}

void AddIncludeFlag(CLI::App* command, std::vector<std::string>* folders) {
  command
      ->add_option_function<std::vector<std::string>>(
          "--include",
          [folders](const std::vector<std::string>& values) {
            for (const std::string& value : values) {
              std::error_code error;
              const std::filesystem::path path = std::filesystem::canonical(value, error);
              if (error || !std::filesystem::is_directory(path, error)) {
                throw CLI::ValidationError("--include",
                                           absl::StrCat("\"", value, "\" is not a folder"));
              }
              folders->push_back(path.string());
            }
          },
          "Folder with headers for the problem's own programs, such as testlib.h; may be repeated")
      ->type_name("DIR")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void AddCompileCacheFlag(CLI::App* command, bool* compile_cache) {
  command->add_flag_callback(
      "--no-compile-cache", [compile_cache] { *compile_cache = false; },
      "Compile also what was compiled before, and keep nothing of it");
}

void AddWeakenFlag(CLI::App* command, std::vector<std::string>* accepted) {
  const std::vector<std::string> names(std::begin(sandbox::kWeaknesses),
                                       std::end(sandbox::kWeaknesses));
  command
      ->add_option("--weaken", *accepted,
                   "Accept that jails lack this barrier, where the host cannot give it; see doctor")
      ->check(CLI::IsMember(names))
      ->type_name("")
      ->allow_extra_args(false);
}

void AddFormatFlag(CLI::App* command, bool* json) {
  command
      ->add_option_function<std::string>(
          "--format", [json](const std::string& text) { *json = text == "json"; },
          "Form of the report")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("");
}

}  // namespace assay::judge
