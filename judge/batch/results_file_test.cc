#include "judge/batch/results_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "judge/batch/record_json.h"
#include "judge/batch/record_reader.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

using ::judge::v1::BatchManifest;
using ::judge::v1::BatchRecord;
using ::testing::HasSubstr;

class ResultsFileTest : public testing::Test {
 protected:
  ResultsFileTest()
      : path_(testing::TempDir() + "/" +
              testing::UnitTest::GetInstance()->current_test_info()->name() + ".jsonl") {
    std::filesystem::remove(path_);
    manifest_.set_version(1);
    manifest_.set_input_digest("d");
    manifest_.set_submission_count(9);
  }

  // A judgement has indices of its own.
  static constexpr char kId[] = "\"index\": \"77\"";

  static std::string Line(int64_t index, const std::string& problem = "p") {
    BatchRecord record;
    record.set_index(index);
    record.set_id(kId);
    record.set_problem(problem);
    record.mutable_judgement()->add_test_results()->set_name("index");
    return RecordLine(record);
  }

  void Make(const std::vector<int64_t>& indices) {
    const auto file = ResultsFile::Create(path_, manifest_, SyncPolicy::kEach);
    ASSERT_TRUE(file.ok()) << file.status();
    for (const int64_t index : indices) ASSERT_TRUE((*file)->Append(Line(index)).ok());
    ASSERT_TRUE((*file)->Finish().ok());
  }

  std::string Contents() const { return ReadFile(path_, 1 << 20).value(); }

  absl::Status Resume(DoneSet* done) const {
    return ResultsFile::Resume(path_, manifest_, SyncPolicy::kEnd, marks_, done).status();
  }

  const std::string path_;
  BatchManifest manifest_;
  const std::vector<uint64_t> marks_ = std::vector<uint64_t>(9, MarkOf(kId, "p"));
};

TEST_F(ResultsFileTest, ResumesAfterAnyByte) {
  Make({3, 1, 2});
  const std::string whole = Contents();
  const size_t manifest_end = whole.find('\n') + 1;
  for (size_t length = 0; length <= whole.size(); ++length) {
    ASSERT_TRUE(WriteFile(path_, whole.substr(0, length)).ok());
    DoneSet done;
    ASSERT_TRUE(Resume(&done).ok()) << length;
    const std::string kept = whole.substr(0, length);
    const size_t end = kept.rfind('\n') + 1;
    EXPECT_EQ(Contents(), end == 0 ? whole.substr(0, manifest_end) : whole.substr(0, end));
    const int64_t lines = std::count(kept.begin(), kept.end(), '\n');
    EXPECT_EQ(done.size(), std::max<int64_t>(0, lines - 1)) << length;
    EXPECT_EQ(done.Contains(3), lines > 1);
    EXPECT_EQ(done.Contains(1), lines > 2);
    EXPECT_FALSE(done.Contains(77));
  }
}

TEST_F(ResultsFileTest, RefusesAnotherInput) {
  Make({1});
  DoneSet done;
  manifest_.set_input_digest("e");
  EXPECT_THAT(std::string(Resume(&done).message()), HasSubstr("the submissions have changed"));
  manifest_.set_input_digest("d");
  manifest_.set_options("x");
  EXPECT_THAT(std::string(Resume(&done).message()), HasSubstr("other options"));
  manifest_.clear_options();
  manifest_.add_problems()->set_name("p");
  EXPECT_THAT(std::string(Resume(&done).message()), HasSubstr("other problems"));
  manifest_.clear_problems();
  (*manifest_.mutable_toolchains())["c"] = "gcc 13";
  EXPECT_THAT(std::string(Resume(&done).message()), HasSubstr("toolchain"));
}

TEST_F(ResultsFileTest, RefusesDamage) {
  Make({1, 2});
  const std::string whole = Contents();
  DoneSet done;
  ASSERT_TRUE(WriteFile(path_, whole + Line(2)).ok());
  EXPECT_THAT(std::string(Resume(&done).message()), HasSubstr(":4: submission 2 is there twice"));
  for (const int64_t beyond : {int64_t{10}, int64_t{1} << 50}) {
    DoneSet none;
    ASSERT_TRUE(WriteFile(path_, whole + Line(beyond)).ok());
    EXPECT_THAT(std::string(Resume(&none).message()), HasSubstr(":4: is no result of this batch"));
  }
  ASSERT_TRUE(WriteFile(path_, whole + Line(3, "q")).ok());
  DoneSet of_another;
  EXPECT_THAT(std::string(Resume(&of_another).message()),
              HasSubstr(":4: is not of submission 3 of the input"));
  ASSERT_TRUE(WriteFile(path_, whole + "rubbish\n" + Line(3)).ok());
  DoneSet other;
  EXPECT_TRUE(absl::IsDataLoss(Resume(&other)));
}

TEST_F(ResultsFileTest, OverwritesNothing) {
  Make({1});
  EXPECT_TRUE(
      absl::IsAlreadyExists(ResultsFile::Create(path_, manifest_, SyncPolicy::kEnd).status()));
}

TEST_F(ResultsFileTest, ReadsBackWhatItWrote) {
  Make({5});
  const auto reader = RecordReader::Open(path_);
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ((*reader)->manifest().submission_count(), 9);
  const auto record = (*reader)->Next();
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ((*record)->index(), 5);
  EXPECT_FALSE((*reader)->Next()->has_value());
}

}  // namespace
}  // namespace assay::judge
