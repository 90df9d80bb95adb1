#ifndef ASSAY_SANDBOX_LAUNCHER_JAIL_PROCESS_H_
#define ASSAY_SANDBOX_LAUNCHER_JAIL_PROCESS_H_

#include <atomic>
#include <cstdint>

#include "sandbox/launcher/protocol.h"
#include "sandbox/launcher/template.h"

namespace assay::sandbox::launcher {

// How far the id maps of a jail are, a futex.
enum class IdMaps : uint32_t { kMissing, kAwaited, kWritten, kFailed };

// The memory of one jail's two processes until the program's exec. A slot serves one jail at a
// time; the supervisor hands out a slot again only when its jail's init is dead.
struct JailSlot {
  // Written before the clone.
  MakeJailRequest request;
  const JailTemplate* jail_template;
  // Whether the launcher is in a user namespace of an ordinary user.
  bool rootless;
  // See LandlockVersion().
  long landlock_version;
  int control;
  // -1: a tmpfs.
  int work_mount;
  int cgroup_descriptors[kMaxCgroupDescriptors];
  int cgroup_count;
  std::atomic<IdMaps> id_maps;
  int64_t exec_time_ns;
  // Of the program's process while the jail was made: no part of the run's.
  TaskCounts counts_before_exec;

  alignas(16) char init_stack[8192];
  alignas(16) char program_stack[16384];
  char run_request[kMaxRunRequestBytes];
  char* run_strings[kMaxRunStrings + 2];
};

// Starts `slot`'s jail: one clone3 with all its namespaces, from the launcher's present mount
// namespace, and in its present network namespace where the jail is to have one that was made.
// Returns init's host pid and stores its pidfd, or returns -errno.
long StartJail(JailSlot* slot, int* pidfd);

}  // namespace assay::sandbox::launcher

#endif  // ASSAY_SANDBOX_LAUNCHER_JAIL_PROCESS_H_
