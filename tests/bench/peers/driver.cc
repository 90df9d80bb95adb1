// Measures what a plan names and writes what it finds as JSON lines. Driven by
// tests/bench/peers/run, which makes the plan and the report.
//
//   driver measure PLAN     PLAN: a file with a peers.v1.Plan as JSON; writes peers.v1.Event
//   driver seccomp POLICY   writes the compiled policy, classic BPF as bubblewrap takes it

#include <cstdint>
#include <iostream>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/util/json_util.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/seccomp/policy_store.h"
#include "tests/bench/peers/field.h"
#include "tests/bench/peers/measure.h"
#include "tests/bench/peers/v1/plan.pb.h"

namespace assay::bench {
namespace {

using ::peers::v1::Plan;

constexpr int64_t kMaxPlanBytes = 1 << 20;

absl::StatusOr<Plan> ReadPlan(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxPlanBytes));
  Plan plan;
  if (const auto status = google::protobuf::util::JsonStringToMessage(text, &plan); !status.ok()) {
    return absl::InvalidArgumentError(path + ": " + std::string(status.message()));
  }
  for (const int in_flight : plan.throughput().in_flight()) {
    if (in_flight < 1) return absl::InvalidArgumentError("in_flight is below 1");
  }
  return plan;
}

void WriteEvent(const ::peers::v1::Event& event) {
  std::string line;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  // Cannot fail: the message has no Any.
  (void)google::protobuf::util::MessageToJsonString(event, &line, options);
  std::cout << line << std::endl;
}

absl::Status MeasureOneInFlight(const Plan& plan) {
  ASSAY_ASSIGN_OR_RETURN(Field field, Field::Make(plan, /*in_flight=*/1, WriteEvent));
  if (plan.latency().sample_count() > 0) {
    ASSAY_RETURN_IF_ERROR(MeasureLatency(plan.latency(), field, WriteEvent));
  }
  if (plan.counting().block_count() > 0) {
    ASSAY_RETURN_IF_ERROR(MeasureCounts(plan.counting(), field, WriteEvent));
  }
  return absl::OkStatus();
}

absl::Status Measure(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const Plan plan, ReadPlan(path));
  ASSAY_RETURN_IF_ERROR(MeasureOneInFlight(plan));
  for (const int in_flight : plan.throughput().in_flight()) {
    ASSAY_ASSIGN_OR_RETURN(Field field, Field::Make(plan, in_flight, WriteEvent));
    ASSAY_RETURN_IF_ERROR(MeasureThroughput(plan.throughput(), field, WriteEvent));
  }
  return absl::OkStatus();
}

absl::Status WriteSeccompProgram(const std::string& policy) {
  ASSAY_ASSIGN_OR_RETURN(const auto filter, sandbox::PolicyStore().Get(policy));
  const std::vector<sock_filter>& program = filter->program;
  std::cout.write(reinterpret_cast<const char*>(program.data()),
                  static_cast<std::streamsize>(program.size() * sizeof program[0]));
  return absl::OkStatus();
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  absl::Status status;
  if (argc == 3 && absl::string_view(argv[1]) == "measure") {
    status = assay::bench::Measure(argv[2]);
  } else if (argc == 3 && absl::string_view(argv[1]) == "seccomp") {
    status = assay::bench::WriteSeccompProgram(argv[2]);
  } else {
    std::cerr << "usage: driver measure PLAN | driver seccomp POLICY\n";
    return 2;
  }
  if (status.ok()) return 0;
  std::cerr << "driver: " << status.message() << "\n";
  return 1;
}
