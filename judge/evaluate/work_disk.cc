#include "judge/evaluate/work_disk.h"

namespace assay::judge {

void SetWorkDisk(const ::judge::v1::WorkDisk& disk, sandbox::RunSpec* spec) {
  spec->work_on_disk = true;
  sandbox::Limits& limits = spec->limits;
  limits.work_bytes = disk.size_bytes();
  if (disk.has_file_count()) limits.work_inodes = disk.file_count();
  sandbox::DiskRates& rates = limits.disk_rates;
  if (disk.has_read_bytes_per_second()) rates.read_bytes = disk.read_bytes_per_second();
  if (disk.has_write_bytes_per_second()) rates.write_bytes = disk.write_bytes_per_second();
  if (disk.has_read_operations_per_second()) {
    rates.read_operations = disk.read_operations_per_second();
  }
  if (disk.has_write_operations_per_second()) {
    rates.write_operations = disk.write_operations_per_second();
  }
}

}  // namespace assay::judge
