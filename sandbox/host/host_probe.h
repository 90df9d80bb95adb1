#ifndef ASSAY_SANDBOX_HOST_HOST_PROBE_H_
#define ASSAY_SANDBOX_HOST_HOST_PROBE_H_

#include "sandbox/host/host_report.h"

namespace assay::sandbox {

// Looks at what this host offers to this process. Takes about a millisecond, changes nothing, and
// does not fail: what cannot be found out is reported as such. Thread-safe.
HostReport ProbeHost();

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_HOST_HOST_PROBE_H_
