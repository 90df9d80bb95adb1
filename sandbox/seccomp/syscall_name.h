#ifndef ASSAY_SANDBOX_SECCOMP_SYSCALL_NAME_H_
#define ASSAY_SANDBOX_SECCOMP_SYSCALL_NAME_H_

#include <cstdint>
#include <string>

namespace assay::sandbox {

// The name of a system call as struct seccomp_data tells it: "socket"; "i386:execve" and
// "x32:socket" for the foreign calling conventions of x86-64; "syscall 9999" for a number without a
// name; "arch 0x40000028:syscall 11" for another machine's. Thread-safe.
std::string SyscallName(uint32_t audit_arch, int number);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_SECCOMP_SYSCALL_NAME_H_
