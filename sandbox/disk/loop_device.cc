#include "sandbox/disk/loop_device.h"

#include <fcntl.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <random>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::sandbox {
namespace {

constexpr int kFirstNumber = 1 << 16;
// Minor numbers have 20 bits.
constexpr int kLastNumber = (1 << 20) - 1;

absl::StatusOr<UniqueFd> OpenControl() {
  absl::StatusOr<UniqueFd> control = OpenFile("/dev/loop-control", O_RDWR);
  // Other errors are no sign of a kernel without them.
  if (!absl::IsNotFound(control.status())) return control;
  return absl::FailedPreconditionError(
      absl::StrCat("no loop devices (", absl::string_view(control.status().message()),
                   "): load the kernel's module loop, and show /dev/loop-control"));
}

int RandomNumber() {
  thread_local std::minstd_rand random{std::random_device()()};
  return std::uniform_int_distribution<int>(kFirstNumber, kLastNumber)(random);
}

}  // namespace

std::string LoopDevice::path() const { return absl::StrCat("/dev/loop", number); }

absl::StatusOr<LoopDevice> MakeLoopDevice(int file) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd control, OpenControl());
  // Another process may take the number, or remove the device while it has no file.
  constexpr int kAttempts = 32;
  int error = 0;
  std::string path;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    LoopDevice device;
    device.number = ioctl(control.get(), LOOP_CTL_ADD, RandomNumber());
    if (device.number < 0) {
      error = errno;
      if (error == EEXIST) continue;
      return ErrnoStatus(error, "LOOP_CTL_ADD");
    }
    path = device.path();
    device.fd = UniqueFd(open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (!device.fd.valid()) {
      error = errno;
      ioctl(control.get(), LOOP_CTL_REMOVE, device.number);
      continue;
    }
    loop_config config;
    std::memset(&config, 0, sizeof config);
    config.fd = static_cast<uint32_t>(file);
    config.info.lo_flags = LO_FLAGS_AUTOCLEAR | LO_FLAGS_DIRECT_IO;
    if (ioctl(device.fd.get(), LOOP_CONFIGURE, &config) == 0) return device;
    error = errno;
    device.fd.Reset();
    ioctl(control.get(), LOOP_CTL_REMOVE, device.number);
    if (error != ENXIO && error != EBUSY) return ErrnoStatus(error, "LOOP_CONFIGURE " + path);
  }
  if (error == ENOENT) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " does not appear: mount devtmpfs at /dev"));
  }
  return ErrnoStatus(error, absl::StrCat("open ", path));
}

absl::Status RemoveLoopDevice(int number) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd control, OpenControl());
  if (ioctl(control.get(), LOOP_CTL_REMOVE, number) >= 0 || errno == ENODEV) {
    return absl::OkStatus();
  }
  if (errno == EBUSY) {
    return absl::FailedPreconditionError(absl::StrCat("/dev/loop", number, " is in use"));
  }
  return ErrnoStatus(errno, absl::StrCat("LOOP_CTL_REMOVE ", number));
}

void RemoveUnusedLoopDevices() {
  std::error_code error;
  for (std::filesystem::directory_iterator it("/sys/block", error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename();
    absl::string_view digits = name;
    int number = 0;
    if (!absl::ConsumePrefix(&digits, "loop") || !absl::SimpleAtoi(digits, &number)) continue;
    if (number < kFirstNumber) continue;
    if (access(LoopDeviceFile(number, "loop/backing_file").c_str(), F_OK) == 0) continue;
    RemoveLoopDevice(number).IgnoreError();
  }
}

std::string LoopDeviceFile(int number, const std::string& file) {
  return absl::StrCat("/sys/block/loop", number, "/", file);
}

}  // namespace assay::sandbox
