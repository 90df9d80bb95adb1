#ifndef ASSAY_SANDBOX_HOST_HOST_REPORT_H_
#define ASSAY_SANDBOX_HOST_HOST_REPORT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace assay::sandbox {

// One thing that jails need of the host, or are better with.
struct HostFeature {
  // Such as "cgroup memory".
  std::string name;
  // Without it there are no jails. Otherwise jails work, and measure or isolate less well.
  bool required = false;
  bool present = false;
  // What was found, in a few words.
  std::string detail;
  // What to do, in a line; empty when present.
  std::string fix;
  // Not empty for a required barrier without which jails can still be made, by a caller who accepts
  // this weakness by its name.
  std::string weakness;
  friend bool operator==(const HostFeature&, const HostFeature&) = default;
};

// What the host offers, in the order in which a person wants to read it.
struct HostReport {
  // Whether this process has the capabilities that jails need. Otherwise they are made by means of
  // user namespaces.
  bool privileged = false;
  std::vector<HostFeature> features;
};

// Programs have the user and group ids of the caller.
inline constexpr char kSharedUserId[] = "shared-user-id";

// Every HostFeature::weakness that there is.
inline constexpr const char* kWeaknesses[] = {kSharedUserId};

// OK, or FAILED_PRECONDITION with the first required feature that is missing and its fix, but for
// those whose weakness is one of `accepted`. INVALID_ARGUMENT when there is no weakness of such a
// name.
absl::Status CheckRequired(const HostReport& report, const std::vector<std::string>& accepted = {});

// A feature that is there.
HostFeature Present(std::string name, bool required, std::string detail);

// A feature that is not there.
HostFeature Missing(std::string name, bool required, std::string detail, std::string fix);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_HOST_HOST_REPORT_H_
