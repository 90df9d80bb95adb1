#ifndef ASSAY_JUDGE_EVALUATE_WORK_DISK_H_
#define ASSAY_JUDGE_EVALUATE_WORK_DISK_H_

#include "proto/judge/v1/language.pb.h"
#include "sandbox/run_spec.h"

namespace assay::judge {

// Puts the work directory of `spec`, whose limits are planned, on the disk that a step of a
// language asks for. Files may be no larger than before.
void SetWorkDisk(const ::judge::v1::WorkDisk& disk, sandbox::RunSpec* spec);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_WORK_DISK_H_
