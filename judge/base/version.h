#ifndef ASSAY_JUDGE_BASE_VERSION_H_
#define ASSAY_JUDGE_BASE_VERSION_H_

namespace assay::judge {

inline constexpr char kVersion[] = "0.2.0";

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BASE_VERSION_H_
