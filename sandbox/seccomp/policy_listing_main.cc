// Writes what each policy of policies/seccomp opens to DIRECTORY/NAME.txt:
//   bazel run //sandbox/seccomp:policy_listing -- $PWD/policies/seccomp/golden

#include <iostream>

#include "absl/strings/str_cat.h"
#include "policies/seccomp/policies.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/seccomp/policy_rules.h"

namespace assay::sandbox {
namespace {

absl::Status WriteListings(const std::string& directory) {
  PolicyTexts texts;
  for (size_t i = 0; i < policies::kSeccompPoliciesCount; ++i) {
    texts.emplace(policies::kSeccompPolicies[i].first, policies::kSeccompPolicies[i].second);
  }
  for (const auto& [name, text] : texts) {
    ASSAY_ASSIGN_OR_RETURN(const PolicyRules policy, LoadPolicy(name, texts));
    ASSAY_RETURN_IF_ERROR(
        WriteFile(absl::StrCat(directory, "/", name, ".txt"), DescribePolicy(policy)));
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace assay::sandbox

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: policy_listing DIRECTORY\n";
    return 2;
  }
  if (const absl::Status status = assay::sandbox::WriteListings(argv[1]); !status.ok()) {
    std::cerr << "policy_listing: " << status.message() << "\n";
    return 1;
  }
}
