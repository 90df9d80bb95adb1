#include "sandbox/host/proc_cgroup.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace assay::sandbox {

std::vector<CgroupMembership> ParseProcPidCgroup(absl::string_view text) {
  std::vector<CgroupMembership> memberships;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    // ID:CONTROLLERS:PATH, where the path may hold colons.
    const std::vector<absl::string_view> fields = absl::StrSplit(line, absl::MaxSplits(':', 2));
    CgroupMembership membership;
    if (fields.size() != 3 || !absl::SimpleAtoi(fields[0], &membership.hierarchy) ||
        membership.hierarchy < 0 || fields[2].empty() || fields[2][0] != '/') {
      continue;
    }
    membership.controllers = absl::StrSplit(fields[1], ',', absl::SkipEmpty());
    membership.path = std::string(fields[2]);
    // Only v2 has no controllers in its line.
    if (membership.controllers.empty() != (membership.hierarchy == 0)) continue;
    memberships.push_back(std::move(membership));
  }
  return memberships;
}

std::vector<CgroupController> ParseProcCgroups(absl::string_view text) {
  std::vector<CgroupController> controllers;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    if (line[0] == '#') continue;
    // NAME HIERARCHY NUMBER_OF_CGROUPS ENABLED
    const std::vector<absl::string_view> fields =
        absl::StrSplit(line, absl::ByAnyChar("\t "), absl::SkipEmpty());
    CgroupController controller;
    int enabled = 0;
    if (fields.size() != 4 || !absl::SimpleAtoi(fields[1], &controller.hierarchy) ||
        controller.hierarchy < 0 || !absl::SimpleAtoi(fields[3], &enabled)) {
      continue;
    }
    controller.name = std::string(fields[0]);
    controller.enabled = enabled == 1;
    controllers.push_back(std::move(controller));
  }
  return controllers;
}

std::vector<std::string> ParseControllerList(absl::string_view text) {
  return absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty());
}

}  // namespace assay::sandbox
