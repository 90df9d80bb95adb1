#include "judge/image/image_reference.h"

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "judge/problem/temp_folder.h"

namespace assay::judge {
namespace {

using Kind = ImageReference::Kind;

TEST(ImageReferenceTest, TellsTransportsPathsAndTagsApart) {
  const TempFolder folder;
  folder.Write("layout/oci-layout");
  folder.Write("a:b/oci-layout");
  folder.Write("image.tar");
  const struct {
    std::string text;
    Kind kind;
    std::string path;
    std::string tag;
  } kCases[] = {
      {"oci:" + folder / "layout", Kind::kOciLayout, folder / "layout", ""},
      {"oci:" + folder / "layout:v1", Kind::kOciLayout, folder / "layout", "v1"},
      {"oci:" + folder / "a:b", Kind::kOciLayout, folder / "a:b", ""},
      {"oci:" + folder / "a:b:v1", Kind::kOciLayout, folder / "a:b", "v1"},
      {"oci:missing:v1", Kind::kOciLayout, "missing", "v1"},
      {"docker-archive:" + folder / "image.tar", Kind::kDockerArchive, folder / "image.tar", ""},
      {"docker-archive:" + folder / "image.tar:some/name:v1", Kind::kDockerArchive,
       folder / "image.tar", "some/name:v1"},
      {"dir:a:b", Kind::kFolder, "a:b", ""},
      {"cpp", Kind::kStored, "cpp:latest", ""},
      {"site/cpp-12:v1.0_A", Kind::kStored, "site/cpp-12:v1.0_A", ""},
      {"0123456789ab", Kind::kStored, "0123456789ab", ""},
  };
  for (const auto& each : kCases) {
    const absl::StatusOr<ImageReference> reference = ParseImageReference(each.text);
    ASSERT_TRUE(reference.ok()) << each.text << ": " << reference.status();
    EXPECT_EQ(reference->kind, each.kind) << each.text;
    EXPECT_EQ(reference->path, each.path) << each.text;
    EXPECT_EQ(reference->tag, each.tag) << each.text;
  }
}

TEST(ImageReferenceTest, RefusesWhatIsNoName) {
  for (const char* text :
       {"", "oci:", "CPP", "../x", "/etc", "a//b", "a:", "a:-x", "a b", "a:b:c", "-x", "x-"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseImageReference(text).status())) << text;
  }
}

}  // namespace
}  // namespace assay::judge
