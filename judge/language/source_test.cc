#include "judge/language/source.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

class SourceTest : public testing::Test {
 protected:
  void SetUp() override {
    base_ = absl::StrCat(testing::TempDir(), "/source_test_", getpid());
    std::filesystem::create_directories(base_);
  }
  void TearDown() override { std::filesystem::remove_all(base_); }
  std::string Write(const std::string& name, const std::string& data) {
    const std::string path = base_ + "/" + name;
    EXPECT_TRUE(WriteFile(path, data).ok());
    return path;
  }
  std::string base_;
};

TEST_F(SourceTest, ReadsAFileOfAnyName) {
  for (const char* name : {"a.cpp", "a b.cpp", "-rf.cpp", "'\"$(x).cpp", "gr\xc3\xbc.cpp"}) {
    const auto source = ReadSource({Write(name, "int main() {}")});
    ASSERT_TRUE(source.ok()) << source.status();
    EXPECT_EQ(source->contents, "int main() {}");
    EXPECT_EQ(source->display_name, base_ + "/" + name);
  }
  EXPECT_EQ(ReadSource({Write("new\nline\x1b.cpp", "x")})->display_name,
            base_ + "/new\\x0aline\\x1b.cpp");
}

TEST_F(SourceTest, ReadsCompanions) {
  const std::string main = Write("main.cpp", "int main() {}");
  const std::string header = Write("util.h", "");
  const auto source = ReadSource({main, header});
  ASSERT_TRUE(source.ok()) << source.status();
  ASSERT_EQ(source->companions.size(), 1);
  EXPECT_EQ(source->companions[0].name, "util.h");
  EXPECT_EQ(source->companions[0].contents, "");
  EXPECT_EQ(source->size_bytes(), 13);

  const std::string half = Write("half", std::string(kMaxSourceBytes / 2, 'x'));
  struct Case {
    std::vector<std::string> paths;
    const char* message;
  };
  const Case cases[] = {
      {{main, base_ + "/none.h"}, "does not exist"},
      {{main, Write("-o.h", "x")}, "begins with '-'"},
      {{main, Write("a b.h", "x")}, "is not letters"},
      {{main, Write(std::string(129, 'a'), "x")}, "129 bytes"},
      {{main, half, half}, "bytes together"},
      {std::vector<std::string>(kMaxSourceFiles + 1, main), "65 files"},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(ReadSource(c.paths).status().ToString(), testing::HasSubstr(c.message));
  }
}

TEST_F(SourceTest, RefusesWhatIsNoSource) {
  ASSERT_EQ(mkfifo((base_ + "/fifo").c_str(), 0644), 0);
  struct Case {
    std::string path;
    absl::StatusCode code;
    const char* message;
  };
  const Case cases[] = {
      {base_ + "/missing", absl::StatusCode::kNotFound, "does not exist"},
      {base_, absl::StatusCode::kInvalidArgument, "is a folder"},
      {base_ + "/fifo", absl::StatusCode::kInvalidArgument, "is not a regular file"},
      {"/dev/zero", absl::StatusCode::kInvalidArgument, "is not a regular file"},
      {Write("empty", ""), absl::StatusCode::kInvalidArgument, "is empty"},
      {Write("blank", " \n\t\n"), absl::StatusCode::kInvalidArgument, "is empty"},
      {Write("nul", std::string("ab\0c", 4)), absl::StatusCode::kInvalidArgument,
       "holds a NUL byte at offset 2"},
      {Write("elf", std::string("\x7f"
                                "ELF\2\1\1\0",
                                8)),
       absl::StatusCode::kInvalidArgument, "holds a NUL byte"},
      {Write("big", std::string(10 << 20, 'x')), absl::StatusCode::kInvalidArgument,
       "is larger than 1 MiB"},
      {std::string(5000, 'x'), absl::StatusCode::kInvalidArgument, "xxx...: File name too long"},
  };
  for (const Case& c : cases) {
    const absl::Status status = ReadSource({c.path}).status();
    EXPECT_EQ(status.code(), c.code) << status;
    EXPECT_TRUE(absl::StrContains(status.message(), c.message)) << status;
    EXPECT_FALSE(absl::StrContains(status.message(), "\n")) << status;
  }
}

TEST_F(SourceTest, TheLargestSourceIsRead) {
  EXPECT_TRUE(ReadSource({Write("full", std::string(kMaxSourceBytes, 'x'))}).ok());
  EXPECT_FALSE(ReadSource({Write("over", std::string(kMaxSourceBytes + 1, 'x'))}).ok());
}

TEST_F(SourceTest, UnreadableIsSaid) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read every file";
  const std::string path = Write("secret", "x");
  ASSERT_EQ(chmod(path.c_str(), 0), 0);
  EXPECT_EQ(ReadSource({path}).status().code(), absl::StatusCode::kPermissionDenied);
}

TEST(NameSourceTest, NamesComeFromTheLanguage) {
  ::judge::v1::Language cpp;
  cpp.set_source_naming(::judge::v1::SOURCE_NAMING_FIXED);
  cpp.set_source_name("main.cpp");
  EXPECT_EQ(NameSource(cpp, "public class X {}").file_name, "main.cpp");
  EXPECT_EQ(NameSource(cpp, "public class X {}").main_class, "");
  ::judge::v1::Language java;
  java.set_source_naming(::judge::v1::SOURCE_NAMING_JAVA_CLASS);
  const SourceNames names = NameSource(java, "package p; public class X {}");
  EXPECT_EQ(names.file_name, "X.java");
  EXPECT_EQ(names.main_class, "p.X");
}

}  // namespace
}  // namespace assay::judge
