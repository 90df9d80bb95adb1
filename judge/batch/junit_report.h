#ifndef ASSAY_JUDGE_BATCH_JUNIT_REPORT_H_
#define ASSAY_JUDGE_BATCH_JUNIT_REPORT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "proto/judge/v1/batch.pb.h"

namespace assay::judge {

// Results as JUnit's XML, as continuous integration reads it: a test case for each submission, its
// class the problem. A rejected one is a failure; JUDGE_ERROR and what is no good are errors.
struct JunitTotals {
  int64_t cases = 0;
  int64_t failures = 0;
  int64_t errors = 0;
  double seconds = 0;

  void Add(const ::judge::v1::BatchRecord& record);
};

std::string JunitHead(const JunitTotals& totals);
std::string JunitCase(const ::judge::v1::BatchRecord& record);
std::string JunitTail();

// `text` for an element or an attribute of XML 1.0: what that cannot hold is replaced by U+FFFD.
std::string XmlText(absl::string_view text);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_JUNIT_REPORT_H_
