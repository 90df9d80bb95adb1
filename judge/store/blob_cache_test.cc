#include "judge/store/blob_cache.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "judge/base/sha256.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

class BlobCacheTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = absl::StrCat(testing::TempDir(), "/blob-XXXXXX");
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name + "/cache/compile";
  }
  void TearDown() override {
    std::filesystem::remove_all(std::filesystem::path(folder_).parent_path().parent_path());
  }

  std::unique_ptr<BlobCache> Open(int64_t max_bytes = 1 << 20) {
    auto cache = BlobCache::Open(folder_, {.max_bytes = max_bytes});
    EXPECT_TRUE(cache.ok()) << cache.status();
    return *std::move(cache);
  }

  std::string PathOf(const std::string& key) const {
    return absl::StrCat(folder_, "/", absl::BytesToHexString(key));
  }

  int64_t CountFiles() const {
    int64_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      count += entry.is_regular_file() ? 1 : 0;
    }
    return count;
  }

  std::string folder_;
};

TEST_F(BlobCacheTest, KeepsWhatItIsGivenAlsoForOtherProcesses) {
  const std::string key = Sha256Of("a");
  const std::string value("some\0bytes", 10);
  EXPECT_EQ(Open()->Get(key), std::nullopt);
  Open()->Put(key, value);
  EXPECT_EQ(Open()->Get(key), value);
  EXPECT_EQ(Open()->Get(Sha256Of("b")), std::nullopt);
  Open()->Put(key, "");
  EXPECT_EQ(Open()->Get(key), "");
}

TEST_F(BlobCacheTest, IsForThisUserAlone) {
  Open()->Put(Sha256Of("a"), "value");
  struct stat facts;
  ASSERT_EQ(stat(folder_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0700u);
  ASSERT_EQ(stat(PathOf(Sha256Of("a")).c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
}

TEST_F(BlobCacheTest, DropsWhatIsDamaged) {
  const std::string key = Sha256Of("a");
  const std::string path = PathOf(key);
  const std::unique_ptr<BlobCache> cache = Open();
  for (const int cut : {0, 5, 32, 36}) {
    cache->Put(key, "the value");
    ASSERT_EQ(truncate(path.c_str(), cut), 0);
    EXPECT_EQ(cache->Get(key), std::nullopt) << cut;
    EXPECT_FALSE(std::filesystem::exists(path)) << cut;
  }
  cache->Put(key, "the value");
  std::fstream(path, std::ios::in | std::ios::out | std::ios::ate) << "more";
  EXPECT_EQ(cache->Get(key), std::nullopt);
  cache->Put(key, "the value");
  EXPECT_EQ(cache->Get(key), "the value");
}

TEST_F(BlobCacheTest, TakesNoValueForAnother) {
  const std::unique_ptr<BlobCache> cache = Open();
  cache->Put(Sha256Of("a"), "the value");
  std::filesystem::rename(PathOf(Sha256Of("a")), PathOf(Sha256Of("b")));
  EXPECT_EQ(cache->Get(Sha256Of("b")), std::nullopt);
}

TEST_F(BlobCacheTest, FollowsNoLinkAndWaitsForNoPipe) {
  const std::unique_ptr<BlobCache> cache = Open();
  cache->Put(Sha256Of("a"), "the value");
  std::filesystem::rename(PathOf(Sha256Of("a")), folder_ + "/../elsewhere");
  std::filesystem::create_symlink("../elsewhere", PathOf(Sha256Of("a")));
  EXPECT_EQ(cache->Get(Sha256Of("a")), std::nullopt);
  ASSERT_EQ(mkfifo(PathOf(Sha256Of("b")).c_str(), 0600), 0);
  EXPECT_EQ(cache->Get(Sha256Of("b")), std::nullopt);
}

TEST_F(BlobCacheTest, StaysWithinItsSizeAndKeepsWhatIsUsed) {
  constexpr int64_t kSize = 64 * 4096;
  const std::unique_ptr<BlobCache> cache = Open(kSize);
  const std::string used = Sha256Of("used");
  cache->Put(used, "of use");
  for (int i = 0; i < 500; ++i) {
    cache->Put(Sha256Of(absl::StrCat(i)), std::string(3000, 'x'));
    EXPECT_LE(CountFiles(), 64 + 4 + 1);
    EXPECT_EQ(cache->Get(used), "of use") << i;
  }
  EXPECT_GE(CountFiles(), 32);
  EXPECT_TRUE(cache->Get(Sha256Of("499")).has_value());
  EXPECT_FALSE(cache->Get(Sha256Of("0")).has_value());
}

TEST_F(BlobCacheTest, KeepsNothingThatIsTooLarge) {
  const std::unique_ptr<BlobCache> cache = Open(16 * 4096);
  cache->Put(Sha256Of("a"), std::string(5 * 4096, 'x'));
  EXPECT_FALSE(cache->Get(Sha256Of("a")).has_value());
  EXPECT_EQ(CountFiles(), 0);
}

TEST_F(BlobCacheTest, RemovesWhatADeadProcessWasWriting) {
  Open();
  const std::string old_path = folder_ + "/tmp-aaaaaa";
  const std::string new_path = folder_ + "/tmp-bbbbbb";
  ASSERT_TRUE(WriteFile(old_path, "x").ok());
  ASSERT_TRUE(WriteFile(new_path, "x").ok());
  const timespec long_ago[2] = {{1, 0}, {1, 0}};
  ASSERT_EQ(utimensat(AT_FDCWD, old_path.c_str(), long_ago, 0), 0);
  Open()->Put(Sha256Of("a"), "value");
  EXPECT_FALSE(std::filesystem::exists(old_path));
  EXPECT_TRUE(std::filesystem::exists(new_path));
}

TEST_F(BlobCacheTest, IsSharedByManyWriters) {
  const std::string key = Sha256Of("a");
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([this, &key, i] {
      const std::unique_ptr<BlobCache> cache = Open(64 * 4096);
      for (int round = 0; round < 200; ++round) {
        cache->Put(key, std::string(10'000, static_cast<char>('a' + i)));
        const std::optional<std::string> value = cache->Get(key);
        // Whole, whoever wrote it.
        if (value.has_value()) {
          EXPECT_EQ(*value, std::string(10'000, value->front()));
        }
        cache->Put(Sha256Of(absl::StrCat(i, " ", round)), "other");
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_TRUE(Open()->Get(key).has_value());
}

TEST_F(BlobCacheTest, SaysWhereItCannotBe) {
  const auto cache = BlobCache::Open("/proc/no/cache", {});
  ASSERT_FALSE(cache.ok());
  EXPECT_NE(cache.status().message().find("/proc/no"), std::string::npos);
}

}  // namespace
}  // namespace assay::judge
