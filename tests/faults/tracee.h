#ifndef ASSAY_TESTS_FAULTS_TRACEE_H_
#define ASSAY_TESTS_FAULTS_TRACEE_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace assay::faults {

// What a process is to a run, by who started it and how.
enum class Role {
  // The command's main thread.
  kSupervisor,
  // Its other threads.
  kThread,
  // What the supervisor spawns, from before its exec.
  kLauncher,
  // The launcher's child that builds a root.
  kBuilder,
  kInit,
  // Init's child until it executes the program.
  kProgram,
  // What a run is about, and its children: never touched.
  kOther,
};

const char* RoleName(Role role);

// The role of a child or thread that `parent` made, as PTRACE_EVENT_CLONE, _FORK or _VFORK tells.
Role RoleOfChild(Role parent, int ptrace_event);

// A system call that a traced thread stands before.
struct Call {
  int number;
  uint64_t arguments[6];
};

// The call's name, as "openat".
std::string CallName(const Call& call);

// What the call is about, for people and for a test to choose by: the path that it is given, or
// what its first descriptor refers to; empty for most. On one line.
std::string Describe(pid_t tid, const Call& call);

}  // namespace assay::faults

#endif  // ASSAY_TESTS_FAULTS_TRACEE_H_
