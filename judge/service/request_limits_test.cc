#include "judge/service/request_limits.h"

#include <functional>
#include <iterator>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using ::judge::v1::SubmitRequest;
using ::sandbox::v1::RunRequest;

TEST(RequestLimitsTest, WhatIsBeyondIsNamed) {
  const struct {
    std::string field;
    std::string limit;
    std::function<void(SubmitRequest&)> set;
  } cases[] = {
      {"limits.cpu_time", "cpu_time",
       [](auto& r) { r.mutable_limits()->mutable_cpu_time()->set_seconds(121); }},
      {"limits.wall_time", "wall_time",
       [](auto& r) { r.mutable_limits()->mutable_wall_time()->set_seconds(601); }},
      {"limits.compile_time", "compile_time",
       [](auto& r) { r.mutable_limits()->mutable_compile_time()->set_seconds(121); }},
      {"limits.memory_bytes", "memory_bytes",
       [](auto& r) { r.mutable_limits()->set_memory_bytes((int64_t{4} << 30) + 1); }},
      {"limits.output_bytes", "output_bytes",
       [](auto& r) { r.mutable_limits()->set_output_bytes((int64_t{1} << 30) + 1); }},
      {"limits.task_count", "task_count",
       [](auto& r) { r.mutable_limits()->set_task_count(1025); }},
      {"inline_problem.tests", "test_count",
       [](auto& r) {
         for (int i = 0; i <= 10'000; ++i) r.mutable_inline_problem()->add_tests();
       }},
      {"inline_problem.limits.cpu_time", "cpu_time",
       [](auto& r) {
         r.mutable_inline_problem()->mutable_limits()->mutable_cpu_time()->set_seconds(121);
       }},
      {"inline_problem.limits.compile_memory_bytes", "memory_bytes",
       [](auto& r) {
         r.mutable_inline_problem()->mutable_limits()->set_compile_memory_bytes(int64_t{1} << 33);
       }},
  };
  for (const auto& c : cases) {
    SubmitRequest request;
    EXPECT_TRUE(RequestLimits().Check(request).ok());
    c.set(request);
    const absl::Status status = RequestLimits().Check(request);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << c.field;
    EXPECT_TRUE(absl::StartsWith(status.message(), absl::StrCat(c.field, ": "))) << status;
    EXPECT_TRUE(absl::StrContains(status.message(), absl::StrCat("(request_limits.", c.limit, ")")))
        << status;
  }
  RunRequest run;
  run.mutable_limits()->mutable_cpu_time()->set_seconds(120);
  EXPECT_TRUE(RequestLimits().Check(run).ok());
  run.mutable_limits()->mutable_cpu_time()->set_nanos(1);
  EXPECT_TRUE(absl::IsInvalidArgument(RequestLimits().Check(run)));
}

TEST(RequestLimitsTest, FromAConfigurationAndBack) {
  ::judge::v1::RequestLimits proto;
  proto.mutable_cpu_time()->set_seconds(3);
  proto.set_test_count(5);
  RequestLimits limits;
  ASSERT_TRUE(limits.Merge(proto).ok());
  EXPECT_EQ(limits.cpu_time, absl::Seconds(3));
  EXPECT_EQ(limits.wall_time, RequestLimits().wall_time);
  EXPECT_TRUE(limits.Validate().ok());
  RequestLimits again;
  ASSERT_TRUE(again.Merge(limits.ToProto()).ok());
  EXPECT_EQ(again.ToProto().SerializeAsString(), limits.ToProto().SerializeAsString());
}

TEST(RequestLimitsTest, WhatIsNoLimitIsRefused) {
  const std::function<void(::judge::v1::RequestLimits&)> cases[] = {
      [](auto& p) { p.mutable_cpu_time(); },
      [](auto& p) { p.mutable_cpu_time()->set_seconds(-1); },
      [](auto& p) { p.mutable_wall_time()->set_nanos(2'000'000'000); },
      [](auto& p) { p.mutable_compile_time()->set_seconds(3601); },
      [](auto& p) { p.set_memory_bytes(1); },
      [](auto& p) { p.set_output_bytes(0); },
      [](auto& p) { p.set_task_count(0); },
      [](auto& p) { p.set_test_count(10'001); },
  };
  for (size_t i = 0; i < std::size(cases); ++i) {
    ::judge::v1::RequestLimits proto;
    cases[i](proto);
    RequestLimits limits;
    absl::Status status = limits.Merge(proto);
    if (status.ok()) status = limits.Validate();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << i;
    EXPECT_TRUE(absl::StartsWith(status.message(), "request_limits.")) << status;
  }
}

}  // namespace
}  // namespace assay::judge
