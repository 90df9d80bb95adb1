#include "judge/cli/disk_flags.h"

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "judge/cli/units.h"

namespace assay::judge {
namespace {

constexpr char kGroup[] = "Work directory";

// "20MB", or "20MB/s".
absl::StatusOr<int64_t> ParseRate(absl::string_view text) {
  return ParseSize(absl::StripSuffix(text, "/s"));
}

void AddNumber(CLI::App* command, const std::string& flag, const std::string& help,
               const std::string& type, std::optional<int64_t>* target,
               absl::StatusOr<int64_t> (*parse)(absl::string_view)) {
  command
      ->add_option_function<std::string>(
          flag,
          [=](const std::string& text) {
            const absl::StatusOr<int64_t> value = parse(text);
            if (!value.ok()) {
              throw CLI::ValidationError(flag, std::string(value.status().message()));
            }
            *target = *value;
          },
          help)
      ->type_name(type)
      ->group(kGroup);
}

}  // namespace

void DiskFlags::Apply(sandbox::RunSpec* spec) const {
  spec->work_on_disk = work_on_disk;
  sandbox::Limits& limits = spec->limits;
  limits.work_bytes = work_bytes.value_or(limits.work_bytes);
  limits.work_inodes = work_inodes.value_or(limits.work_inodes);
  limits.disk_rates = rates;
  // On disk a file may be larger than the memory.
  if (work_on_disk && work_bytes.has_value()) limits.file_size_bytes = *work_bytes;
}

void AddDiskFlags(CLI::App* command, DiskFlags* flags, std::string* directory) {
  command
      ->add_flag("--work-disk", flags->work_on_disk,
                 "/work is on a disk, of its own size, and not in memory; needs root")
      ->group(kGroup);
  AddNumber(command, "--work-size", "Room in /work; as much as the memory when not given", "256MiB",
            &flags->work_bytes, ParseSize);
  AddNumber(command, "--work-files", "Files and folders in /work", "4096", &flags->work_inodes,
            ParseQuantity);
  AddNumber(command, "--disk-read-rate", "Reads from the disk, in a second", "20MB/s",
            &flags->rates.read_bytes, ParseRate);
  AddNumber(command, "--disk-write-rate", "Writes to the disk, in a second", "20MB/s",
            &flags->rates.write_bytes, ParseRate);
  AddNumber(command, "--disk-read-ops", "Operations of reading, in a second", "500",
            &flags->rates.read_operations, ParseQuantity);
  AddNumber(command, "--disk-write-ops", "Operations of writing, in a second", "500",
            &flags->rates.write_operations, ParseQuantity);
  command->add_option("--disk-directory", *directory, "Where --work-disk has its files")
      ->type_name("DIR")
      ->capture_default_str()
      ->group(kGroup);
}

}  // namespace assay::judge
