#ifndef ASSAY_JUDGE_PROBLEM_PROBLEM_FAULT_H_
#define ASSAY_JUDGE_PROBLEM_PROBLEM_FAULT_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// The errors of this folder's readers tell whose fault it is:
//  - FAILED_PRECONDITION: the problem's, which makes JUDGE_ERROR. The message names the file.
//  - UNIMPLEMENTED: the problem asks for something that Assay does not do yet. The message names
//  it.
//  - NOT_FOUND, INVALID_ARGUMENT: the caller's, who named what is not there or not a folder.
//  - the rest: the host's, such as PERMISSION_DENIED.

// The problem's fault, in one line.
absl::Status ProblemFault(absl::string_view message);

// Whether a status of this folder's readers is the problem's fault.
bool IsProblemFault(const absl::Status& status);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_PROBLEM_FAULT_H_
