#ifndef ASSAY_JUDGE_CLI_VERIFY_FLAGS_H_
#define ASSAY_JUDGE_CLI_VERIFY_FLAGS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "judge/verify/verify_options.h"
#include "sandbox/sandbox.h"

namespace assay::judge {

// What `verify` is asked to verify.
struct VerifyFlags {
  enum class Format { kText, kJson, kJunit };
  // Not empty.
  std::vector<std::string> packages;
  VerifyOptions options;
  // Where compilers of the packages' programs find headers such as testlib.h.
  std::vector<std::string> include_folders;
  sandbox::SandboxOptions sandbox;
  // Whether what was compiled before is taken from the cache.
  bool compile_cache = true;
  Format format = Format::kText;
};

// Adds the command, which calls `act`, after the parse, when it is the one that was typed.
CLI::App* AddVerifyFlags(CLI::App* app, std::function<void(const VerifyFlags&)> act);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_VERIFY_FLAGS_H_
