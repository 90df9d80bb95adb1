// Preparations made in real jails, by awk: a file of a hundred thousand bytes, or an error.

#include "judge/evaluate/preparations.h"

#include <fcntl.h>
#include <sys/file.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/package_programs.h"
#include "judge/language/language_store.h"
#include "judge/store/state_directory.h"
#include "sandbox/base/file.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::judge {
namespace {

using ::judge::v1::CompileStep;

constexpr int64_t kMadeBytes = 100'000;

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (!value.ok()) ADD_FAILURE() << value.status();
  return *std::move(value);
}

class PreparationsTest : public testing::Test {
 protected:
  PreparationsTest() {
    std::filesystem::create_directories(root_);
    state_ = OrDie(StateDirectory::Open(root_ + "/state"));
  }
  ~PreparationsTest() override {
    state_.reset();
    std::filesystem::remove_all(root_);
  }

  std::unique_ptr<Preparations> Open(const Preparations::Options& options) const {
    return OrDie(Preparations::Open(folder_, options));
  }

  // One whose artefact is full of `letter`, after a pause that the host's load can only lengthen.
  CompileStep Step(const std::string& letter, const std::string& pause = "0") const {
    CompileStep step = (**languages_.Get("awk")).compile();
    step.mutable_preparation()->set_source_name("made.awk");
    step.mutable_preparation()->set_source(absl::StrCat(
        "BEGIN { for (i = 0; i < ", pause, "; ++i) n += i % 7; line = sprintf(\"%", kMadeBytes,
        "s\", \"\"); gsub(/ /, \"", letter, "\", line); printf \"%s\", line > \"/work/made\" }\n"));
    for (const char* word : {"/usr/bin/gawk", "-f", "{source}"}) {
      step.mutable_preparation()->add_command(word);
    }
    step.mutable_preparation()->add_artefacts("made");
    step.mutable_preparation()->set_jail_path("/prepared");
    return step;
  }

  std::optional<Prepared> Get(Preparations& preparations, const CompileStep& step) {
    const JudgeContext context = {.sandbox = *sandbox_,
                                  .policies = policies_,
                                  .state = *state_,
                                  .cancellation = cancellation_,
                                  .languages = languages_,
                                  .package_programs = package_programs_};
    return preparations.Get(context, step, OrDie(policies_.Get("script")), std::nullopt);
  }

  // Names in the folder that end in `suffix`; with none, the finished preparations.
  std::vector<std::string> Names(const std::string& suffix) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (entry.path().extension() == suffix) names.push_back(entry.path().filename());
    }
    return names;
  }

  static void ExpectWhole(const Prepared& prepared, const std::string& letter) {
    const absl::StatusOr<std::string> made = ReadFile(prepared.folder() + "/made", 2 * kMadeBytes);
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_EQ(made->size(), kMadeBytes);
    EXPECT_EQ(made->find_first_not_of(letter), std::string::npos);
  }

  std::string root_ = testing::TempDir() + "/assay-preparations";
  std::string folder_ = root_ + "/cache/prepared";
  std::unique_ptr<sandbox::Sandbox> sandbox_ = OrDie(sandbox::Sandbox::Create({}));
  sandbox::PolicyStore policies_;
  LanguageStore languages_ = OrDie(LanguageStore::BuiltIn());
  Cancellation cancellation_;
  PackagePrograms package_programs_{PackagePrograms::Options()};
  std::unique_ptr<StateDirectory> state_;
};

TEST_F(PreparationsTest, IsMadeAtTheThirdUse) {
  const auto preparations = Open({});
  EXPECT_EQ(Get(*preparations, Step("a")), std::nullopt);
  EXPECT_EQ(Get(*preparations, Step("a")), std::nullopt);
  const std::optional<Prepared> made = Get(*preparations, Step("a"));
  ASSERT_TRUE(made.has_value());
  ExpectWhole(*made, "a");
  // Another process finds it.
  const std::optional<Prepared> found = Get(*Open({}), Step("a"));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->folder(), made->folder());
}

TEST_F(PreparationsTest, AStepThatAsksForNothingGetsNothing) {
  CompileStep step = Step("a");
  step.clear_preparation();
  EXPECT_EQ(Get(*Open({.made_at_use = 1}), step), std::nullopt);
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(PreparationsTest, WhatFailsIsNotTriedAgainSoon) {
  CompileStep step = Step("a");
  step.mutable_preparation()->set_source("BEGIN { exit 1 }\n");
  const auto preparations = Open({.made_at_use = 1});
  EXPECT_EQ(Get(*preparations, step), std::nullopt);
  ASSERT_EQ(Names(".failed").size(), 1u);
  EXPECT_TRUE(Names(".tmp").empty());
  const std::string failed = absl::StrCat(folder_, "/", Names(".failed").front());
  const auto then = std::filesystem::last_write_time(failed);
  EXPECT_EQ(Get(*preparations, step), std::nullopt);
  EXPECT_EQ(std::filesystem::last_write_time(failed), then);
}

TEST_F(PreparationsTest, AnArtefactThatIsMissingIsAFailure) {
  CompileStep step = Step("a");
  step.mutable_preparation()->add_artefacts("more");
  EXPECT_EQ(Get(*Open({.made_at_use = 1}), step), std::nullopt);
  EXPECT_EQ(Names(".failed").size(), 1u);
  EXPECT_TRUE(Names("").empty());
}

TEST_F(PreparationsTest, ManyAtOnceMakeItOnceAndWaitForNobody) {
  const auto preparations = Open({.made_at_use = 1});
  const CompileStep step = Step("a", "3000000");
  constexpr int kThreads = 6;
  std::vector<std::optional<Prepared>> got(kThreads);
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] { got[i] = Get(*preparations, step); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::optional<Prepared>& each : got) {
    if (each.has_value()) ExpectWhole(*each, "a");
  }
  // Those that asked at the very same moment may have kept each other from making it.
  const std::optional<Prepared> after = Get(*preparations, step);
  ASSERT_TRUE(after.has_value());
  ExpectWhole(*after, "a");
  EXPECT_EQ(Names("").size(), 1u);
  EXPECT_TRUE(Names(".tmp").empty());
  EXPECT_TRUE(Names(".failed").empty());
}

TEST_F(PreparationsTest, WhatAKilledMakerLeavesIsNotUsed) {
  const CompileStep step = Step("a");
  EXPECT_EQ(Get(*Open({.made_at_use = 2}), step), std::nullopt);
  ASSERT_EQ(Names(".lock").size(), 1u);
  const std::string lock = absl::StrCat(folder_, "/", Names(".lock").front());
  const std::string unfinished = std::filesystem::path(lock).replace_extension(".tmp").native();
  std::filesystem::create_directory(unfinished);
  ASSERT_TRUE(WriteFile(unfinished + "/made", "half").ok());
  {
    // As while it lived.
    const UniqueFd maker = OrDie(OpenFile(lock, O_RDWR));
    ASSERT_EQ(flock(maker.get(), LOCK_EX | LOCK_NB), 0);
    EXPECT_EQ(Get(*Open({.made_at_use = 2}), step), std::nullopt);
  }
  const std::optional<Prepared> made = Get(*Open({.made_at_use = 2}), step);
  ASSERT_TRUE(made.has_value());
  ExpectWhole(*made, "a");
  EXPECT_FALSE(std::filesystem::exists(unfinished));
}

TEST_F(PreparationsTest, TheLeastRecentlyUsedMakesRoomUnlessItIsInUse) {
  const auto preparations = Open({.made_at_use = 1, .max_bytes = 5 * kMadeBytes / 2});
  std::optional<Prepared> first = Get(*preparations, Step("a"));
  ASSERT_TRUE(first.has_value());
  const std::string first_folder = first->folder();
  ASSERT_TRUE(Get(*preparations, Step("b")).has_value());
  const std::optional<Prepared> third = Get(*preparations, Step("c"));
  ASSERT_TRUE(third.has_value());
  // The first is in use, the third new.
  EXPECT_TRUE(std::filesystem::exists(first_folder));
  ExpectWhole(*third, "c");
  EXPECT_EQ(Names("").size(), 2u);
  first.reset();
  ASSERT_TRUE(Get(*preparations, Step("d")).has_value());
  EXPECT_FALSE(std::filesystem::exists(first_folder));
  EXPECT_EQ(Names("").size(), 2u);
  // What had to go is made again.
  const std::optional<Prepared> again = Get(*preparations, Step("a"));
  ASSERT_TRUE(again.has_value());
  ExpectWhole(*again, "a");
}

TEST_F(PreparationsTest, AnotherPolicyOrStepIsAnotherPreparation) {
  const auto preparations = Open({.made_at_use = 1});
  CompileStep other = Step("a");
  other.add_environment("LANG=C");
  const std::optional<Prepared> one = Get(*preparations, Step("a"));
  const std::optional<Prepared> two = Get(*preparations, other);
  ASSERT_TRUE(one.has_value());
  ASSERT_TRUE(two.has_value());
  EXPECT_NE(one->folder(), two->folder());
}

}  // namespace
}  // namespace assay::judge
