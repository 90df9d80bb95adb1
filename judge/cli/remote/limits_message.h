#ifndef ASSAY_JUDGE_CLI_REMOTE_LIMITS_MESSAGE_H_
#define ASSAY_JUDGE_CLI_REMOTE_LIMITS_MESSAGE_H_

#include "judge/base/duration_proto.h"
#include "judge/evaluate/plan_limits.h"

namespace assay::judge {

// Sets what is given in a judge.v1.LimitOverrides or a sandbox.v1.RunLimits.
template <typename Message>
void SetLimits(const LimitOverrides& given, Message* message) {
  if (given.cpu_time.has_value()) *message->mutable_cpu_time() = ToDurationProto(*given.cpu_time);
  if (given.wall_time.has_value()) {
    *message->mutable_wall_time() = ToDurationProto(*given.wall_time);
  }
  if (given.memory_bytes.has_value()) message->set_memory_bytes(*given.memory_bytes);
  if (given.output_bytes.has_value()) message->set_output_bytes(*given.output_bytes);
  if (given.task_count.has_value()) message->set_task_count(*given.task_count);
  if (given.instructions.has_value()) message->set_instruction_count(*given.instructions);
}

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_REMOTE_LIMITS_MESSAGE_H_
