#include "judge/evaluate/convert.h"

#include <string>

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(ConvertTest, Outcomes) {
  struct Case {
    sandbox::Outcome outcome;
    const char* text;
  };
  const Case cases[] = {
      {sandbox::Exited{3}, "exited { exit_code: 3 }"},
      {sandbox::Exited{0}, "exited { }"},
      {sandbox::Signaled{11}, "signaled { signal: 11 name: \"SIGSEGV\" }"},
      {sandbox::LimitExceeded{sandbox::Limit::kInstructions},
       "limit_exceeded { limit: LIMIT_INSTRUCTIONS }"},
      {sandbox::LimitExceeded{sandbox::Limit::kFileSize},
       "limit_exceeded { limit: LIMIT_FILE_SIZE }"},
      {sandbox::SyscallDenied{"socket", {2, 1, 0, 0, 0, ~uint64_t{0}}},
       "syscall_denied { name: \"socket\" arguments: 2 arguments: 1 arguments: 0 arguments: 0 "
       "arguments: 0 arguments: -1 }"},
  };
  for (const Case& c : cases) EXPECT_EQ(ToProto(c.outcome).ShortDebugString(), c.text);
}

TEST(ConvertTest, Usage) {
  sandbox::Usage usage;
  usage.user_time = absl::Milliseconds(1500);
  usage.system_time = absl::Nanoseconds(7);
  usage.wall_time = absl::Seconds(2);
  usage.peak_memory_bytes = 4096;
  usage.oom_kills = 1;
  usage.output_bytes = 9;
  EXPECT_EQ(ToProto(usage).ShortDebugString(),
            "user_time { seconds: 1 nanos: 500000000 } system_time { nanos: 7 } wall_time { "
            "seconds: 2 } peak_memory_bytes: 4096 oom_kill_count: 1 throttled_time { } "
            "output_bytes: 9 time_evidence { } cpu_time_uncertainty { }");
  EXPECT_FALSE(ToProto(usage).has_peak_task_count());
  usage.peak_tasks = 0;
  EXPECT_TRUE(ToProto(usage).has_peak_task_count());
  EXPECT_FALSE(ToProto(usage).has_instruction_count());
  usage.instructions = 0;
  EXPECT_TRUE(ToProto(usage).has_instruction_count());
  EXPECT_FALSE(ToProto(usage).has_memory_parts());
  usage.memory_parts = {.kernel_peak_bytes = {}, .shared_bytes = 2, .file_bytes = 3};
  EXPECT_EQ(ToProto(usage).memory_parts().ShortDebugString(), "shared_bytes: 2 file_bytes: 3");
  usage.memory_parts->kernel_peak_bytes = 0;
  EXPECT_TRUE(ToProto(usage).memory_parts().has_kernel_peak_bytes());
}

TEST(ConvertTest, TimeEvidence) {
  sandbox::Usage usage;
  usage.time_evidence.voluntary_switches = 0;
  usage.time_evidence.involuntary_switches = 3;
  usage.time_evidence.steal = absl::ZeroDuration();
  usage.cpu_time_uncertainty = absl::Milliseconds(4);
  EXPECT_EQ(ToProto(usage).time_evidence().ShortDebugString(),
            "voluntary_switch_count: 0 involuntary_switch_count: 3 steal { }");
  EXPECT_EQ(ToProto(usage).cpu_time_uncertainty().nanos(), 4'000'000);
  usage.time_evidence = {};
  usage.time_evidence.major_faults = 1;
  usage.time_evidence.run_queue_delay = absl::Nanoseconds(5);
  usage.time_evidence.outer_throttled_time = absl::Seconds(6);
  EXPECT_EQ(
      ToProto(usage).time_evidence().ShortDebugString(),
      "major_fault_count: 1 run_queue_delay { nanos: 5 } outer_throttled_time { seconds: 6 }");
}

TEST(ConvertTest, Durations) {
  for (const absl::Duration value : {absl::ZeroDuration(), absl::Nanoseconds(1), absl::Seconds(3),
                                     absl::Milliseconds(1999) + absl::Nanoseconds(7)}) {
    google::protobuf::Duration proto;
    SetDuration(value, &proto);
    EXPECT_EQ(FromProto(proto), value);
  }
}

TEST(ConvertTest, Limits) {
  sandbox::Limits limits;
  limits.cpu_time = absl::Milliseconds(250);
  limits.task_count = 5;
  const ::sandbox::v1::Limits proto = ToProto(limits);
  EXPECT_EQ(proto.cpu_time().nanos(), 250000000);
  EXPECT_EQ(proto.task_count(), 5);
  EXPECT_EQ(proto.memory_bytes(), limits.memory_bytes);
  EXPECT_FALSE(proto.has_instruction_count());
  limits.instructions = 17;
  EXPECT_EQ(ToProto(limits).instruction_count(), 17);
}

}  // namespace
}  // namespace assay::judge
