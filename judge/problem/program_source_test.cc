#include "judge/problem/program_source.h"

#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/temp_folder.h"

namespace assay::judge {
namespace {

class ProgramSourceTest : public testing::Test {
 protected:
  ProgramSourceTest() { problem_.root = folder_.path(); }

  absl::StatusOr<ProgramSource> Read(const std::string& name, bool is_folder = true,
                                     const std::string& language = "",
                                     const std::string& entry_point = "") {
    return ReadProgramSource(
        problem_,
        {.name = name, .path = folder_ / name, .is_folder = is_folder, .language = language},
        languages_, entry_point);
  }

  TempFolder folder_;
  Problem problem_;
  LanguageStore languages_ = *LanguageStore::BuiltIn();
};

TEST_F(ProgramSourceTest, ReadsOneFile) {
  problem_.constants = {{"n", "5"}};
  folder_.Write("check.py", "print({{n}})");
  const auto read = Read("check.py", false);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->language->id(), "python3");
  EXPECT_EQ(read->source.contents, "print(5)");
  EXPECT_TRUE(read->source.companions.empty());
  EXPECT_EQ(read->source.display_name, "check.py");
}

TEST_F(ProgramSourceTest, ChoosesTheMainFile) {
  struct Case {
    std::vector<std::string> files;
    std::string entry_point;
    std::string main;
    std::string language;
  };
  const Case cases[] = {
      {{"b.cpp", "a.cc", "testlib.h"}, "", "a.cc", "cpp17"},
      {{"a.cpp", "main.cpp"}, "", "main.cpp", "cpp17"},
      {{"a.c", "b.cpp"}, "", "b.cpp", "cpp17"},
      {{"a.py", "__init__.py", "__main__.py"}, "", "__main__.py", "python3"},
      {{"only.py", "data.txt"}, "", "only.py", "python3"},
      {{"main.py", "a.py"}, "a.py", "a.py", "python3"},
      {{"Main.java", "A.java"}, "", "Main.java", "java"},
  };
  for (const Case& c : cases) {
    const TempFolder folder;
    for (const std::string& file : c.files) folder.Write("p/" + file, file);
    problem_.root = folder.path();
    const auto read =
        ReadProgramSource(problem_, {.name = "p", .path = folder / "p", .is_folder = true},
                          languages_, c.entry_point);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->source.contents, c.main);
    EXPECT_EQ(read->language->id(), c.language) << c.main;
    EXPECT_EQ(read->source.companions.size(), c.files.size() - 1);
  }
}

TEST_F(ProgramSourceTest, SaysWhatItCannotRead) {
  folder_.Write("two/a.py");
  folder_.Write("two/b.py");
  EXPECT_TRUE(IsProblemFault(Read("two").status()));
  folder_.Write("mixed/a.py");
  folder_.Write("mixed/b.cpp");
  EXPECT_TRUE(IsProblemFault(Read("mixed").status()));
  folder_.Write("none/README");
  EXPECT_TRUE(IsProblemFault(Read("none").status()));
  folder_.Write("name/a b.cpp");
  EXPECT_TRUE(IsProblemFault(Read("name").status()));
  EXPECT_TRUE(IsProblemFault(Read("missing").status()));
  folder_.Write("large/a.cpp", std::string(9 << 20, ' '));
  EXPECT_TRUE(IsProblemFault(Read("large").status()));
  std::string deep = "deep/";
  for (int i = 0; i < 17; ++i) deep += "d/";
  folder_.Write(deep + "a.cpp");
  EXPECT_TRUE(IsProblemFault(Read("deep").status()));
  folder_.Write("below/a/b c.cpp");
  EXPECT_TRUE(IsProblemFault(Read("below").status()));
  for (int i = 0; i < 257; ++i) folder_.Write("many/" + std::to_string(i) + ".h");
  EXPECT_TRUE(IsProblemFault(Read("many").status()));
  folder_.Write("a.cpp");
  EXPECT_TRUE(absl::IsUnimplemented(Read("a.cpp", false, "delphi").status()));
}

TEST_F(ProgramSourceTest, ReadsFoldersOfTheFolder) {
  folder_.Write("p/check.py", "main");
  folder_.Write("p/lib/graph.py", "graph");
  folder_.Write("p/lib/deep/.hidden.py");
  const auto read = Read("p");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->source.contents, "main");
  ASSERT_EQ(read->source.companions.size(), 1U);
  EXPECT_EQ(read->source.companions[0].name, "lib/graph.py");
  // All are compiled together, from where they are: an include stays right.
  folder_.Write("q/src/check.cpp");
  folder_.Write("q/src/help.h");
  const auto below = Read("q");
  ASSERT_TRUE(below.ok()) << below.status();
  EXPECT_EQ(below->source.contents, "");
  ASSERT_EQ(below->source.companions.size(), 2U);
  EXPECT_EQ(below->source.companions[0].name, "src/check.cpp");
  folder_.Write("r/lib/a.py");
  folder_.Write("r/lib/b.py");
  EXPECT_TRUE(IsProblemFault(Read("r").status()));
}

TEST_F(ProgramSourceTest, ScriptsAreForWhatJudges) {
  folder_.Write("p/build", "#!/bin/sh\n");
  folder_.Write("p/check.cpp", "x");
  folder_.Write("p/lib/run");
  const PackageProgram program = {.name = "p", .path = folder_ / "p", .is_folder = true};
  // A script that cannot be executed is a mistake and no file like others.
  EXPECT_TRUE(IsProblemFault(ReadJudgeProgram(problem_, program, languages_).status()));
  std::filesystem::permissions(folder_ / "p/build", std::filesystem::perms::owner_all);
  const auto built = ReadJudgeProgram(problem_, program, languages_);
  ASSERT_TRUE(built.ok()) << built.status();
  EXPECT_EQ(built->language->id(), "script");
  EXPECT_EQ(built->language->source_name(), "build");
  EXPECT_EQ(built->source.contents, "#!/bin/sh\n");
  EXPECT_EQ(built->source.companions.size(), 2U);
  // To a submission it is one.
  EXPECT_EQ(Read("p")->language->id(), "cpp17");
  folder_.Write("q/run", "#!/bin/sh\n");
  std::filesystem::permissions(folder_ / "q/run", std::filesystem::perms::owner_all);
  const auto ready = ReadJudgeProgram(
      problem_, {.name = "q", .path = folder_ / "q", .is_folder = true}, languages_);
  ASSERT_TRUE(ready.ok()) << ready.status();
  EXPECT_EQ(ready->language->source_name(), "run");
  EXPECT_FALSE(languages_.Get("script").ok());
}

TEST(FindPackageLanguageTest, KnowsOtherNames) {
  const LanguageStore languages = *LanguageStore::BuiltIn();
  const std::pair<const char*, const char*> cases[] = {
      {"cpp17", "cpp17"},
      {"cpp", "cpp17"},
      {"cpp.g++17", "cpp17"},
      {"cpp.gcc13-64-winlibs-g++20", "cpp20"},
      {"cpp.ms2017", "cpp17"},
      {"python.3", "python3"},
      {"python.pypy3", "python3"},
      {"java21", "java"},
      {"c", "c"},
      {"c.gcc", "c"},
      {"CPP17", "cpp17"},
      {"PY3", "python3"},
      {"PY2", ""},
      {"csharp.mono", ""},
      {"python.2", ""},
      {"javascript", "javascript"},
      {"kotlin", "kotlin"},
      {"", ""},
  };
  for (const auto& [name, id] : cases) {
    const auto found = FindPackageLanguage(languages, name);
    EXPECT_EQ(found.ok() ? (*found)->id() : "", id) << name;
  }
}

}  // namespace
}  // namespace assay::judge
