#include "sandbox/seccomp/syscall_name.h"

#include <linux/audit.h>
#include <seccomp.h>

#include <cstdlib>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace assay::sandbox {
namespace {

// __X32_SYSCALL_BIT of the kernel's asm/unistd.h.
constexpr int kX32Bit = 0x40000000;

std::string NameOrNumber(uint32_t libseccomp_arch, int number) {
  // libseccomp uses negative numbers for calls that an architecture lacks; no program makes those.
  if (number >= 0) {
    const std::unique_ptr<char, decltype(&std::free)> name(
        seccomp_syscall_resolve_num_arch(libseccomp_arch, number), &std::free);
    if (name != nullptr) return name.get();
  }
  return absl::StrCat("syscall ", number);
}

}  // namespace

std::string SyscallName(uint32_t audit_arch, int number) {
  switch (audit_arch) {
    case AUDIT_ARCH_X86_64:
      if (number >= 0 && (number & kX32Bit) != 0) {
        return absl::StrCat("x32:", NameOrNumber(SCMP_ARCH_X32, number));
      }
      return NameOrNumber(SCMP_ARCH_X86_64, number);
    case AUDIT_ARCH_I386:
      return absl::StrCat("i386:", NameOrNumber(SCMP_ARCH_X86, number));
    default:
      return absl::StrFormat("arch %#x:syscall %d", audit_arch, number);
  }
}

}  // namespace assay::sandbox
