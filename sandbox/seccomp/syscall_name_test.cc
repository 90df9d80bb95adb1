#include "sandbox/seccomp/syscall_name.h"

#include <gtest/gtest.h>
#include <limits.h>
#include <linux/audit.h>

namespace assay::sandbox {
namespace {

TEST(SyscallNameTest, NamesEachArchitecture) {
  const struct {
    uint32_t arch;
    int number;
    const char* expected;
  } cases[] = {
      {AUDIT_ARCH_X86_64, 0, "read"},
      {AUDIT_ARCH_X86_64, 41, "socket"},
      {AUDIT_ARCH_X86_64, 435, "clone3"},
      {AUDIT_ARCH_X86_64, 9999, "syscall 9999"},
      {AUDIT_ARCH_X86_64, 520, "syscall 520"},
      {AUDIT_ARCH_X86_64, -1, "syscall -1"},
      {AUDIT_ARCH_X86_64, -10073, "syscall -10073"},
      {AUDIT_ARCH_X86_64, INT_MIN, "syscall -2147483648"},
      {AUDIT_ARCH_X86_64, 0x40000000 | 41, "x32:socket"},
      {AUDIT_ARCH_X86_64, 0x40000000 | 520, "x32:execve"},
      {AUDIT_ARCH_X86_64, INT_MAX, "x32:syscall 2147483647"},
      {AUDIT_ARCH_I386, 11, "i386:execve"},
      {AUDIT_ARCH_I386, 9999, "i386:syscall 9999"},
      {AUDIT_ARCH_I386, -1, "i386:syscall -1"},
      {AUDIT_ARCH_ARM, 11, "arch 0x40000028:syscall 11"},
      {0, 0, "arch 0:syscall 0"},
  };
  for (const auto& c : cases) EXPECT_EQ(SyscallName(c.arch, c.number), c.expected);
}

}  // namespace
}  // namespace assay::sandbox
