#include "judge/problem/problem_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem.h"
#include "judge/problem/temp_folder.h"
#include "sandbox/base/file.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

using testing::HasSubstr;

TEST(ProblemFolder, OpenBlamesTheCaller) {
  const TempFolder temp;
  temp.Write("file");
  EXPECT_TRUE(absl::IsNotFound(ProblemFolder::Open(temp / "none").status()));
  EXPECT_TRUE(absl::IsNotFound(ProblemFolder::Open("").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ProblemFolder::Open(temp / "file").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ProblemFolder::Open("/dev/null").status()));
}

TEST(ProblemFolder, Paths) {
  const TempFolder temp;
  const auto folder = ProblemFolder::Open(temp.path() + "//");
  ASSERT_TRUE(folder.ok());
  EXPECT_EQ(folder->path(), temp.path());
  EXPECT_EQ(folder->PathOf(""), temp.path());
  EXPECT_EQ(folder->PathOf("a/b"), temp / "a/b");
  EXPECT_EQ(folder->Name(), std::filesystem::path(temp.path()).filename());
  EXPECT_EQ(ProblemFolder::Open("/")->PathOf("etc"), "/etc");
  EXPECT_EQ(ProblemFolder::Open("/")->Name(), "problem");
}

TEST(ProblemFolder, ListIsOrderedAndWithoutDotFiles) {
  const TempFolder temp;
  for (const char* name : {"b", "a/x", ".hidden", "._b", "10", "9"}) temp.Write(name);
  ASSERT_EQ(symlink("a", (temp / "link").c_str()), 0);
  const auto folder = ProblemFolder::Open(temp.path());
  const auto entries = folder->List("");
  ASSERT_TRUE(entries.ok()) << entries.status();
  std::vector<std::string> shown;
  for (const auto& entry : *entries) {
    shown.push_back(entry.name + (entry.kind == ProblemFolder::Entry::Kind::kFolder ? "/" : ""));
  }
  EXPECT_THAT(shown, testing::ElementsAre("10", "9", "a/", "b", "link"));
  EXPECT_TRUE(IsProblemFault(folder->List("b").status()));
  EXPECT_TRUE(IsProblemFault(folder->List("link").status()));
  EXPECT_TRUE(IsProblemFault(folder->List("none").status()));
}

TEST(ProblemFolder, OpensRegularFilesBeneathOnly) {
  const TempFolder outside;
  outside.Write("secret", "s");
  const TempFolder temp;
  temp.Write("in/file", "content");
  temp.Write("in/sub/x");
  const auto link = [&](const std::string& target, const std::string& name) {
    ASSERT_EQ(symlink(target.c_str(), (temp / name).c_str()), 0);
  };
  link("file", "in/inner");
  link("../in/file", "in/up");
  link(outside / "secret", "in/absolute");
  link("../../../../../../../etc/passwd", "in/parent");
  link("loop", "in/loop");
  link("/proc/self/fd/0", "in/magic");
  link("none", "in/dangling");
  link(outside.path(), "in/folder");
  link(std::string(300, 'x'), "in/long");
  ASSERT_EQ(mkfifo((temp / "in/fifo").c_str(), 0600), 0);

  const auto folder = ProblemFolder::Open(temp / "in");
  ASSERT_TRUE(folder.ok());
  const struct {
    std::string name;
    std::string fault;
  } cases[] = {
      {"file", ""},
      {"inner", ""},
      {"up", "leaves the folder"},
      {"absolute", "leaves the folder"},
      {"parent", "leaves the folder"},
      {"magic", "leaves the folder"},
      {"folder/secret", "leaves the folder"},
      {"../in/file", "leaves the folder"},
      {"loop", "reached by a link"},
      {"long", "name that is too long"},
      {"dangling", "is missing"},
      {"none", "is missing"},
      {"file/x", "not a folder"},
      {"sub", "not a regular file"},
      {"fifo", "not a regular file"},
  };
  for (const auto& c : cases) {
    const auto fd = folder->OpenFile(c.name);
    EXPECT_EQ(folder->CheckFile(c.name), fd.status()) << c.name;
    if (c.fault.empty()) {
      ASSERT_TRUE(fd.ok()) << fd.status();
      EXPECT_EQ(*ReadDescriptor(fd->get(), 100, c.name), "content");
      EXPECT_EQ(fcntl(fd->get(), F_GETFL) & O_NONBLOCK, 0);
    } else {
      EXPECT_TRUE(IsProblemFault(fd.status())) << c.name << fd.status();
      EXPECT_THAT(std::string(fd.status().message()), HasSubstr(temp / ("in/" + c.name)));
      EXPECT_THAT(std::string(fd.status().message()), HasSubstr(c.fault));
    }
  }
}

TEST(ProblemFolder, FilesOfAnySizeOpen) {
  const TempFolder temp;
  temp.Write("1.in");
  std::filesystem::resize_file(temp / "1.in", (uintmax_t{2} << 30) + 1);
  const auto fd = ProblemFolder::Open(temp.path())->OpenFile("1.in");
  EXPECT_TRUE(fd.ok()) << fd.status();
}

TEST(ProblemFolder, AFolderHasAnEnd) {
  const TempFolder temp;
  for (int i = 0; i < ProblemFolder::kMaxEntries; ++i) {
    ASSERT_EQ(symlink("x", (temp / std::to_string(i)).c_str()), 0);
  }
  const auto folder = ProblemFolder::Open(temp.path());
  EXPECT_EQ(folder->List("")->size(), static_cast<size_t>(ProblemFolder::kMaxEntries));
  ASSERT_EQ(symlink("x", (temp / "more").c_str()), 0);
  const absl::Status status = folder->List("").status();
  EXPECT_TRUE(IsProblemFault(status)) << status;
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("has more than 400000 entries"));
}

TEST(OpenTestFile, WithRoot) {
  const TempFolder temp;
  temp.Write("root/1.in", "x");
  temp.Write("root2/1.in", "y");
  Problem problem;
  problem.root = temp / "root";
  EXPECT_TRUE(OpenTestFile(problem, temp / "root/1.in").ok());
  EXPECT_TRUE(absl::IsInvalidArgument(OpenTestFile(problem, temp / "root2/1.in").status()));
  EXPECT_TRUE(IsProblemFault(OpenTestFile(problem, temp / "root/../root2/1.in").status()));
  EXPECT_TRUE(IsProblemFault(OpenTestFile(problem, temp / "root//dev/null").status()));
}

TEST(OpenTestFile, WithoutRoot) {
  const TempFolder temp;
  temp.Write("1.in", "x");
  ASSERT_EQ(mkfifo((temp / "fifo").c_str(), 0600), 0);
  EXPECT_TRUE(OpenTestFile({}, temp / "1.in").ok());
  EXPECT_TRUE(absl::IsNotFound(OpenTestFile({}, temp / "2.in").status()));
  for (const std::string& path : {temp / "fifo", temp.path(), std::string("/dev/zero")}) {
    EXPECT_TRUE(absl::IsInvalidArgument(OpenTestFile({}, path).status())) << path;
  }
}

}  // namespace
}  // namespace assay::judge
