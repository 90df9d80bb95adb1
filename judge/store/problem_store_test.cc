#include "judge/store/problem_store.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "judge/base/error_details.h"
#include "judge/problem/temp_folder.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;
namespace v1 = ::judge::v1;

class ProblemStoreTest : public testing::Test {
 protected:
  void SetUp() override { Open(); }

  void Open(const ProblemStoreOptions& options = {}) {
    store_.reset();
    absl::StatusOr<std::unique_ptr<ProblemStore>> store = ProblemStore::Open(Root(), options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  std::string Root() const { return folder_ / "problems"; }

  // What `command` writes to standard output.
  std::string Run(const std::string& command) const {
    const std::string out = folder_ / "out";
    EXPECT_EQ(std::system(absl::StrCat("(", command, ") >", out).c_str()), 0) << command;
    return *ReadFile(out, 64 << 20);
  }

  // A tar of a package with one test whose input is `input`.
  std::string Package(const std::string& input, const std::string& yaml = "name: One\n") const {
    const TempFolder package;
    package.Write("p/problem.yaml", yaml);
    package.Write("p/data/secret/1.in", input);
    package.Write("p/data/secret/1.ans", "1\n");
    return Run(absl::StrCat("tar -C ", package.path(), " -c p"));
  }

  absl::StatusOr<v1::PutProblemResponse> Put(const std::string& id,
                                             const std::string& archive) const {
    absl::StatusOr<std::unique_ptr<PackageUpload>> upload = store_->Begin(id);
    if (!upload.ok()) return upload.status();
    for (size_t at = 0; at < archive.size(); at += 1000) {
      const absl::Status status = (*upload)->Append(absl::string_view(archive).substr(at, 1000));
      if (!status.ok()) return status;
    }
    return (*upload)->Finish();
  }

  std::string MustPut(const std::string& id, const std::string& archive) const {
    const absl::StatusOr<v1::PutProblemResponse> response = Put(id, archive);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->digest() : "";
  }

  std::set<std::string> NamesIn(const std::string& folder) const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(absl::StrCat(Root(), "/", folder))) {
      names.insert(entry.path().filename());
    }
    return names;
  }

  const TempFolder folder_;
  std::unique_ptr<ProblemStore> store_;
};

TEST_F(ProblemStoreTest, StoresAPackage) {
  const std::string archive = Run("tar -C tests/packages -cz --dereference aplusb");
  const absl::StatusOr<v1::PutProblemResponse> put = Put("a-plus-b_1.0", archive);
  ASSERT_TRUE(put.ok()) << put.status();
  EXPECT_EQ(put->id(), "a-plus-b_1.0");
  EXPECT_EQ(put->digest().size(), 64);
  EXPECT_FALSE(put->already_stored());
  EXPECT_EQ(put->warnings_size(), 0);
  for (const bool reopened : {false, true}) {
    if (reopened) Open();
    const auto found = store_->Find("a-plus-b_1.0", "");
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ((*found)->digest(), put->digest());
    EXPECT_EQ((*found)->problem().tests.size(), 12);
    for (const TestCase& test : (*found)->problem().tests) {
      EXPECT_TRUE(fs::exists(test.input_path)) << test.input_path;
      EXPECT_TRUE(absl::StartsWith(test.input_path,
                                   absl::StrCat(Root(), "/packages/", put->digest(), "/data/")));
    }
    const absl::StatusOr<v1::StoredProblemInfo> info = store_->Get("a-plus-b_1.0");
    ASSERT_TRUE(info.ok()) << info.status();
    EXPECT_EQ(info->digest(), put->digest());
    EXPECT_EQ(info->name(), (*found)->problem().name);
    EXPECT_EQ(info->test_count(), 12);
    EXPECT_GT(info->size_bytes(), 100);
    EXPECT_GT(info->update_time().seconds(), 1'600'000'000);
  }
  EXPECT_TRUE(NamesIn("uploads").empty());
  struct stat status = {};
  ASSERT_EQ(stat(Root().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0700u);
}

TEST_F(ProblemStoreTest, TheArchiveDoesNotCount) {
  const std::string pack = "cd tests/packages && ";
  const std::string digest = MustPut("a", Run(pack + "tar -ch aplusb"));
  for (const std::string& command :
       {std::string("tar -chJ aplusb"), std::string("tar -ch --zstd aplusb"),
        std::string("cd aplusb && tar -chj --sort=name --mtime=@0 ."),
        std::string("cd aplusb && tar -ch --mode=u=rX *"),
        std::string("/usr/bin/python3 -c 'import shutil, sys;"
                    "sys.stdout.buffer.write(open(shutil.make_archive(sys.argv[1], \"zip\","
                    "\".\", \"aplusb\"), \"rb\").read())' ") +
            (folder_ / "made")}) {
    const absl::StatusOr<v1::PutProblemResponse> again = Put("b", Run(pack + command));
    ASSERT_TRUE(again.ok()) << command << ": " << again.status();
    EXPECT_EQ(again->digest(), digest) << command;
    EXPECT_TRUE(again->already_stored()) << command;
  }
  EXPECT_EQ(NamesIn("packages"), (std::set<std::string>{digest}));
  EXPECT_NE(MustPut("a", Package("1")), digest);
  EXPECT_NE(MustPut("a", Package("1")), MustPut("a", Package("2")));
}

TEST_F(ProblemStoreTest, BadPackagesAreSaidInTheirOwnPaths) {
  const struct {
    const char* what;
    std::string archive;
    const char* message;
  } cases[] = {
      {"no archive", "hello", "neither a tar"},
      {"nothing", "", "the archive is empty"},
      {"link", Run("cd " + folder_.path() + " && ln -s /etc p && tar -c p"),
       "archive entry \"p\": is a symbolic link"},
      {"no answer", Run("tar -C tests/packages -ch broken_no_answer"), "data/secret"},
      {"bad yaml", Run("tar -C tests/packages -ch broken_yaml"), "problem.yaml"},
      {"no yaml", Run("tar -C tests/packages/aplusb -ch data"), "problem.yaml is missing"},
      {"unsupported", Package("1", "name: x\nvalidation: custom\n"), "problem.yaml"},
  };
  for (const auto& c : cases) {
    const absl::Status status = Put("x", c.archive).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.what << ": " << status;
    EXPECT_TRUE(absl::StrContains(status.message(), c.message)) << c.what << ": " << status;
    EXPECT_FALSE(absl::StrContains(status.message(), folder_.path())) << c.what << ": " << status;
    EXPECT_FALSE(absl::StrContains(status.message(), "uploads")) << c.what << ": " << status;
  }
  EXPECT_TRUE(NamesIn("packages").empty());
  EXPECT_TRUE(NamesIn("uploads").empty());
  EXPECT_EQ(store_->Find("x", "").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ProblemStoreTest, BadIds) {
  for (const std::string& id :
       {std::string(), std::string("."), std::string(".."), std::string(".a"), std::string("a/b"),
        std::string("../a"), std::string("a b"), std::string("a\0b", 3), std::string("é"),
        std::string(129, 'a')}) {
    EXPECT_EQ(store_->Begin(id).status().code(), absl::StatusCode::kInvalidArgument) << id;
    EXPECT_EQ(store_->Find(id, "").status().code(), absl::StatusCode::kNotFound) << id;
    EXPECT_EQ(store_->Get(id).status().code(), absl::StatusCode::kNotFound) << id;
    EXPECT_EQ(store_->Delete(id).code(), absl::StatusCode::kNotFound) << id;
  }
  EXPECT_TRUE(store_->Begin(std::string(128, 'a')).ok());
  MustPut("x", Package("1"));
  for (const char* const digest : {"0", "..", "../uploads", "' OR 1=1 --"}) {
    EXPECT_EQ(store_->Find("x", digest).status().code(), absl::StatusCode::kNotFound) << digest;
    EXPECT_EQ(store_->FindAccepted("x", digest).status().code(), absl::StatusCode::kNotFound);
  }
}

TEST_F(ProblemStoreTest, ANamelessPackageIsCalledByItsId) {
  const std::string archive = Package("1", "problem_format_version: legacy\n");
  MustPut("first", archive);
  MustPut("second", archive);
  for (const char* const id : {"first", "second"}) {
    EXPECT_EQ((*store_->Find(id, ""))->problem().name, id);
    EXPECT_EQ((*store_->Find(id, ""))->id(), id);
    EXPECT_EQ(store_->Get(id)->name(), id);
  }
  EXPECT_EQ(store_->List("", 9)->at(1).name(), "second");
  MustPut("named", Package("1", "name: second\n"));
  EXPECT_EQ(store_->Get("named")->name(), "second");
}

TEST_F(ProblemStoreTest, AnIdNamesTheLatest) {
  const std::string first = MustPut("x", Package("1"));
  const std::string second = MustPut("x", Package("2"));
  const std::string other = MustPut("y", Package("3"));
  EXPECT_EQ((*store_->Find("x", ""))->digest(), second);
  EXPECT_EQ((*store_->Find("x", second))->digest(), second);
  EXPECT_EQ((*store_->Find("x", first))->digest(), first);
  EXPECT_EQ(store_->Find("x", other).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(store_->Get("x")->digest(), second);
  // And back.
  MustPut("x", Package("1"));
  EXPECT_EQ((*store_->Find("x", ""))->digest(), first);
}

TEST_F(ProblemStoreTest, Lists) {
  for (const char* const id : {"b", "a", "C", "d"}) MustPut(id, Package(id));
  const auto ids = [&](const std::string& after, int limit) {
    std::string all;
    const std::vector<v1::StoredProblemInfo> infos = *store_->List(after, limit);
    for (const v1::StoredProblemInfo& info : infos) {
      absl::StrAppend(&all, info.id(), " ");
    }
    return all;
  };
  EXPECT_EQ(ids("", 10), "C a b d ");
  EXPECT_EQ(ids("", 2), "C a ");
  EXPECT_EQ(ids("a", 2), "b d ");
  EXPECT_EQ(ids("d", 2), "");
  EXPECT_EQ(store_->List("", 0).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(ProblemStoreTest, SweepSparesWhatIsWanted) {
  const std::string held = MustPut("x", Package("1"));
  const std::string needed = MustPut("x", Package("2"));
  const std::string old = MustPut("x", Package("3"));
  const std::string current = MustPut("x", Package("4"));
  const std::string deleted = MustPut("y", Package("5"));
  std::shared_ptr<const StoredPackage> holder = *store_->Find("x", held);
  ASSERT_TRUE(store_->Find("y", "").ok());
  ASSERT_TRUE(store_->Delete("y").ok());
  EXPECT_EQ(store_->Find("y", "").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(store_->Find("y", deleted).status().code(), absl::StatusCode::kNotFound);
  // One that was accepted before goes on.
  EXPECT_EQ((*store_->FindAccepted("y", deleted))->problem().tests.size(), 1);
  ASSERT_TRUE(store_->Sweep({needed, "unknown"}).ok());
  EXPECT_EQ(NamesIn("packages"), (std::set<std::string>{held, needed, current}));
  EXPECT_TRUE(NamesIn("uploads").empty());
  EXPECT_EQ(store_->Find("x", old).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(store_->FindAccepted("y", deleted).status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(store_->Find("x", needed).ok());
  EXPECT_TRUE(fs::exists(holder->problem().tests[0].input_path));
  holder.reset();
  ASSERT_TRUE(store_->Sweep({}).ok());
  EXPECT_EQ(NamesIn("packages"), (std::set<std::string>{current}));
  // An id that comes back does not bring its past along.
  MustPut("y", Package("4"));
  EXPECT_EQ(store_->Find("y", deleted).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ProblemStoreTest, TheSameAtOnce) {
  const std::string archive = Package(std::string(100'000, '7'));
  constexpr int kThreads = 8;
  std::vector<std::string> digests(kThreads);
  std::atomic<int> new_count = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      const absl::StatusOr<v1::PutProblemResponse> response =
          Put(absl::StrCat("p", t % 2), archive);
      ASSERT_TRUE(response.ok()) << response.status();
      digests[t] = response->digest();
      if (!response->already_stored()) ++new_count;
      EXPECT_TRUE(store_->Sweep({}).ok());
      const auto found = store_->Find(absl::StrCat("p", t % 2), "");
      ASSERT_TRUE(found.ok()) << found.status();
      EXPECT_EQ((*found)->problem().tests.size(), 1);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<std::string>(digests.begin(), digests.end()).size(), 1);
  EXPECT_EQ(new_count, 1);
  EXPECT_EQ(NamesIn("packages").size(), 1);
  EXPECT_TRUE(NamesIn("uploads").empty());
}

TEST_F(ProblemStoreTest, FindAndSweepRace) {
  const std::string archives[] = {Package("1"), Package("2")};
  MustPut("x", archives[0]);
  std::atomic<bool> stop = false;
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      while (!stop) {
        const auto found = store_->Find("x", "");
        ASSERT_TRUE(found.ok()) << found.status();
        const std::string& input = (*found)->problem().tests[0].input_path;
        EXPECT_TRUE(fs::exists(input)) << input;
        std::this_thread::yield();
        EXPECT_TRUE(fs::exists(input)) << "removed while it was held";
      }
    });
  }
  for (int i = 1; i <= 40; ++i) {
    MustPut("x", archives[i % 2]);
    EXPECT_TRUE(store_->Sweep({}).ok());
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
}

TEST_F(ProblemStoreTest, WhatACrashLeavesIsRemoved) {
  const std::string digest = MustPut("x", Package("1"));
  store_.reset();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto store = ProblemStore::Open(Root(), {});
    const auto upload = store.ok() ? (*store)->Begin("y") : store.status();
    const bool ok = upload.ok() && (*upload)->Append("half").ok();
    _exit(ok ? 0 : 1);  // Without destructors, as if killed.
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  EXPECT_EQ(NamesIn("uploads").size(), 1);
  // Renamed, and then killed.
  fs::create_directories(Root() + "/packages/0123/data");
  Open();
  EXPECT_TRUE(NamesIn("uploads").empty());
  EXPECT_EQ(NamesIn("packages"), (std::set<std::string>{digest}));
  EXPECT_TRUE(store_->Find("x", "").ok());
}

TEST_F(ProblemStoreTest, AnUploadThatEndsEarlyLeavesNothing) {
  {
    auto upload = *store_->Begin("x");
    ASSERT_TRUE(upload->Append(Package("1")).ok());
    EXPECT_EQ(NamesIn("uploads").size(), 1);
  }
  EXPECT_TRUE(NamesIn("uploads").empty());
  EXPECT_EQ(store_->Get("x").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ProblemStoreTest, Room) {
  const std::string archive = Package(std::string(100'000, '1'));
  Open({.max_problem_bytes = 50'000});
  absl::Status status = Put("x", archive).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "50000 bytes")) << status;

  Open({.max_total_bytes = 150'000});
  MustPut("x", archive);
  status = Put("y", Package(std::string(100'000, '2'))).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  MustPut("y", archive);  // The same needs no more room.
  ASSERT_TRUE(store_->Delete("x").ok());
  ASSERT_TRUE(store_->Delete("y").ok());
  ASSERT_TRUE(store_->Sweep({}).ok());
  MustPut("y", Package(std::string(100'000, '2')));

  Open({.min_free_bytes = int64_t{1} << 60});
  EXPECT_EQ(store_->Begin("x").status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(store_->Find("y", "").ok());
  EXPECT_TRUE(NamesIn("uploads").empty());
}

TEST_F(ProblemStoreTest, SoManyUploadsAtOnce) {
  std::vector<std::unique_ptr<PackageUpload>> uploads;
  absl::Status full;
  while (full.ok() && uploads.size() < 100) {
    absl::StatusOr<std::unique_ptr<PackageUpload>> upload = store_->Begin("x");
    full = upload.status();
    if (upload.ok()) uploads.push_back(*std::move(upload));
  }
  EXPECT_EQ(uploads.size(), 8);
  EXPECT_EQ(ReasonOf(full), "TOO_MANY_UPLOADS") << full;
  EXPECT_TRUE(RetryDelayOf(full).has_value());
  uploads.pop_back();
  MustPut("x", Package("1"));
}

TEST_F(ProblemStoreTest, UploadsShareTheRoom) {
  // A budget of 1 byte, and what archives have beyond their files.
  Open({.max_total_bytes = 1});
  const std::string piece(32 << 20, 'x');
  absl::Status status;
  std::vector<std::unique_ptr<PackageUpload>> uploads;
  for (int i = 0; i < 7; ++i) {
    uploads.push_back(*store_->Begin("x"));
    ASSERT_TRUE(uploads.back()->Append(piece).ok());
  }
  EXPECT_TRUE(uploads.front()->Append(piece).ok());
  const absl::Status full = uploads.back()->Append(piece);
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted) << full;
  EXPECT_TRUE(RetryDelayOf(full).has_value());
  uploads.erase(uploads.begin());
  EXPECT_TRUE(uploads.front()->Append(piece).ok());
}

TEST_F(ProblemStoreTest, DamageIsSaidAndRepaired) {
  const std::string digest = MustPut("x", Package("1"));
  Open();
  fs::remove_all(Root() + "/packages/" + digest);
  EXPECT_EQ(store_->Find("x", "").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(MustPut("x", Package("1")), digest);
  EXPECT_TRUE(store_->Find("x", "").ok());
}

TEST_F(ProblemStoreTest, OneProcessAtATime) {
  const absl::Status status = ProblemStore::Open(Root(), {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
}

}  // namespace
}  // namespace assay::judge
