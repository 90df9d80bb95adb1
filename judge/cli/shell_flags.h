#ifndef ASSAY_JUDGE_CLI_SHELL_FLAGS_H_
#define ASSAY_JUDGE_CLI_SHELL_FLAGS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "judge/evaluate/plan_limits.h"
#include "sandbox/sandbox.h"

namespace assay::judge {

// How `shell` is to make its jail.
struct ShellFlags {
  // As of RunFlags.
  std::string image;
  std::string working_directory;
  bool strip_privileges = false;
  std::vector<std::string> binds;
  LimitOverrides limits;
  sandbox::SandboxOptions sandbox;
};

// Adds the command, which calls `act`, after the parse, when it is the one that was typed.
CLI::App* AddShellFlags(CLI::App* app, std::function<void(const ShellFlags&)> act);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_SHELL_FLAGS_H_
