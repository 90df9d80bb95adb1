#ifndef ASSAY_JUDGE_CLI_RUN_FLAGS_H_
#define ASSAY_JUDGE_CLI_RUN_FLAGS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "judge/cli/disk_flags.h"
#include "judge/cli/network_flags.h"
#include "judge/evaluate/plan_limits.h"
#include "sandbox/run_spec.h"
#include "sandbox/sandbox.h"

namespace assay::judge {

// What `run` is asked to run.
struct RunFlags {
  std::vector<std::string> argv;
  std::string policy = "run";
  std::vector<std::string> binds;
  std::vector<std::string> environment;
  std::string stdin_path;
  // As ParseImageReference() takes it; empty for the host's /usr.
  std::string image;
  // In the image; empty for the image's own.
  std::string working_directory;
  // Of an image that is unpacked now: see ImageStoreOptions.
  bool strip_privileges = false;
  LimitOverrides limits;
  DiskFlags disk;
  NetworkFlags network;
  sandbox::SandboxOptions sandbox;
  sandbox::RunDetails details;
  bool proc = false;
  bool json = false;
};

// Adds the command, which calls `act`, after the parse, when it is the one that was typed. `argv`
// is what follows "--" on the command line: CLI11 would take arguments in brackets apart.
CLI::App* AddRunCommand(CLI::App* app, const std::vector<std::string>& argv,
                        std::function<void(const RunFlags&)> act);

// For RunFlags without a program.
absl::Status NoProgramError();

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_RUN_FLAGS_H_
