#include "tests/faults/tracee.h"

#include <limits.h>
#include <seccomp.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <iterator>
#include <memory>

namespace assay::faults {
namespace {

// Which argument is the path that a call is about, or -1.
int PathArgument(const std::string& name) {
  static constexpr struct {
    const char* name;
    int argument;
  } kPaths[] = {
      {"access", 0},    {"execve", 0},    {"faccessat", 1},  {"faccessat2", 1},   {"fsopen", 0},
      {"mkdir", 0},     {"mkdirat", 1},   {"mknodat", 1},    {"mount", 1},        {"move_mount", 3},
      {"openat", 1},    {"open_tree", 1}, {"readlinkat", 1}, {"memfd_create", 0}, {"rmdir", 0},
      {"symlinkat", 2}, {"umount2", 0},   {"unlinkat", 1},
  };
  for (const auto& [call, argument] : kPaths) {
    if (name == call) return argument;
  }
  return -1;
}

// Whether the first argument is a descriptor, and worth a look.
bool TakesDescriptor(const std::string& name) {
  for (const char* call :
       {"close", "fchdir", "fcntl", "flock", "ftruncate", "getdents64", "ioctl", "lseek", "pread64",
        "read", "recvfrom", "recvmsg", "sendmsg", "write", "fstat", "dup2", "dup3"}) {
    if (name == call) return true;
  }
  return false;
}

// At most PATH_MAX bytes, of which a page may end early.
std::string ReadString(pid_t tid, uint64_t address) {
  std::string text;
  while (text.size() < PATH_MAX) {
    char piece[64];
    // Aligned, so that a read never reaches over the end of a page.
    const size_t want = sizeof piece - address % sizeof piece;
    iovec local = {piece, want};
    iovec remote = {reinterpret_cast<void*>(address), want};
    if (address == 0 || process_vm_readv(tid, &local, 1, &remote, 1, 0) <= 0) return text;
    for (size_t i = 0; i < want; ++i) {
      if (piece[i] == '\0') return text;
      text.push_back(std::isprint(static_cast<unsigned char>(piece[i])) != 0 ? piece[i] : '?');
    }
    address += want;
  }
  return text;
}

std::string DescriptorTarget(pid_t tid, int descriptor) {
  const std::string link = "/proc/" + std::to_string(tid) + "/fd/" + std::to_string(descriptor);
  char target[PATH_MAX];
  const ssize_t size = readlink(link.c_str(), target, sizeof target);
  return size < 0 ? "" : std::string(target, size);
}

}  // namespace

const char* RoleName(Role role) {
  static constexpr const char* kNames[] = {"supervisor", "thread",  "launcher", "builder",
                                           "init",       "program", "other"};
  return kNames[static_cast<int>(role)];
}

Role RoleOfChild(Role parent, int ptrace_event) {
  switch (parent) {
    case Role::kSupervisor:
    case Role::kThread:
      return ptrace_event == PTRACE_EVENT_CLONE ? Role::kThread : Role::kLauncher;
    case Role::kLauncher:
      return ptrace_event == PTRACE_EVENT_VFORK ? Role::kBuilder : Role::kInit;
    case Role::kInit:
      return Role::kProgram;
    default:
      return Role::kOther;
  }
}

std::string CallName(const Call& call) {
  const std::unique_ptr<char, decltype(&std::free)> name(
      seccomp_syscall_resolve_num_arch(SCMP_ARCH_X86_64, call.number), &std::free);
  return name != nullptr ? name.get() : "syscall_" + std::to_string(call.number);
}

std::string Describe(pid_t tid, const Call& call) {
  const std::string name = CallName(call);
  if (const int argument = PathArgument(name); argument >= 0) {
    return ReadString(tid, call.arguments[argument]);
  }
  if (TakesDescriptor(name)) return DescriptorTarget(tid, static_cast<int>(call.arguments[0]));
  return "";
}

}  // namespace assay::faults
