#include "tests/bench/peers/field.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sandbox/base/status.h"
#include "tests/bench/peers/command_contender.h"
#include "tests/bench/peers/http_contender.h"
#include "tests/bench/peers/jail_contender.h"

namespace assay::bench {
namespace {

using ::peers::v1::Plan;

absl::StatusOr<std::unique_ptr<Contender>> MakeContender(const ::peers::v1::Contender& contender,
                                                         const std::string& stdin_path,
                                                         int in_flight) {
  switch (contender.kind_case()) {
    case ::peers::v1::Contender::kCommands:
      for (const ::peers::v1::Command& step : contender.commands().steps()) {
        if (step.argv().empty()) return absl::InvalidArgumentError("a step has no argv");
      }
      return std::make_unique<CommandContender>(contender.commands(), stdin_path);
    case ::peers::v1::Contender::kAssay:
      return JailContender::Create(contender.assay(), stdin_path, in_flight);
    case ::peers::v1::Contender::kHttp:
      return std::make_unique<HttpContender>(contender.http(), in_flight);
    case ::peers::v1::Contender::KIND_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError("a contender is neither commands nor assay nor http");
}

absl::StatusOr<std::unique_ptr<Contender>> MakeChecked(const ::peers::v1::Contender& contender,
                                                       const Plan& plan, int in_flight) {
  ASSAY_ASSIGN_OR_RETURN(auto made, MakeContender(contender, plan.stdin_path(), in_flight));
  ASSAY_RETURN_IF_ERROR(made->Check(plan.expected_output()));
  return made;
}

}  // namespace

absl::StatusOr<Field> Field::Make(const Plan& plan, int in_flight, const EventSink& sink) {
  Field field(in_flight);
  for (const ::peers::v1::Contender& contender : plan.contenders()) {
    absl::StatusOr<std::unique_ptr<Contender>> made = MakeChecked(contender, plan, in_flight);
    if (made.ok()) {
      field.entries_.push_back({contender.name(), *std::move(made)});
      continue;
    }
    ::peers::v1::Event event;
    event.mutable_left_out()->set_contender(contender.name());
    event.mutable_left_out()->set_reason(std::string(made.status().message()));
    sink(event);
  }
  if (field.entries_.empty()) return absl::FailedPreconditionError("no contender passed its check");
  return field;
}

std::vector<Field::Entry*> Field::Shuffled() {
  std::vector<Entry*> order;
  order.reserve(entries_.size());
  for (Entry& entry : entries_) order.push_back(&entry);
  std::shuffle(order.begin(), order.end(), random_);
  return order;
}

}  // namespace assay::bench
