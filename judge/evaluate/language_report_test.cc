#include "judge/evaluate/language_report.h"

#include <string>

#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using ::judge::v1::LanguageStatus;

constexpr char kLanguage[] = R"pb(
  id: "ID"
  display_name: "Some"
  extensions: "ID"
  source_naming: SOURCE_NAMING_FIXED
  source_name: "main.x"
  required_files: "FILE"
  debian_packages: [ "one", "two" ]
  version_command: "FILE"
  compile {
    command: [ "FILE", "{source}" ]
    seccomp_policy: "compiler"
    keep_source: true
    limits {
      cpu_time { seconds: 10 }
      wall_time { seconds: 20 }
      memory_bytes: 104857600
      output_bytes: 100000
      file_size_bytes: 100000
      task_count: 4
    }
  }
  run { command: "FILE" seccomp_policy: "native" time_multiplier: 1 task_count: 32 }
)pb";

TEST(DescribeLanguagesTest, NamesTheCommandThatInstallsWhatIsMissing) {
  const auto text = [](const char* id, const char* file) {
    return absl::StrReplaceAll(kLanguage, {{"ID", id}, {"FILE", file}});
  };
  const auto store = LanguageStore::Parse({{"absent", text("absent", "/nonexistent/compiler")},
                                           {"present", text("present", "/bin/sh")}});
  ASSERT_TRUE(store.ok()) << store.status();
  const ::judge::v1::LanguagesReport report = DescribeLanguages(*store, nullptr);
  ASSERT_EQ(report.languages_size(), 2);

  const LanguageStatus& absent = report.languages(0);
  EXPECT_EQ(absent.id(), "absent");
  EXPECT_FALSE(absent.installed());
  EXPECT_EQ(absent.install_command(), "apt-get install -y one two");
  EXPECT_EQ(absent.problem(),
            "Some is not installed: no executable /nonexistent/compiler; install it with: apt-get "
            "install -y one two");
  EXPECT_EQ(absent.version(), "");

  const LanguageStatus& present = report.languages(1);
  EXPECT_EQ(present.id(), "present");
  EXPECT_TRUE(present.installed());
  EXPECT_EQ(present.install_command(), "");
  EXPECT_EQ(present.problem(), "");
}

}  // namespace
}  // namespace assay::judge
