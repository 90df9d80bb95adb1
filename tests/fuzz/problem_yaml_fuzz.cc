// The YAML files of an ICPC package, and the tags in its submissions.

#include <cstdint>

#include "absl/strings/string_view.h"
#include "judge/problem/default_expectations.h"
#include "judge/problem/group_yaml.h"
#include "judge/problem/icpc_submissions.h"
#include "judge/problem/problem_yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  assay::judge::ParseProblemYaml(text, "problem.yaml").status().IgnoreError();
  assay::judge::ParseLegacyGroupYaml(text, "testdata.yaml", true).status().IgnoreError();
  assay::judge::ParseGroupYaml(text, "test_group.yaml", true).status().IgnoreError();
  assay::judge::ParseTestYaml(text, "1.yaml", true).status().IgnoreError();
  assay::judge::ParseSubmissionsYaml(text, "submissions.yaml").status().IgnoreError();
  assay::judge::ParseExpectationTags(text).status().IgnoreError();
  return 0;
}
