#ifndef ASSAY_JUDGE_CLI_PROBLEM_FLAGS_H_
#define ASSAY_JUDGE_CLI_PROBLEM_FLAGS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

namespace assay::judge {

// What `problem` is to do with the problems that a server has.
struct ProblemCommandFlags {
  enum class Verb { kPut, kList, kDelete };
  Verb verb = Verb::kList;
  // A folder, or an archive of one.
  std::string package;
  std::string id;
  bool json = false;
};

// Adds the command, which calls `act`, after the parse, when it is the one that was typed.
CLI::App* AddProblemCommand(CLI::App* app, std::function<void(const ProblemCommandFlags&)> act);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_PROBLEM_FLAGS_H_
