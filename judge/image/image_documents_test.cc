#include "judge/image/image_documents.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kDigest(64, 'a');

std::string Blob() { return absl::StrCat(R"({"digest":"sha256:)", kDigest, R"(","size":7})"); }

TEST(ImageDocumentsTest, ReadsAnIndex) {
  const auto entries =
      ParseIndex(absl::StrCat(R"({"schemaVersion":2,"manifests":[{"digest":"sha256:)", kDigest,
                              R"(","size":7,"platform":{"os":"linux","architecture":"arm64"},)",
                              R"("annotations":{"org.opencontainers.image.ref.name":"v1"}}]})"));
  ASSERT_TRUE(entries.ok()) << entries.status();
  ASSERT_EQ(entries->size(), 1u);
  EXPECT_EQ(entries->front().blob.digest, kDigest);
  EXPECT_EQ(entries->front().blob.size_bytes, 7);
  EXPECT_EQ(entries->front().tag, "v1");
  EXPECT_EQ(entries->front().platform, "linux/arm64");
}

TEST(ImageDocumentsTest, ReadsAManifestAndTellsItFromAnIndex) {
  const std::string text =
      absl::StrCat(R"({"schemaVersion":2,"config":)", Blob(), R"(,"layers":[)", Blob(), "]}");
  const auto manifest = ParseManifest(text);
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  EXPECT_EQ(manifest->layers.size(), 1u);
  EXPECT_FALSE(LooksLikeIndex(text));
  EXPECT_TRUE(LooksLikeIndex(R"({"manifests":[]})"));
}

TEST(ImageDocumentsTest, ReadsAConfiguration) {
  const auto config = ParseConfig(absl::StrCat(
      R"({"os":"linux","architecture":"amd64","config":{"Env":["A=1"],"Entrypoint":["/e"],)",
      R"("Cmd":null,"WorkingDir":"/w","User":"me"},"rootfs":{"diff_ids":["sha256:)", kDigest,
      R"("]}})"));
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->platform, "linux/amd64");
  EXPECT_THAT(config->environment, ElementsAre("A=1"));
  EXPECT_THAT(config->entrypoint, ElementsAre("/e"));
  EXPECT_TRUE(config->command.empty());
  EXPECT_EQ(config->working_directory, "/w");
  EXPECT_EQ(config->user, "me");
  EXPECT_THAT(config->layer_digests, ElementsAre(kDigest));
}

TEST(ImageDocumentsTest, ReadsTheManifestOfAnArchive) {
  const auto images =
      ParseArchiveManifest(R"([{"Config":"c.json","RepoTags":null,"Layers":["a.tar"]}])");
  ASSERT_TRUE(images.ok()) << images.status();
  EXPECT_EQ(images->front().config, "c.json");
  EXPECT_THAT(images->front().layers, ElementsAre("a.tar"));
}

TEST(ImageDocumentsTest, NamesTheFieldThatIsWrong) {
  const struct {
    absl::Status status;
    const char* message;
  } kCases[] = {
      {ParseIndex("[").status(), "is no JSON"},
      {ParseIndex(R"({"manifests":{}})").status(), "manifests: is object"},
      {ParseIndex(R"({"manifests":[{"digest":"sha512:00","size":1}]})").status(), "sha256:HEX"},
      {ParseIndex(R"({"manifests":[{"digest":"sha256:../../x","size":1}]})").status(),
       "64 hexadecimal digits"},
      {ParseIndex(absl::StrCat(R"({"manifests":[{"digest":"sha256:)", kDigest, R"(","size":-1}]})"))
           .status(),
       "size: is missing or negative"},
      {ParseManifest(R"({"schemaVersion":1})").status(), "schemaVersion"},
      {ParseManifest(R"({"schemaVersion":2})").status(), "config: is missing"},
      {ParseManifest(R"({"schemaVersion":2,"schemaVersion":2})").status(), "is there twice"},
      {ParseConfig("{}").status(), "os: is missing"},
      {ParseConfig(R"({"os":"linux"})").status(), "rootfs: is missing"},
      {ParseConfig(R"({"os":"linux","config":{"Env":["=x"]}})").status(), "config.Env"},
      {ParseConfig(R"({"os":"linux","config":{"WorkingDir":"w"}})").status(), "WorkingDir"},
      {ParseArchiveManifest("[]").status(), "has no image"},
      {ParseArchiveManifest(R"([],"Config":"x")").status(), "has no image"},
      {ParseConfig(std::string(kMostDocumentBytes + 1, ' ')).status(), "too large"},
  };
  for (const auto& each : kCases) {
    EXPECT_TRUE(absl::IsInvalidArgument(each.status)) << each.status;
    EXPECT_THAT(std::string(each.status.message()), HasSubstr(each.message));
  }
}

}  // namespace
}  // namespace assay::judge
