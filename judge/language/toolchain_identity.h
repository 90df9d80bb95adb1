#ifndef ASSAY_JUDGE_LANGUAGE_TOOLCHAIN_IDENTITY_H_
#define ASSAY_JUDGE_LANGUAGE_TOOLCHAIN_IDENTITY_H_

#include <string>

#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

// A digest (32 bytes) that changes when the toolchain of a compile step does, or the cpu that it
// compiles for: what dpkg has installed (the time of its status file); size, time and inode of the
// command's file and of each mount, and of what these are links to; the cpu's model and features. A
// few calls of stat(2), which take less than a millisecond.
//
// Unnoticed: what is written below a folder of a mount by other means than dpkg, with no change to
// the mounted folder itself.
std::string ToolchainIdentity(const ::judge::v1::CompileStep& step);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_LANGUAGE_TOOLCHAIN_IDENTITY_H_
