// What memory figures say, and how near to a memory limit a run is stopped.
//
// The kernel charges a control group in batches of 64 pages for each cpu (MEMCG_CHARGE_BATCH), so a
// figure of a run that is pinned to a cpu is up to 256 KiB above what the run took.

#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/sandbox.h"
#include "tests/jail/jail_fixture.h"

namespace assay::sandbox {
namespace {

constexpr int64_t kBatchBytes = 64 * 4096;

class MemoryTest : public JailFixture {
 protected:
  // Takes memory of a kind, on one cpu.
  RunResult Take(const std::string& kind, int64_t number,
                 const std::function<void(RunSpec&)>& change = nullptr) {
    return Probe({},
                 [&](RunSpec& spec) {
                   spec.argv = {"/box/memory_kinds", kind, absl::StrCat(number)};
                   spec.root.binds = {{BuiltFile("tests/jail/memory_kinds"), "/box/memory_kinds"}};
                   spec.cpu = sandbox().cpus().front();
                   spec.limits.memory_bytes = 256 * kMebibyte;
                   spec.limits.work_bytes = 256 * kMebibyte;
                   spec.limits.file_size_bytes = 256 * kMebibyte;
                   spec.details.memory = true;
                   if (change) change(spec);
                 })
        .result;
  }

  int64_t Peak(const std::string& kind, int64_t number,
               const std::function<void(RunSpec&)>& change = nullptr) {
    const RunResult result = Take(kind, number, change);
    EXPECT_EQ(result.outcome, Outcome(Exited{0})) << kind << " " << number;
    return result.usage.peak_memory_bytes;
  }
};

int64_t AvailableBytes() {
  std::ifstream file("/proc/meminfo");
  std::string name;
  int64_t kibibytes = 0;
  std::string unit;
  while (file >> name >> kibibytes >> unit) {
    if (name == "MemAvailable:") return kibibytes << 10;
  }
  return 0;
}

TEST_F(MemoryTest, EnforcesLimitsWithinAMebibyte) {
  for (const int64_t mebibytes : {2, 3, 8, 64, 256, 1024, 8192}) {
    const int64_t limit = mebibytes * kMebibyte;
    SCOPED_TRACE(absl::StrCat(mebibytes, " MiB"));
    if (AvailableBytes() < limit + 512 * kMebibyte) {
      std::printf("not tested: %d MiB, for this host has less\n", static_cast<int>(mebibytes));
      continue;
    }
    const auto change = [&](RunSpec& spec) {
      spec.limits.memory_bytes = limit;
      spec.limits.cpu_time = absl::Minutes(5);
      spec.limits.wall_time = absl::Minutes(10);
    };
    // One page of tables for 512 pages.
    const auto data_kibibytes = [](int64_t bytes) { return bytes / 513 * 512 >> 10; };
    const RunResult fits = Take("populate", data_kibibytes(limit - kMebibyte), change);
    EXPECT_EQ(fits.outcome, Outcome(Exited{0}));
    const RunResult too_much = Take("populate", data_kibibytes(limit), change);
    EXPECT_EQ(too_much.outcome, Outcome(LimitExceeded{Limit::kMemory}));
    EXPECT_LE(too_much.usage.peak_memory_bytes, limit);
    EXPECT_GE(too_much.usage.peak_memory_bytes, limit - kBatchBytes);
  }
}

TEST_F(MemoryTest, ReportsWhatWasTaken) {
  // Also brings in the program's own pages.
  const int64_t base = std::min(Peak("none", 0), Peak("none", 0));
  EXPECT_LE(base, 2 * kBatchBytes);
  constexpr int64_t kTaken = 16;
  for (const char* kind : {"anonymous", "heap", "stack", "shared", "work-file", "memory-file"}) {
    const int64_t peak = Peak(kind, kTaken);
    // Page tables included; a heap has its own.
    EXPECT_GE(peak, kTaken * kMebibyte) << kind;
    EXPECT_LE(peak, kTaken * kMebibyte + base + 2 * kBatchBytes) << kind;
  }
  const int64_t copied = Peak("copy-on-write", kTaken);
  EXPECT_GE(copied, kTaken * kMebibyte * 3 / 2);
  EXPECT_LE(copied, kTaken * kMebibyte * 3 / 2 + 2 * base + 2 * kBatchBytes);
}

TEST_F(MemoryTest, BillsTheKernelsMemory) {
  const int64_t base = Peak("none", 0);
  // 100 times 64 KiB.
  const RunResult pipes = Take("pipes", 100);
  EXPECT_EQ(pipes.outcome, Outcome(Exited{0}));
  EXPECT_GE(pipes.usage.peak_memory_bytes, 100 * 65536);
  EXPECT_LE(pipes.usage.peak_memory_bytes, 100 * 65536 + base + kMebibyte);
  const int64_t sockets = Peak("sockets", 100, [&](RunSpec& spec) {
    spec.seccomp = policies_.Get("python").value();  // Allows socketpair.
  });
  EXPECT_GE(sockets, 100 * 65536);
}

TEST_F(MemoryTest, TellsParts) {
  const RunResult file = Take("work-file", 16);
  ASSERT_TRUE(file.usage.memory_parts.has_value());
  EXPECT_NEAR(file.usage.memory_parts->shared_bytes, 16 * kMebibyte, kMebibyte);
  EXPECT_LE(file.usage.memory_parts->file_bytes, kMebibyte);
  const RunResult pipes = Take("pipes", 100);
  ASSERT_TRUE(pipes.usage.memory_parts.has_value());
  EXPECT_LE(pipes.usage.memory_parts->shared_bytes, kMebibyte);
  // Version 2 does not tell.
  if (pipes.usage.memory_parts->kernel_peak_bytes.has_value()) {
    EXPECT_GE(*pipes.usage.memory_parts->kernel_peak_bytes, 100 * 65536);
    EXPECT_LE(*pipes.usage.memory_parts->kernel_peak_bytes, pipes.usage.peak_memory_bytes);
  }
  const RunResult unasked = Take("none", 0, [](RunSpec& spec) { spec.details.memory = false; });
  EXPECT_FALSE(unasked.usage.memory_parts.has_value());
}

TEST_F(MemoryTest, CarriesNothingOverToTheNextRun) {
  // The same shape, and so ready jails of the same kind.
  Peak("none", 0);
  int64_t least = Peak("none", 0);
  int64_t most = least;
  for (int i = 0; i < 10; ++i) {
    const int64_t peak = Peak("none", 0);
    least = std::min(least, peak);
    most = std::max(most, peak);
  }
  for (const char* kind : {"anonymous", "work-file", "shared"}) {
    Peak(kind, 64);
    const int64_t after = Peak("none", 0);
    EXPECT_LE(after, most + kBatchBytes / 4) << kind;
    EXPECT_GE(after, least - kBatchBytes / 4) << kind;
  }
}

TEST_F(MemoryTest, BillsPageCacheToWhoeverBringsItIn) {
  constexpr int64_t kFileMebibytes = 32;
  const std::string path = absl::StrCat(testing::TempDir(), "/data");
  {
    std::ofstream file(path, std::ios::binary);
    const std::string block(1 << 20, 'x');
    for (int64_t i = 0; i < kFileMebibytes; ++i) file << block;
  }
  struct statfs status = {};
  ASSERT_EQ(statfs(path.c_str(), &status), 0);
  constexpr long kTmpfs = 0x01021994;
  if (status.f_type == kTmpfs) {
    unlink(path.c_str());
    GTEST_SKIP() << "the test's folder is on a tmpfs, which has no page cache to drop";
  }
  const UniqueFd file(open(path.c_str(), O_RDONLY));
  ASSERT_EQ(fsync(file.get()), 0);
  ASSERT_EQ(posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED), 0);
  const auto show = [&](RunSpec& spec) { spec.root.binds.push_back({path, "/box/data"}); };
  const RunResult first = Take("read-file", 0, show);
  EXPECT_GE(first.usage.peak_memory_bytes, kFileMebibytes * kMebibyte);
  EXPECT_NEAR(first.usage.memory_parts->file_bytes, kFileMebibytes * kMebibyte, kMebibyte);
  const RunResult second = Take("read-file", 0, show);
  EXPECT_EQ(second.outcome, Outcome(Exited{0}));
  EXPECT_LE(second.usage.peak_memory_bytes, kMebibyte);
  EXPECT_LE(second.usage.memory_parts->file_bytes, kMebibyte / 4);
  unlink(path.c_str());
}

}  // namespace
}  // namespace assay::sandbox
