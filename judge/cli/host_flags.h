#ifndef ASSAY_JUDGE_CLI_HOST_FLAGS_H_
#define ASSAY_JUDGE_CLI_HOST_FLAGS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace assay::judge {

// What `doctor` and `languages` are asked: what a host has.

struct DoctorFlags {
  // Weaknesses: see SandboxOptions.
  std::vector<std::string> accepted;
  bool json = false;
};

struct LanguagesFlags {
  std::vector<std::string> accepted;
  bool json = false;
};

// Each adds the command, which calls `act`, after the parse, when it is the one that was typed.
CLI::App* AddDoctorCommand(CLI::App* app, std::function<void(const DoctorFlags&)> act);
CLI::App* AddLanguagesCommand(CLI::App* app, std::function<void(const LanguagesFlags&)> act);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_HOST_FLAGS_H_
