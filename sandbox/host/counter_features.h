#ifndef ASSAY_SANDBOX_HOST_COUNTER_FEATURES_H_
#define ASSAY_SANDBOX_HOST_COUNTER_FEATURES_H_

#include "absl/status/status.h"
#include "sandbox/host/host_report.h"

namespace assay::sandbox {

// Whether instructions can be counted, by what EventCounter::Open() said to an attempt.
HostFeature JudgeInstructionCounter(const absl::Status& attempt);

// Tries it, on this process.
HostFeature ProbeInstructionCounter();

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_HOST_COUNTER_FEATURES_H_
