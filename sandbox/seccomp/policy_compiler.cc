#include "sandbox/seccomp/policy_compiler.h"

#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <type_traits>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::sandbox {
namespace {

using Context = std::unique_ptr<std::remove_pointer_t<scmp_filter_ctx>, decltype(&seccomp_release)>;

// libseccomp answers with a negative errno.
absl::Status SeccompStatus(int result, absl::string_view operation) {
  if (result >= 0) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("libseccomp: ", operation, ": [", ErrnoName(-result), "]"));
}

scmp_arg_cmp Comparison(const ArgumentCondition& condition) {
  const auto index = static_cast<unsigned>(condition.index);
  switch (condition.op) {
    case ArgumentCondition::Operator::kEqual:
      return {index, SCMP_CMP_EQ, condition.value, 0};
    case ArgumentCondition::Operator::kNotEqual:
      return {index, SCMP_CMP_NE, condition.value, 0};
    case ArgumentCondition::Operator::kMaskedEqual:
      return {index, SCMP_CMP_MASKED_EQ, condition.mask, condition.value};
  }
  return {};
}

absl::Status AddRule(scmp_filter_ctx context, const SyscallRule& rule) {
  std::vector<scmp_arg_cmp> comparisons;
  for (const ArgumentCondition& condition : rule.conditions) {
    comparisons.push_back(Comparison(condition));
  }
  const uint32_t action =
      rule.error_number == 0 ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(rule.error_number);
  return SeccompStatus(seccomp_rule_add_exact_array(context, action, rule.number,
                                                    comparisons.size(), comparisons.data()),
                       rule.name);
}

absl::StatusOr<std::vector<sock_filter>> Export(scmp_filter_ctx context) {
  // libseccomp 2.5 writes to a descriptor only.
  const UniqueFd fd(memfd_create("seccomp", MFD_CLOEXEC));
  if (!fd.valid()) return ErrnoStatus(errno, "memfd_create");
  ASSAY_RETURN_IF_ERROR(SeccompStatus(seccomp_export_bpf(context, fd.get()), "export"));
  if (lseek(fd.get(), 0, SEEK_SET) != 0) return ErrnoStatus(errno, "lseek");
  ASSAY_ASSIGN_OR_RETURN(
      const std::string bytes,
      ReadDescriptor(fd.get(), BPF_MAXINSNS * sizeof(sock_filter), "seccomp filter"));
  if (bytes.empty() || bytes.size() % sizeof(sock_filter) != 0) {
    return absl::InternalError("libseccomp: exported a cut-off filter");
  }
  std::vector<sock_filter> program(bytes.size() / sizeof(sock_filter));
  std::memcpy(program.data(), bytes.data(), bytes.size());
  return program;
}

absl::StatusOr<std::vector<sock_filter>> CompileRules(const PolicyRules& policy) {
  const Context context(seccomp_init(SCMP_ACT_NOTIFY), &seccomp_release);
  if (context == nullptr) return absl::InternalError("libseccomp: init failed");
  // A context starts with the architecture that libseccomp was built for, and with no other.
  if (seccomp_arch_native() != SCMP_ARCH_X86_64) {
    return absl::FailedPreconditionError("seccomp policies are for x86-64 only");
  }
  // x32 calls have the architecture of x86-64 and bit 30 in their number; libseccomp sends them
  // where foreign architectures go.
  ASSAY_RETURN_IF_ERROR(
      SeccompStatus(seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_NOTIFY),
                    "bad arch action"));
  // A binary tree in place of a chain: the kernel runs the filter for each call of the program.
  ASSAY_RETURN_IF_ERROR(
      SeccompStatus(seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2), "optimize"));
  for (const SyscallRule& rule : policy.rules) {
    ASSAY_RETURN_IF_ERROR(AddRule(context.get(), rule));
  }
  return Export(context.get());
}

// io_uring makes sockets too.
constexpr int kSocketCalls[] = {SYS_socket, SYS_socketpair, SYS_io_uring_setup};
constexpr int kIpcCalls[] = {SYS_shmget,    SYS_shmat,        SYS_shmctl,       SYS_shmdt,
                             SYS_semget,    SYS_semop,        SYS_semtimedop,   SYS_semctl,
                             SYS_msgget,    SYS_msgsnd,       SYS_msgrcv,       SYS_msgctl,
                             SYS_mq_open,   SYS_mq_unlink,    SYS_mq_timedsend, SYS_mq_timedreceive,
                             SYS_mq_notify, SYS_mq_getsetattr};

// Whether one of `calls` is ever executed.
bool LetsAny(const PolicyRules& policy, absl::Span<const int> calls) {
  return absl::c_any_of(policy.rules, [calls](const SyscallRule& rule) {
    return rule.error_number == 0 && absl::c_linear_search(calls, rule.number);
  });
}

}  // namespace

absl::StatusOr<SeccompFilter> CompilePolicy(absl::string_view name, const PolicyTexts& texts) {
  ASSAY_ASSIGN_OR_RETURN(const PolicyRules policy, LoadPolicy(name, texts));
  absl::StatusOr<std::vector<sock_filter>> program = CompileRules(policy);
  if (!program.ok()) {
    return Annotate(program.status(), absl::StrCat("seccomp policy \"", name, "\""));
  }
  return SeccompFilter{policy.name, *std::move(program), LetsAny(policy, kSocketCalls),
                       LetsAny(policy, kIpcCalls)};
}

}  // namespace assay::sandbox
