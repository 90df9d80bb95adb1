#ifndef ASSAY_JUDGE_BATCH_RECORD_FACTS_H_
#define ASSAY_JUDGE_BATCH_RECORD_FACTS_H_

#include <cstdint>
#include <string>

#include "proto/judge/v1/batch.pb.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/sandbox/v1/run.pb.h"

namespace assay::judge {

// What every report says of a record.
struct RecordFacts {
  // "ACCEPTED"; "BAD_ENTRY" where there is no judgement.
  std::string verdict;
  bool accepted = false;
  int64_t tests = 0;
  int64_t tests_run = 0;
  int64_t tests_passed = 0;
  // Of the slowest and of the largest run.
  double cpu_seconds = 0;
  int64_t memory_bytes = 0;
  // All runs together.
  double total_cpu_seconds = 0;
  // Of the first test that failed; -1 for none.
  int first_failed = -1;
  // One line: why it is not accepted. May be empty.
  std::string reason;
};

RecordFacts FactsOf(const ::judge::v1::BatchRecord& record);

// "WRONG_ANSWER".
std::string VerdictName(::judge::v1::Verdict verdict);

double CpuSeconds(const ::sandbox::v1::Usage& usage);

// "exit code 3", "killed by SIGSEGV"; empty for none.
std::string EndText(const ::sandbox::v1::Outcome& outcome);

// Why a test failed, in one line; may be empty.
std::string ReasonOf(const ::judge::v1::TestResult& result);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_RECORD_FACTS_H_
