#ifndef ASSAY_JUDGE_LANGUAGE_JAIL_ROOT_H_
#define ASSAY_JUDGE_LANGUAGE_JAIL_ROOT_H_

#include "google/protobuf/repeated_ptr_field.h"
#include "proto/judge/v1/language.pb.h"
#include "sandbox/run_spec.h"

namespace assay::judge {

// The jail's root with the mounts of a language's step. Optional ones that the host lacks are left
// out; a missing required one is an error of Sandbox::Start().
sandbox::RootFilesystem MakeJailRoot(
    const google::protobuf::RepeatedPtrField<::judge::v1::Mount>& mounts, bool proc);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_LANGUAGE_JAIL_ROOT_H_
