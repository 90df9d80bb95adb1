// A seccomp policy as an operator might write it. What loads must compile.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "sandbox/seccomp/policy_compiler.h"
#include "sandbox/seccomp/policy_rules.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const assay::sandbox::PolicyTexts texts = {
      {"fuzz", std::string(reinterpret_cast<const char*>(data), size)}};
  const auto rules = assay::sandbox::LoadPolicy("fuzz", texts);
  if (!rules.ok()) return 0;
  assay::sandbox::DescribePolicy(*rules);
  if (!assay::sandbox::CompilePolicy("fuzz", texts).ok()) std::abort();
  return 0;
}
