#include "judge/evaluate/bound_texts.h"

#include <cstddef>
#include <string>

#include "judge/base/printable.h"

namespace assay::judge {
namespace {

using ::judge::v1::TestResult;

constexpr size_t kCutTextBytes = 256;

size_t TextBytes(const TestResult& result) {
  size_t bytes = result.message().size() + result.team_message().size() +
                 result.error_output().size() + result.output().size();
  if (result.has_transcript()) bytes += result.transcript().ByteSizeLong();
  for (const ::judge::v1::Transcript& earlier : result.earlier_transcripts()) {
    bytes += earlier.ByteSizeLong();
  }
  return bytes;
}

// Whether anything was cut.
bool Cut(std::string* text) {
  if (text->size() <= kCutTextBytes) return false;
  text->resize(Truncate(*text, kCutTextBytes).size());
  return true;
}

}  // namespace

void BoundTexts(int64_t limit_bytes, int64_t* used_bytes, TestResult* result) {
  *used_bytes += static_cast<int64_t>(TextBytes(*result));
  if (*used_bytes <= limit_bytes) return;
  result->clear_transcript();
  result->clear_earlier_transcripts();
  Cut(result->mutable_message());
  Cut(result->mutable_team_message());
  if (Cut(result->mutable_error_output())) result->set_error_output_truncated(true);
  if (Cut(result->mutable_output())) result->set_output_truncated(true);
}

void BoundTexts(int64_t limit_bytes, ::judge::v1::Judgement* judgement) {
  int64_t used_bytes = 0;
  for (TestResult& result : *judgement->mutable_test_results()) {
    BoundTexts(limit_bytes, &used_bytes, &result);
  }
}

}  // namespace assay::judge
