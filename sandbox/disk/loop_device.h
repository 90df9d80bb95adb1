#ifndef ASSAY_SANDBOX_DISK_LOOP_DEVICE_H_
#define ASSAY_SANDBOX_DISK_LOOP_DEVICE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sandbox/base/unique_fd.h"

// Loop devices (loop(4)): block devices made of files. Ours have numbers of their own, far above
// those that the kernel gives out by itself, so that nobody takes one of them for his.

namespace assay::sandbox {

struct LoopDevice {
  int number = -1;
  // While it is open, or mounted, the device has its file; with the last use it loses it.
  UniqueFd fd;

  // "/dev/loop65536".
  std::string path() const;
};

// A new device over `file`, past the page cache where the file's own file system can do that.
// FAILED_PRECONDITION when the kernel has no loop devices, or /dev does not show new ones.
absl::StatusOr<LoopDevice> MakeLoopDevice(int file);

// Removes a device that has lost its file. FAILED_PRECONDITION while it has one.
absl::Status RemoveLoopDevice(int number);

// Removes those of our devices that have lost their files, whoever made them.
void RemoveUnusedLoopDevices();

// A file of the device `number` in /sys/block, such as "stat".
std::string LoopDeviceFile(int number, const std::string& file);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_DISK_LOOP_DEVICE_H_
