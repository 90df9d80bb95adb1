#include "judge/evaluate/convert.h"

#include <variant>

#include "absl/time/time.h"
#include "judge/evaluate/verdict.h"

namespace assay::judge {
namespace {

::sandbox::v1::LimitExceeded::Limit ToProto(sandbox::Limit limit) {
  switch (limit) {
    case sandbox::Limit::kCpuTime:
      return ::sandbox::v1::LimitExceeded::LIMIT_CPU_TIME;
    case sandbox::Limit::kWallTime:
      return ::sandbox::v1::LimitExceeded::LIMIT_WALL_TIME;
    case sandbox::Limit::kMemory:
      return ::sandbox::v1::LimitExceeded::LIMIT_MEMORY;
    case sandbox::Limit::kOutput:
      return ::sandbox::v1::LimitExceeded::LIMIT_OUTPUT;
    case sandbox::Limit::kFileSize:
      return ::sandbox::v1::LimitExceeded::LIMIT_FILE_SIZE;
    case sandbox::Limit::kInstructions:
      return ::sandbox::v1::LimitExceeded::LIMIT_INSTRUCTIONS;
  }
  return ::sandbox::v1::LimitExceeded::LIMIT_UNSPECIFIED;
}

::sandbox::v1::TimeEvidence ToProto(const sandbox::TimeEvidence& evidence) {
  ::sandbox::v1::TimeEvidence proto;
  if (evidence.voluntary_switches.has_value()) {
    proto.set_voluntary_switch_count(*evidence.voluntary_switches);
  }
  if (evidence.involuntary_switches.has_value()) {
    proto.set_involuntary_switch_count(*evidence.involuntary_switches);
  }
  if (evidence.major_faults.has_value()) proto.set_major_fault_count(*evidence.major_faults);
  if (evidence.run_queue_delay.has_value()) {
    SetDuration(*evidence.run_queue_delay, proto.mutable_run_queue_delay());
  }
  if (evidence.steal.has_value()) SetDuration(*evidence.steal, proto.mutable_steal());
  if (evidence.outer_throttled_time.has_value()) {
    SetDuration(*evidence.outer_throttled_time, proto.mutable_outer_throttled_time());
  }
  return proto;
}

}  // namespace

void SetDuration(absl::Duration value, google::protobuf::Duration* duration) {
  duration->set_seconds(absl::IDivDuration(value, absl::Seconds(1), &value));
  duration->set_nanos(static_cast<int>(absl::IDivDuration(value, absl::Nanoseconds(1), &value)));
}

absl::Duration FromProto(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

::sandbox::v1::Limits ToProto(const sandbox::Limits& limits) {
  ::sandbox::v1::Limits proto;
  SetDuration(limits.cpu_time, proto.mutable_cpu_time());
  SetDuration(limits.wall_time, proto.mutable_wall_time());
  proto.set_memory_bytes(limits.memory_bytes);
  proto.set_output_bytes(limits.output_bytes);
  proto.set_file_size_bytes(limits.file_size_bytes);
  proto.set_stack_bytes(limits.stack_bytes);
  proto.set_task_count(limits.task_count);
  if (limits.instructions.has_value()) proto.set_instruction_count(*limits.instructions);
  const sandbox::DiskRates& disk = limits.disk_rates;
  if (disk.read_bytes.has_value()) proto.set_disk_read_bytes_per_second(*disk.read_bytes);
  if (disk.write_bytes.has_value()) proto.set_disk_write_bytes_per_second(*disk.write_bytes);
  if (disk.read_operations.has_value()) {
    proto.set_disk_read_operations_per_second(*disk.read_operations);
  }
  if (disk.write_operations.has_value()) {
    proto.set_disk_write_operations_per_second(*disk.write_operations);
  }
  return proto;
}

::sandbox::v1::Usage ToProto(const sandbox::Usage& usage) {
  ::sandbox::v1::Usage proto;
  SetDuration(usage.user_time, proto.mutable_user_time());
  SetDuration(usage.system_time, proto.mutable_system_time());
  SetDuration(usage.wall_time, proto.mutable_wall_time());
  proto.set_peak_memory_bytes(usage.peak_memory_bytes);
  if (usage.peak_tasks.has_value()) proto.set_peak_task_count(static_cast<int>(*usage.peak_tasks));
  proto.set_oom_kill_count(usage.oom_kills);
  SetDuration(usage.throttled_time, proto.mutable_throttled_time());
  proto.set_output_bytes(usage.output_bytes);
  *proto.mutable_time_evidence() = ToProto(usage.time_evidence);
  SetDuration(usage.cpu_time_uncertainty, proto.mutable_cpu_time_uncertainty());
  if (usage.instructions.has_value()) proto.set_instruction_count(*usage.instructions);
  if (usage.memory_parts.has_value()) {
    const sandbox::MemoryParts& parts = *usage.memory_parts;
    ::sandbox::v1::MemoryParts* memory = proto.mutable_memory_parts();
    if (parts.kernel_peak_bytes.has_value()) {
      memory->set_kernel_peak_bytes(*parts.kernel_peak_bytes);
    }
    memory->set_shared_bytes(parts.shared_bytes);
    memory->set_file_bytes(parts.file_bytes);
  }
  if (usage.disk.has_value()) {
    ::sandbox::v1::DiskUsage* disk = proto.mutable_disk();
    disk->set_read_bytes(usage.disk->read_bytes);
    disk->set_write_bytes(usage.disk->write_bytes);
    disk->set_read_operation_count(usage.disk->read_operations);
    disk->set_write_operation_count(usage.disk->write_operations);
  }
  if (usage.network.has_value()) {
    proto.mutable_network()->set_sent_bytes(usage.network->sent_bytes);
    proto.mutable_network()->set_received_bytes(usage.network->received_bytes);
  }
  return proto;
}

::sandbox::v1::Outcome ToProto(const sandbox::Outcome& outcome) {
  ::sandbox::v1::Outcome proto;
  if (const auto* exited = std::get_if<sandbox::Exited>(&outcome)) {
    proto.mutable_exited()->set_exit_code(exited->exit_code);
  } else if (const auto* signaled = std::get_if<sandbox::Signaled>(&outcome)) {
    proto.mutable_signaled()->set_signal(signaled->signal);
    proto.mutable_signaled()->set_name(SignalName(signaled->signal));
  } else if (const auto* exceeded = std::get_if<sandbox::LimitExceeded>(&outcome)) {
    proto.mutable_limit_exceeded()->set_limit(ToProto(exceeded->limit));
  } else if (const auto* denied = std::get_if<sandbox::SyscallDenied>(&outcome)) {
    proto.mutable_syscall_denied()->set_name(denied->name);
    for (const uint64_t argument : denied->args) {
      proto.mutable_syscall_denied()->add_arguments(static_cast<int64_t>(argument));
    }
  } else if (std::holds_alternative<sandbox::Stopped>(outcome)) {
    proto.mutable_stopped();
  }
  return proto;
}

}  // namespace assay::judge
