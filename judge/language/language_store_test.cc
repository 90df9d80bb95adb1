#include "judge/language/language_store.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

constexpr char kGood[] = R"pb(
  id: "good"
  display_name: "Good"
  extensions: "gd"
  source_naming: SOURCE_NAMING_FIXED
  source_name: "main.gd"
  required_files: "/usr/bin/good"
  debian_packages: "good-lang"
  version_command: "/usr/bin/good"
  compile {
    command: [ "/usr/bin/good", "{source}" ]
    seccomp_policy: "compiler"
    mounts { host_path: "/usr/lib" }
    environment: "PATH=/usr/bin"
    artefacts: "program"
    limits {
      cpu_time { seconds: 10 }
      wall_time { seconds: 20 }
      memory_bytes: 104857600
      output_bytes: 100000
      file_size_bytes: 100000
      task_count: 4
    }
    preparation {
      source_name: "warm.gd"
      command: "/usr/bin/warm"
      artefacts: "warm.bin"
      jail_path: "/prepared"
      environment: "WARM=yes"
    }
    optional_arguments { if_file: "/usr/bin/ld" arguments: "-fast" }
  }
  run {
    command: [ "/box/program", "{main_class}", "{memory_mib}" ]
    seccomp_policy: "native"
    mounts { jail_path: "/lib" symlink_target: "usr/lib" }
    time_multiplier: 1.5
    task_count: 32
    memory_exhaustion { exit_code: 9 standard_error: "no memory" }
  }
)pb";

TEST(LanguageStoreTest, EveryBuiltInLanguageLoads) {
  const auto store = LanguageStore::BuiltIn();
  ASSERT_TRUE(store.ok()) << store.status();
  std::vector<std::string> ids;
  for (const auto& language : store->languages()) ids.push_back(language.id());
  EXPECT_EQ(ids, (std::vector<std::string>{
                     "ada",         "assembly", "awk",         "bash",      "c",       "c-clang",
                     "clojure",     "cobol",    "commonlisp",  "cpp11",     "cpp14",   "cpp17",
                     "cpp17-clang", "cpp20",    "cpp20-clang", "cpp23",     "crystal", "csharp",
                     "d",           "elixir",   "erlang",      "fortran",   "go",      "groovy",
                     "haskell",     "java",     "javascript",  "kotlin",    "lua",     "luajit",
                     "nim",         "ocaml",    "octave",      "pascal",    "perl",    "php",
                     "prolog",      "pypy3",    "python3",     "r",         "ruby",    "rust",
                     "scala",       "scheme",   "sql",         "typescript"}));
}

TEST(LanguageStoreTest, GuessesByEnding) {
  const auto store = LanguageStore::BuiltIn();
  ASSERT_TRUE(store.ok()) << store.status();
  struct Case {
    const char* name;
    const char* id;  // Empty: none.
  };
  const Case cases[] = {
      {"a.c", "c"},
      {"a.cpp", "cpp17"},
      {"dir.py/a.cc", "cpp17"},
      {"-a b'\".py", "python3"},
      {"/x/Main.java", "java"},
      {".java", "java"},
      {"a.tar.py", "python3"},
      {"a.R", "r"},
      {"a.pl", "perl"},
      {"a.CPP", ""},
      {"py", ""},
      {"a.", ""},
      {"", ""},
      {"dir.py/", ""},
      {"dir.py/a", ""},
  };
  for (const Case& c : cases) {
    const auto language = store->Guess(c.name);
    EXPECT_EQ(language.ok() ? (*language)->id() : "", c.id) << c.name;
  }
  EXPECT_THAT(
      std::string(store->Guess("a.\x1b[31m").status().message()),
      ::testing::MatchesRegex("no language has the ending of a\\.\\\\x1b\\[31m; known are \\.adb .*"
                              " \\.c .* \\.py \\.py3 .*; name the language"));
}

TEST(LanguageStoreTest, UnknownIdListsTheKnown) {
  const auto store = LanguageStore::BuiltIn();
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ((*store->Get("cpp20"))->display_name(), "C++20 (g++)");
  EXPECT_THAT(
      std::string(store->Get("klingon").status().message()),
      ::testing::MatchesRegex("unknown language \"klingon\"; known are ada, .*, python3, .*"));
}

TEST(LanguageStoreTest, MissingToolchainNamesThePackage) {
  const auto store = LanguageStore::Parse({{"good", kGood}});
  ASSERT_TRUE(store.ok()) << store.status();
  const absl::Status status = CheckInstalled(store->languages()[0]);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(),
            "Good is not installed: no executable /usr/bin/good; install it with: apt-get install "
            "-y good-lang");
  EXPECT_EQ(InstallCommand(store->languages()[0]), "apt-get install -y good-lang");
}

TEST(LanguageStoreTest, RefusesWrongFieldsByName) {
  struct Case {
    const char* from;
    const char* to;
    const char* message;
  };
  const Case cases[] = {
      {"id: \"good\"", "id: \"goo d\"", "id: must be"},
      {"id: \"good\"", "id: \"other\"", "id: is \"other\" in a file of another name"},
      {"display_name: \"Good\"", "", "display_name: is required"},
      {"\"gd\"", "\".gd\"", "extensions: \".gd\""},
      {"\"gd\"", "[\"gd\", \"gd\"]", "extensions: \"gd\" belongs to good already"},
      {"SOURCE_NAMING_FIXED", "SOURCE_NAMING_UNSPECIFIED", "source_naming: is required"},
      {"SOURCE_NAMING_FIXED", "SOURCE_NAMING_JAVA_CLASS", "source_name: is for"},
      {"main.gd", "../main.gd", "source_name: is not a plain file name"},
      {"main.gd", "-main", "source_name: is not a plain file name"},
      {"required_files: \"/usr/bin/good\"", "", "required_files: is required"},
      {"required_files: \"/usr", "required_files: \"usr", "required_files: \"usr/bin/good\""},
      {"debian_packages: \"good-lang\"", "", "debian_packages: is required"},
      {"version_command: \"/usr", "version_command: \"usr", "version_command: must begin"},
      {"[ \"/usr/bin/good\", \"{source}\" ]", "[\"/g\", \"{sauce}\"]",
       "compile.command: unknown variable {sauce}"},
      {"[ \"/usr/bin/good\", \"{source}\" ]", "[]", "compile.command: is required"},
      {"\"compiler\"", "\"\"", "compile.seccomp_policy: is required"},
      {"host_path: \"/usr/lib\"", "", "compile.mounts: a mount needs"},
      {"host_path: \"/usr/lib\"", "host_path: \"/usr/../etc\"", "compile.mounts: host_path"},
      {"host_path: \"/usr/lib\"", "host_path: \"/\"", "compile.mounts: host_path"},
      {"jail_path: \"/lib\"", "", "run.mounts: a symbolic link needs jail_path"},
      {"PATH=", "PATH", "compile.environment: \"PATH/usr/bin\""},
      {"artefacts: \"program\"", "", "compile.artefacts: is required"},
      {"cpu_time { seconds: 10 }", "", "compile.limits.cpu_time"},
      {"source_name: \"warm.gd\"", "", "compile.preparation.source_name"},
      {"\"/usr/bin/warm\"", "\"warm\"", "compile.preparation.command: must begin"},
      {"\"/usr/bin/warm\"", "\"/{sources}\"", "compile.preparation.command: unknown variable"},
      {"artefacts: \"warm.bin\"", "", "compile.preparation.artefacts: is required"},
      {"artefacts: \"warm.bin\"", "artefacts: \"a/b\"", "compile.preparation.artefacts: \"a/b\""},
      {"jail_path: \"/prepared\"", "", "compile.preparation.jail_path"},
      {"WARM=yes", "WARM", "compile.preparation.environment"},
      {"if_file: \"/usr/bin/ld\"", "if_file: \"ld\"", "compile.optional_arguments.if_file"},
      {"arguments: \"-fast\"", "", "compile.optional_arguments.arguments"},
      {"wall_time { seconds: 20 }", "wall_time { seconds: -1 }", "compile.limits.wall_time"},
      {"memory_bytes: 104857600", "memory_bytes: 1", "compile.limits.memory_bytes"},
      {"output_bytes: 100000", "", "compile.limits.output_bytes"},
      {"file_size_bytes: 100000", "", "compile.limits.file_size_bytes"},
      {"task_count: 4", "task_count: 100000", "compile.limits.task_count"},
      {"task_count: 32", "task_count: 32 work_disk { }", "run.work_disk.size_bytes"},
      {"task_count: 32", "task_count: 32 work_disk { size_bytes: 4096 file_count: 1 }",
       "run.work_disk.file_count"},
      {"task_count: 32", "task_count: 32 work_disk { size_bytes: 4096 write_bytes_per_second: 1 }",
       "run.work_disk.write_bytes_per_second"},
      {"\"native\"", "\"\"", "run.seccomp_policy: is required"},
      {"time_multiplier: 1.5", "time_multiplier: nan", "run.time_multiplier"},
      {"time_multiplier: 1.5", "time_multiplier: 0.5", "run.time_multiplier"},
      {"task_count: 32", "", "run.task_count"},
      {"exit_code: 9", "", "run.memory_exhaustion"},
      {"exit_code: 9", "exit_code: 256", "run.memory_exhaustion"},
      {"exit_code: 9", "signal: 65", "run.memory_exhaustion"},
      {"standard_error: \"no memory\"", "", "run.memory_exhaustion.standard_error"},
      {"{memory_mib}", "{source}", "run.command: unknown variable {source}"},
      {"run {", "runs {", "line 33:8: Message type"},
  };
  for (const Case& c : cases) {
    const std::string text = absl::StrReplaceAll(kGood, {{c.from, c.to}});
    ASSERT_NE(text, kGood) << c.from;
    const absl::Status status = LanguageStore::Parse({{"good", text}}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.to;
    EXPECT_TRUE(absl::StrContains(status.message(), c.message)) << status << "\n" << c.message;
  }
}

}  // namespace
}  // namespace assay::judge
