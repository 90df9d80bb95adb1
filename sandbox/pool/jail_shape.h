#ifndef ASSAY_SANDBOX_POOL_JAIL_SHAPE_H_
#define ASSAY_SANDBOX_POOL_JAIL_SHAPE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "sandbox/network/network.h"
#include "sandbox/root_filesystem.h"
#include "sandbox/seccomp/filter.h"

namespace assay::sandbox {

// All that a jail is before it is told what to run. Runs of equal shape can use each other's ready
// jails.
struct JailShape {
  RootFilesystem root;
  // Compared by address.
  std::shared_ptr<const SeccompFilter> seccomp;
  int64_t memory_bytes = 0;
  int64_t task_count = 0;
  int64_t file_size_bytes = 0;
  int64_t stack_bytes = 0;
  int64_t open_files = 0;
  int64_t work_bytes = 0;
  int64_t work_inodes = 0;
  // In the kernel's list format.
  std::string cpus;
  bool keep_work_directory = false;
  // Of one run; null: none.
  std::shared_ptr<Network> network;
  bool work_on_disk = false;
  // Whether the disk can be held back, at whatever rates.
  bool limit_disk = false;

  friend bool operator==(const JailShape&, const JailShape&) = default;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_POOL_JAIL_SHAPE_H_
