#ifndef ASSAY_SANDBOX_DISK_WORK_DISK_H_
#define ASSAY_SANDBOX_DISK_WORK_DISK_H_

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/disk/disk_image.h"
#include "sandbox/limits.h"
#include "sandbox/run_result.h"

namespace assay::sandbox {

class WorkDiskMaker;

// The file system on a disk that is one jail's work directory: ext4 on a loop device on a file
// without a name. It is gone with its last user, also when this process is killed.
//
// Destruction throws it away: nothing more of it is written, and whoever still reads it meets
// errors, but after Keep(). Not thread-safe.
class WorkDisk {
 public:
  ~WorkDisk();
  WorkDisk(const WorkDisk&) = delete;
  WorkDisk& operator=(const WorkDisk&) = delete;

  // A mount of it, nosuid and nodev, that is attached nowhere: for move_mount(2).
  int mount() const { return mount_.get(); }
  // The mount's descriptor is needed no more.
  void ForgetMount() { mount_.Reset(); }

  // "MAJOR:MINOR", as control groups name devices.
  const std::string& device() const { return device_; }

  // What was done so far is no part of the bill. `rates`: with which the device is held back, from
  // now on. Bounds what may wait in memory to be written, so that a program that writes is held
  // back to the disk's pace while it writes.
  absl::Status StartCounting(const DiskRates& rates);

  // Since StartCounting().
  absl::StatusOr<DiskUsage> ReadUsage() const;

  // Others have descriptors of its files, and read on.
  void Keep() { keep_ = true; }

 private:
  friend class WorkDiskMaker;
  WorkDisk(WorkDiskMaker* maker, int number) : maker_(maker), number_(number) {}
  absl::StatusOr<DiskUsage> ReadCounters() const;

  WorkDiskMaker* const maker_;
  const int number_;
  std::string device_;
  UniqueFd mount_;
  // The root directory, open for the kernel's ioctl that shuts a file system down.
  UniqueFd root_;
  DiskUsage baseline_;
  bool keep_ = false;
};

// Makes work directories on disk. Thread-safe. Every WorkDisk is destroyed before it.
class WorkDiskMaker {
 public:
  // The files are in `directory`, which must not be in memory.
  explicit WorkDiskMaker(std::string directory) : directory_(std::move(directory)) {}
  ~WorkDiskMaker();

  // An empty one, whose root directory belongs to the host's user and group `owner`.
  // FAILED_PRECONDITION names what the host lacks and the fix; RESOURCE_EXHAUSTED when the disk has
  // no room.
  absl::StatusOr<std::unique_ptr<WorkDisk>> Make(DiskSize size, uint32_t owner);

 private:
  friend class WorkDisk;
  struct Image {
    DiskSize size;
    std::shared_ptr<const UniqueFd> file;
  };

  // An image to copy, made once for each size.
  absl::StatusOr<std::shared_ptr<const UniqueFd>> FindImage(DiskSize size);
  // Removes the device `number` once nobody has a file of it open.
  void Retire(int number);
  void RemoveRetired() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string directory_;
  absl::Mutex mutex_;
  // Before the first one devices of crashed predecessors are removed.
  bool swept_ ABSL_GUARDED_BY(mutex_) = false;
  // The most recently used first.
  std::list<Image> images_ ABSL_GUARDED_BY(mutex_);
  // Numbers of devices that are still in use.
  std::vector<int> retired_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_DISK_WORK_DISK_H_
