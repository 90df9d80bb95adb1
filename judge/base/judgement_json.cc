#include "judge/base/judgement_json.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;
using Tests = google::protobuf::RepeatedPtrField<::judge::v1::TestResult>;

// Each call of protobuf's reads the types anew, so not one by one.
constexpr int kTestsAtOnce = 256;

std::string Print(const google::protobuf::Message& message, bool whitespace) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = whitespace;
  options.always_print_primitive_fields = true;
  std::string json;
  // Fails only for strings that are no UTF-8.
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) return "{}";
  return json;
}

// Where the texts of test results stand in a judgement's, or a record's, that was printed without
// any. No string's text can look like the field: quotes in it are escaped.
size_t PlaceOfTests(absl::string_view without_tests, bool whitespace) {
  const absl::string_view field = whitespace ? "\"testResults\": [" : "\"testResults\":[";
  return without_tests.find(field) + field.size();
}

// The tests from `begin` on, up to kTestsAtOnce, with commas between them. Empties them.
std::string TakeTests(int begin, bool whitespace, Tests& tests) {
  Judgement part;
  const size_t place = PlaceOfTests(Print(part, whitespace), whitespace);
  const size_t rest = Print(part, whitespace).size() - place;
  for (int i = begin; i < std::min(begin + kTestsAtOnce, tests.size()); ++i) {
    part.add_test_results()->Swap(tests.Mutable(i));
  }
  const std::string json = Print(part, whitespace);
  // The bracket goes to a line of its own.
  const size_t end = json.size() - rest - (whitespace ? 2 : 0);
  return json.substr(place, end - place);
}

void WriteWithTests(absl::string_view without_tests, Tests tests, bool whitespace,
                    const TextSink& sink) {
  const size_t place = PlaceOfTests(without_tests, whitespace);
  sink(without_tests.substr(0, place));
  for (int i = 0; i < tests.size(); i += kTestsAtOnce) {
    if (i > 0) sink(",");
    sink(TakeTests(i, whitespace, tests));
  }
  if (whitespace) sink("\n ");
  sink(without_tests.substr(place));
}

}  // namespace

void WriteJson(Judgement judgement, const TextSink& sink) {
  if (judgement.test_results_size() <= kTestsAtOnce) return sink(Print(judgement, true));
  Tests tests;
  tests.Swap(judgement.mutable_test_results());
  WriteWithTests(Print(judgement, true), std::move(tests), true, sink);
}

void WriteJsonLine(::judge::v1::BatchRecord record, const TextSink& sink) {
  if (record.judgement().test_results_size() <= kTestsAtOnce) return sink(Print(record, false));
  Tests tests;
  tests.Swap(record.mutable_judgement()->mutable_test_results());
  WriteWithTests(Print(record, false), std::move(tests), false, sink);
}

}  // namespace assay::judge
