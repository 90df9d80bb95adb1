#ifndef ASSAY_JUDGE_CLI_DISK_FLAGS_H_
#define ASSAY_JUDGE_CLI_DISK_FLAGS_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "sandbox/limits.h"
#include "sandbox/run_spec.h"

namespace assay::judge {

// Where a run's work directory is, and what it may hold.
struct DiskFlags {
  bool work_on_disk = false;
  std::optional<int64_t> work_bytes;
  std::optional<int64_t> work_inodes;
  sandbox::DiskRates rates;

  // Sets what is given in `spec`, whose limits are planned.
  void Apply(sandbox::RunSpec* spec) const;
};

// Adds --work-disk, --work-size, --work-files and --disk-read-rate, --disk-write-rate,
// --disk-read-ops, --disk-write-ops, which write to `flags`, and --disk-directory, which writes to
// `directory`. Values out of form fail the parse with one line that names the flag.
void AddDiskFlags(CLI::App* command, DiskFlags* flags, std::string* directory);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_DISK_FLAGS_H_
