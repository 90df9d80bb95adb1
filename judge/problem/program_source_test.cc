#include "judge/problem/program_source.h"

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
  folder_.Write("script/run");
  EXPECT_TRUE(absl::IsUnimplemented(Read("script").status()));
  folder_.Write("deep/a.cpp");
  folder_.Write("deep/more/b.cpp");
  EXPECT_TRUE(absl::IsUnimplemented(Read("deep").status()));
  folder_.Write("a.cpp");
  EXPECT_TRUE(absl::IsUnimplemented(Read("a.cpp", false, "delphi").status()));
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
