#ifndef ASSAY_JUDGE_EVALUATE_LANGUAGE_REPORT_H_
#define ASSAY_JUDGE_EVALUATE_LANGUAGE_REPORT_H_

#include "judge/evaluate/context.h"
#include "judge/language/language_store.h"
#include "proto/judge/v1/report.pb.h"

namespace assay::judge {

// The languages and what this host has of them. With a context also the versions of those that are
// installed, each of which takes a run in a jail.
::judge::v1::LanguagesReport DescribeLanguages(const LanguageStore& languages,
                                               const JudgeContext* context);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_LANGUAGE_REPORT_H_
