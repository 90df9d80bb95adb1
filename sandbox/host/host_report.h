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
  friend bool operator==(const HostFeature&, const HostFeature&) = default;
};

// What the host offers, in the order in which a person wants to read it.
struct HostReport {
  std::vector<HostFeature> features;
};

// OK, or FAILED_PRECONDITION with the first required feature that is missing and its fix.
absl::Status CheckRequired(const HostReport& report);

// A feature that is there.
HostFeature Present(std::string name, bool required, std::string detail);

// A feature that is not there.
HostFeature Missing(std::string name, bool required, std::string detail, std::string fix);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_HOST_HOST_REPORT_H_
