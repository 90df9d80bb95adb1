#include "judge/image/image_root.h"

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/temp_folder.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ImageRootTest : public testing::Test {
 protected:
  ImageRootTest() {
    root_.Write("usr/bin/tool");
    root_.Write("usr/bin/data");
    root_.Write("work/hidden");
    root_.Write("tmp/hidden");
    root_.Write("README");
    fs::create_directory(root_ / "opt");
    fs::create_symlink("usr/bin", root_ / "bin");
    // As the image sees it, and not the host.
    fs::create_symlink("/usr/bin/tool", root_ / "usr/bin/absolute");
    fs::create_symlink("/bin/sh", root_ / "usr/bin/sh");
    EXPECT_EQ(chmod((root_ / "usr/bin/tool").c_str(), 0755), 0);
    image_.root_path = root_.path();
  }

  const TempFolder root_;
  StoredImage image_;
};

TEST_F(ImageRootTest, ShowsWhatIsNotTheJailsOwn) {
  const sandbox::RootFilesystem root = MakeImageRoot(image_).value();
  EXPECT_THAT(root.binds, ElementsAre(sandbox::BindMount{root_ / "README", "/README"},
                                      sandbox::BindMount{root_ / "usr", "/usr"}));
  EXPECT_THAT(root.symlinks, ElementsAre(sandbox::RootSymlink{"/bin", "usr/bin"}));
  EXPECT_THAT(root.directories, ElementsAre("/opt"));
}

TEST_F(ImageRootTest, PutsTheProcessTogetherAsDockerRunDoes) {
  image_.config.environment = {"PATH=relative:/bin", "A=image"};
  image_.config.entrypoint = {"tool", "first"};
  image_.config.command = {"default"};
  const ImageProcess process = PlanImageProcess(image_, {}, {"A=given", "B=given"}, "").value();
  EXPECT_THAT(process.argv, ElementsAre("/bin/tool", "first", "default"));
  EXPECT_THAT(process.environment,
              ElementsAre("PATH=relative:/bin", "HOME=/work", "A=given", "B=given"));
  EXPECT_EQ(process.working_directory, "/work");
  EXPECT_THAT(PlanImageProcess(image_, {"x"}, {}, "")->argv,
              ElementsAre("/bin/tool", "first", "x"));
  image_.config.working_directory = "/usr";
  EXPECT_EQ(PlanImageProcess(image_, {}, {}, "")->working_directory, "/usr");
  EXPECT_EQ(PlanImageProcess(image_, {}, {}, "/bin")->working_directory, "/bin");
}

TEST_F(ImageRootTest, FindsProgramsInTheImageAlone) {
  EXPECT_EQ(PlanImageProcess(image_, {"absolute"}, {}, "")->argv[0], "/usr/bin/absolute");
  EXPECT_EQ(PlanImageProcess(image_, {"/any/path"}, {}, "")->argv[0], "/any/path");
  const struct {
    std::vector<std::string> argv;
    std::string folder;
    const char* message;
  } kCases[] = {
      {{}, "", "names no program"},
      {{"data"}, "", "is not in the image's PATH"},
      // It leads to a file of the host's.
      {{"sh"}, "", "is not in the image's PATH"},
      {{"./tool"}, "", "relative path"},
      {{"tool"}, "/none", "is no folder of the image"},
      {{"tool"}, "/README", "is no folder of the image"},
      {{"tool"}, "usr", "not an absolute path"},
  };
  for (const auto& each : kCases) {
    const absl::Status status = PlanImageProcess(image_, each.argv, {}, each.folder).status();
    EXPECT_THAT(std::string(status.message()), HasSubstr(each.message));
  }
}

}  // namespace
}  // namespace assay::judge
