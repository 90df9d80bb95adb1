#include "sandbox/disk/work_disk.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/cgroup/control_directory.h"
#include "sandbox/disk/disk_stat.h"
#include "sandbox/disk/loop_device.h"

namespace assay::sandbox {
namespace {

// EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: what is not written yet is dropped.
constexpr unsigned long kShutDown = 0x8004587D;
constexpr uint32_t kDropUnwritten = 2;

// What may wait in memory to be written: an eighth of a second's worth, within these bounds.
constexpr int64_t kLeastUnwrittenBytes = kMebibyte;
constexpr int64_t kMostUnwrittenBytes = 64 * kMebibyte;

absl::StatusOr<UniqueFd> MountExt4(const std::string& device) {
  const UniqueFd context(static_cast<int>(syscall(SYS_fsopen, "ext4", FSOPEN_CLOEXEC)));
  if (!context.valid() && errno != ENODEV) return ErrnoStatus(errno, "fsopen ext4");
  if (!context.valid()) {
    return absl::FailedPreconditionError(
        absl::StrCat("no ext4, which work directories on disk are made with: ", ErrnoName(errno),
                     "; load the kernel's module ext4"));
  }
  // A barrier would have the host's disk write its caches for the sake of a file that nobody sees
  // again; the tables need not be zeroed by a thread of the kernel's.
  const struct {
    unsigned command;
    const char* key;
    const char* value;
  } kOptions[] = {{FSCONFIG_SET_STRING, "source", device.c_str()},
                  {FSCONFIG_SET_FLAG, "nobarrier", nullptr},
                  {FSCONFIG_SET_FLAG, "noinit_itable", nullptr},
                  {FSCONFIG_CMD_CREATE, nullptr, nullptr}};
  for (const auto& option : kOptions) {
    if (syscall(SYS_fsconfig, context.get(), option.command, option.key, option.value, 0) != 0) {
      return ErrnoStatus(errno, absl::StrCat("mount ", device));
    }
  }
  UniqueFd mount(
      static_cast<int>(syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC,
                               MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOATIME)));
  if (!mount.valid()) return ErrnoStatus(errno, absl::StrCat("fsmount ", device));
  return mount;
}

// An empty directory of the owner's, with the room that was asked for.
absl::Status PrepareRoot(int root, DiskSize size, uint32_t owner) {
  if (unlinkat(root, "lost+found", AT_REMOVEDIR) != 0) {
    return ErrnoStatus(errno, "remove lost+found of a work directory");
  }
  if (fchown(root, owner, owner) != 0 || fchmod(root, 0700) != 0) {
    return ErrnoStatus(errno, "give a work directory to its jail");
  }
  struct statfs room;
  if (fstatfs(root, &room) != 0) return ErrnoStatus(errno, "statfs of a work directory");
  if (static_cast<int64_t>(room.f_bavail) * room.f_bsize < size.bytes ||
      static_cast<int64_t>(room.f_ffree) < size.inodes) {
    return absl::InternalError(absl::StrCat("a work directory has room for ",
                                            room.f_bavail * room.f_bsize, " bytes and ",
                                            room.f_ffree, " files only"));
  }
  return absl::OkStatus();
}

// Linux 6.2 and later; before, the kernel bounds it by the memory of the run's control group, on
// version 2.
void BoundUnwritten(int number, const DiskRates& rates) {
  const int64_t wanted = rates.write_bytes.value_or(8 * kMostUnwrittenBytes) / 8;
  const int64_t bytes = std::clamp(wanted, kLeastUnwrittenBytes, kMostUnwrittenBytes);
  WriteControlFile(LoopDeviceFile(number, "bdi/strict_limit"), "1").IgnoreError();
  WriteControlFile(LoopDeviceFile(number, "bdi/max_bytes"), absl::StrCat(bytes)).IgnoreError();
}

}  // namespace

absl::Status WorkDisk::StartCounting(const DiskRates& rates) {
  BoundUnwritten(number_, rates);
  // What the supervisor and the kernel wrote in there is written now, before anything is held back.
  if (syncfs(root_.get()) != 0) return ErrnoStatus(errno, "sync a work directory");
  ASSAY_ASSIGN_OR_RETURN(baseline_, ReadCounters());
  return absl::OkStatus();
}

absl::StatusOr<DiskUsage> WorkDisk::ReadUsage() const {
  ASSAY_ASSIGN_OR_RETURN(const DiskUsage now, ReadCounters());
  return now - baseline_;
}

absl::StatusOr<DiskUsage> WorkDisk::ReadCounters() const {
  constexpr int64_t kMaxBytes = 4096;
  ASSAY_ASSIGN_OR_RETURN(const std::string text,
                         ReadFile(LoopDeviceFile(number_, "stat"), kMaxBytes));
  return ParseDiskStat(text);
}

WorkDisk::~WorkDisk() {
  if (root_.valid() && !keep_) ioctl(root_.get(), kShutDown, &kDropUnwritten);
  mount_.Reset();
  root_.Reset();
  maker_->Retire(number_);
}

WorkDiskMaker::~WorkDiskMaker() {
  // The kernel lets go of a device shortly after its last user; one that somebody else reads is
  // removed by the next start.
  constexpr int kAttempts = 50;
  constexpr absl::Duration kPause = absl::Milliseconds(10);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    {
      const absl::MutexLock lock(&mutex_);
      RemoveRetired();
      if (retired_.empty()) return;
    }
    absl::SleepFor(kPause);
  }
}

absl::StatusOr<std::shared_ptr<const UniqueFd>> WorkDiskMaker::FindImage(DiskSize size) {
  constexpr size_t kMaxImages = 16;
  // Held while an image is made, so that it is made once.
  const absl::MutexLock lock(&mutex_);
  if (!swept_) {
    ASSAY_RETURN_IF_ERROR(CheckDiskDirectory(directory_));
    RemoveUnusedLoopDevices();
    swept_ = true;
  }
  RemoveRetired();
  const auto found = std::find_if(images_.begin(), images_.end(),
                                  [&](const Image& image) { return image.size == size; });
  if (found != images_.end()) {
    images_.splice(images_.begin(), images_, found);
  } else {
    ASSAY_ASSIGN_OR_RETURN(UniqueFd file, MakeDiskImage(directory_, size));
    if (images_.size() == kMaxImages) images_.pop_back();
    images_.push_front({size, std::make_shared<const UniqueFd>(std::move(file))});
  }
  return images_.front().file;
}

absl::StatusOr<std::unique_ptr<WorkDisk>> WorkDiskMaker::Make(DiskSize size, uint32_t owner) {
  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<const UniqueFd> image, FindImage(size));
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd file, CopyDiskImage(directory_, image->get()));
  ASSAY_ASSIGN_OR_RETURN(const LoopDevice device, MakeLoopDevice(file.get()));
  std::unique_ptr<WorkDisk> disk(new WorkDisk(this, device.number));
  ASSAY_ASSIGN_OR_RETURN(const std::string numbers,
                         ReadFile(LoopDeviceFile(device.number, "dev"), 64));
  disk->device_ = std::string(absl::StripSuffix(numbers, "\n"));
  ASSAY_ASSIGN_OR_RETURN(disk->mount_, MountExt4(device.path()));
  ASSAY_ASSIGN_OR_RETURN(disk->root_, OpenFileAt(disk->mount_.get(), ".", O_RDONLY | O_DIRECTORY));
  ASSAY_RETURN_IF_ERROR(PrepareRoot(disk->root_.get(), size, owner));
  return disk;
}

void WorkDiskMaker::Retire(int number) {
  const absl::MutexLock lock(&mutex_);
  retired_.push_back(number);
  RemoveRetired();
}

void WorkDiskMaker::RemoveRetired() {
  std::erase_if(retired_, [](int number) { return RemoveLoopDevice(number).ok(); });
}

}  // namespace assay::sandbox
