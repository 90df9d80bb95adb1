#ifndef ASSAY_SANDBOX_CGROUP_PRESSURE_H_
#define ASSAY_SANDBOX_CGROUP_PRESSURE_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace assay::sandbox {

// The total of the line "some" in a pressure file, such as cpu.pressure: how long at least one task
// was held up. Absent when the text has no such line. See Documentation/accounting/psi.rst.
std::optional<absl::Duration> ParsePressureTotal(absl::string_view text);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_CGROUP_PRESSURE_H_
