#ifndef ASSAY_JUDGE_PROBLEM_TEMP_FOLDER_H_
#define ASSAY_JUDGE_PROBLEM_TEMP_FOLDER_H_

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"

namespace assay::judge {

// A fresh folder that is removed with its contents. For tests.
class TempFolder {
 public:
  TempFolder() : path_(testing::TempDir() + "/problem.XXXXXX") {
    EXPECT_NE(mkdtemp(path_.data()), nullptr);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& relative) const { return path_ + "/" + relative; }

  // Makes the folders on the way too.
  void Write(const std::string& relative, absl::string_view content = "") const {
    std::filesystem::create_directories(std::filesystem::path(*this / relative).parent_path());
    EXPECT_TRUE(WriteFile(*this / relative, content).ok()) << relative;
  }

 private:
  std::string path_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_TEMP_FOLDER_H_
