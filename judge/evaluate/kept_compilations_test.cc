#include "judge/evaluate/kept_compilations.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "judge/base/sha256.h"
#include "judge/problem/temp_folder.h"
#include "proto/judge/v1/kept_compilation.pb.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

using ::judge::v1::CompileResult;

struct KeyParts {
  std::string scope = "client";
  ::judge::v1::Language language;
  sandbox::SeccompFilter filter;
  sandbox::Limits limits;
  std::vector<KeyedFile> files = {{.name = "main.c", .display_name = "a.c", .contents = "int x;"},
                                  {.name = "b.h", .display_name = "b.h", .contents = "int y;"}};

  KeyParts() {
    language.set_id("c");
    language.mutable_compile()->add_command("/usr/bin/gcc");
    filter.program = {{.code = 6, .jt = 0, .jf = 0, .k = 1}};
  }
  std::optional<std::string> Key() const {
    return CompilationKey(scope, language, filter, limits, files);
  }
};

TEST(CompilationKeyTest, DependsOnAllThatTheResultDependsOn) {
  const std::vector<std::function<void(KeyParts&)>> changes = {
      [](KeyParts&) {},
      [](KeyParts& parts) { parts.scope = "other"; },
      [](KeyParts& parts) { parts.language.set_id("d"); },
      [](KeyParts& parts) { parts.language.mutable_compile()->add_command("-O2"); },
      [](KeyParts& parts) { parts.language.mutable_compile()->add_environment("A=b"); },
      [](KeyParts& parts) { parts.language.mutable_compile()->set_seccomp_policy("other"); },
      [](KeyParts& parts) {
        parts.language.mutable_compile()->add_mounts()->set_host_path("/usr/bin");
      },
      [](KeyParts& parts) { parts.filter.program[0].k = 2; },
      [](KeyParts& parts) { parts.limits.cpu_time = absl::Milliseconds(1); },
      [](KeyParts& parts) { parts.limits.memory_bytes = 1; },
      [](KeyParts& parts) { parts.files[0].name = "main2.c"; },
      [](KeyParts& parts) { parts.files[0].display_name = "other.c"; },
      [](KeyParts& parts) { parts.files[0].contents = "int z;"; },
      [](KeyParts& parts) { parts.files[1].contents = "int z;"; },
      [](KeyParts& parts) { parts.files[1].compiled = false; },
      [](KeyParts& parts) { parts.files.pop_back(); },
      // The same bytes, cut elsewhere.
      [](KeyParts& parts) {
        parts.files[0].name = "main.";
        parts.files[0].display_name = "ca.c";
      },
  };
  std::set<std::string> keys;
  for (size_t i = 0; i < changes.size(); ++i) {
    KeyParts parts;
    changes[i](parts);
    ASSERT_TRUE(parts.Key().has_value());
    EXPECT_EQ(parts.Key(), parts.Key());
    EXPECT_EQ(parts.Key()->size(), 32u);
    EXPECT_TRUE(keys.insert(*parts.Key()).second) << i;
  }
}

TEST(CompilationKeyTest, KeepsNothingThatDependsOnTheTime) {
  for (const char* contents : {"puts(__DATE__);", "x=__TIME__", "__TIMESTAMP__"}) {
    KeyParts parts;
    parts.files[1].contents = contents;
    EXPECT_FALSE(parts.Key().has_value()) << contents;
  }
}

class KeptCompilationsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto cache = BlobCache::Open(folder_ / "cache", {});
    ASSERT_TRUE(cache.ok()) << cache.status();
    cache_ = *std::move(cache);
    std::filesystem::create_directory(folder_ / "out");
  }

  static CompileResult Succeeded() {
    CompileResult result;
    result.set_succeeded(true);
    result.set_output("a.c:1: warning");
    return result;
  }

  TempFolder folder_;
  std::unique_ptr<BlobCache> cache_;
  const std::string key_ = Sha256Of("key");
};

TEST_F(KeptCompilationsTest, GivesBackFilesModesAndMessages) {
  folder_.Write("box/program", std::string("\x7f"
                                           "ELF\0",
                                           5));
  std::filesystem::permissions(folder_ / "box/program", std::filesystem::perms(0755));
  folder_.Write("box/a/b/C.class", "class");
  KeepCompilation(*cache_, key_, Succeeded(), folder_ / "box");
  const auto found = FindCompilation(*cache_, key_, folder_ / "out");
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_TRUE(found->has_value());
  EXPECT_TRUE((*found)->succeeded());
  EXPECT_TRUE((*found)->from_cache());
  EXPECT_EQ((*found)->output(), "a.c:1: warning");
  EXPECT_EQ(ReadFile(folder_ / "out/program", 100).value(), std::string("\x7f"
                                                                        "ELF\0",
                                                                        5));
  EXPECT_EQ(ReadFile(folder_ / "out/a/b/C.class", 100).value(), "class");
  struct stat facts;
  ASSERT_EQ(stat((folder_ / "out/program").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0755u);
  ASSERT_EQ(stat((folder_ / "out/a/b/C.class").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0644u);
}

TEST_F(KeptCompilationsTest, FindsNothingForAnotherKey) {
  folder_.Write("box/program", "x");
  KeepCompilation(*cache_, key_, Succeeded(), folder_ / "box");
  const auto found = FindCompilation(*cache_, Sha256Of("other"), folder_ / "out");
  ASSERT_TRUE(found.ok());
  EXPECT_FALSE(found->has_value());
}

TEST_F(KeptCompilationsTest, KeepsNothingThatIsNoRegularFile) {
  folder_.Write("box/program", "x");
  std::filesystem::create_symlink("/etc/passwd", folder_ / "box/link");
  KeepCompilation(*cache_, key_, Succeeded(), folder_ / "box");
  const auto found = FindCompilation(*cache_, key_, folder_ / "out");
  ASSERT_TRUE(found.ok());
  EXPECT_FALSE(found->has_value());
}

TEST_F(KeptCompilationsTest, WritesNothingOutsideOfTheFolder) {
  for (const char* path : {"../evil", "a/../../evil", "/evil", "", "a//b", "./a"}) {
    ::judge::v1::KeptCompilation kept;
    kept.mutable_result()->set_succeeded(true);
    kept.add_files()->set_path(path);
    cache_->Put(key_, kept.SerializeAsString());
    const auto found = FindCompilation(*cache_, key_, folder_ / "out");
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_FALSE(found->has_value()) << path;
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "out"));
}

TEST_F(KeptCompilationsTest, TakesNothingThatIsNoCompilation) {
  for (const char* value : {"", "garbage"}) {
    cache_->Put(key_, value);
    const auto found = FindCompilation(*cache_, key_, folder_ / "out");
    ASSERT_TRUE(found.ok());
    EXPECT_FALSE(found->has_value()) << value;
  }
}

}  // namespace
}  // namespace assay::judge
