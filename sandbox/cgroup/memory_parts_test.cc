#include "sandbox/cgroup/memory_parts.h"

#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

TEST(MemoryPartsTest, ReadsBothVersions) {
  const struct {
    const char* name;
    int version;
    const char* text;
    MemoryParts parts;
  } kCases[] = {
      {"v1", 1, "cache 12288\nrss 4096\nshmem 8192\ntotal_cache 99\n", {{}, 8192, 4096}},
      {"v2", 2, "anon 1\nfile 12288\nkernel 5\nshmem 4096\nfile_mapped 7\n", {{}, 4096, 8192}},
      {"one counter is late", 2, "file 4096\nshmem 8192\n", {{}, 8192, 0}},
  };
  for (const auto& test : kCases) {
    const absl::StatusOr<MemoryParts> parts = ParseMemoryStat(test.text, test.version);
    ASSERT_TRUE(parts.ok()) << test.name << ": " << parts.status();
    EXPECT_EQ(*parts, test.parts) << test.name;
  }
}

TEST(MemoryPartsTest, MissesALine) {
  EXPECT_TRUE(absl::IsNotFound(ParseMemoryStat("", 1).status()));
  EXPECT_TRUE(absl::IsNotFound(ParseMemoryStat("cache 1\n", 1).status()));
  EXPECT_TRUE(absl::IsNotFound(ParseMemoryStat("cache 1\nshmem 0\n", 2).status()));
}

}  // namespace
}  // namespace assay::sandbox
