// The files of deploy/ against the programs that read them.

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <sys/wait.h>
#include <yaml-cpp/yaml.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "judge/service/config.h"
#include "judge/service/metrics.h"
#include "judge/service/tokens.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

std::string Deployed(const std::string& name) {
  absl::StatusOr<std::string> text = ReadFile(absl::StrCat("deploy/", name), 1 << 20);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.value_or("");
}

std::string WriteCopy(const std::string& name, const std::string& text) {
  const std::string path = absl::StrCat(testing::TempDir(), "/deploy_test_", name);
  remove(path.c_str());
  EXPECT_TRUE(WriteFile(path, text, 0600).ok());
  return path;
}

absl::Status CheckConfigText(const std::string& text) {
  absl::StatusOr<Config> config = LoadConfig(WriteCopy("config.textproto", text));
  if (!config.ok()) return config.status();
  const absl::Status status = CompleteConfig(&*config);
  return status.ok() ? ValidateConfig(*config) : status;
}

// Every text below `value`.
void CollectTexts(const google::protobuf::Value& value, std::vector<std::string>* texts) {
  if (value.kind_case() == google::protobuf::Value::kStringValue) {
    texts->push_back(value.string_value());
  }
  for (const auto& [name, member] : value.struct_value().fields()) CollectTexts(member, texts);
  for (const auto& element : value.list_value().values()) CollectTexts(element, texts);
}

// The names that begin with "assay_", without what Prometheus adds to those of histograms.
std::set<std::string> MetricNames(const std::string& text) {
  std::set<std::string> names;
  for (size_t at = 0; (at = text.find("assay_", at)) != std::string::npos;) {
    size_t end = at;
    while (end < text.size() && (absl::ascii_isalnum(text[end]) || text[end] == '_')) ++end;
    std::string name = text.substr(at, end - at);
    at = end;
    for (const char* suffix : {"_bucket", "_sum", "_count"}) {
      if (absl::EndsWith(name, suffix)) name.resize(name.size() - std::string(suffix).size());
    }
    names.insert(name);
  }
  return names;
}

TEST(DeployTest, ExampleConfigurationIsValid) {
  const absl::Status status = CheckConfigText(Deployed("sandboxd.textproto"));
  EXPECT_TRUE(status.ok()) << status;
}

TEST(DeployTest, ExampleTokensAreValid) {
  const absl::StatusOr<std::unique_ptr<Tokens>> tokens =
      Tokens::Open(WriteCopy("tokens.textproto", Deployed("tokens.textproto")));
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  EXPECT_EQ((*tokens)->current()->client_count(), 2);
}

TEST(DeployTest, KubernetesManifestIsYamlWithAValidConfiguration) {
  const std::vector<YAML::Node> documents = YAML::LoadAll(Deployed("kubernetes.yaml"));
  std::set<std::string> kinds;
  for (const YAML::Node& document : documents) {
    const auto kind = document["kind"].as<std::string>();
    kinds.insert(kind);
    EXPECT_FALSE(document["metadata"]["name"].as<std::string>().empty());
    if (kind != "ConfigMap") continue;
    const absl::Status status =
        CheckConfigText(document["data"]["sandboxd.textproto"].as<std::string>());
    EXPECT_TRUE(status.ok()) << status;
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"ConfigMap", "Service", "StatefulSet"}));
}

TEST(DeployTest, DashboardShowsEveryMetricAndNoOther) {
  google::protobuf::Value dashboard;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(Deployed("grafana-dashboard.json"),
                                                          dashboard.mutable_struct_value())
                  .ok());
  std::vector<std::string> texts;
  CollectTexts(dashboard, &texts);
  std::set<std::string> shown;
  for (const std::string& text : texts) shown.merge(MetricNames(text));

  Metrics metrics({"c"}, {"Submit"});
  metrics.SetReader([] { return MetricReadings(); });
  std::set<std::string> served;
  for (const absl::string_view line : absl::StrSplit(metrics.ToText(), '\n')) {
    if (!absl::StartsWith(line, "#")) served.merge(MetricNames(std::string(line)));
  }
  EXPECT_EQ(shown, served);
  EXPECT_GT(served.size(), 10);
}

TEST(DeployTest, UnitIsWhatSystemdExpects) {
  if (system("systemd-analyze --version >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "no systemd-analyze on this machine to verify the unit with";
  }
  // The program need not be installed here.
  const std::string unit =
      absl::StrReplaceAll(Deployed("sandboxd.service"), {{"/usr/local/bin/sandboxd", "/bin/true"}});
  const std::string path = absl::StrCat(testing::TempDir(), "/sandboxd.service");
  ASSERT_TRUE(WriteFile(path, unit).ok());
  const std::string messages = absl::StrCat(testing::TempDir(), "/systemd_messages");
  const int result = system(
      absl::StrCat("systemd-analyze verify --man=no ", path, " >", messages, " 2>&1").c_str());
  // A directive that is not known is a mere warning, which names the file.
  const std::string text = ReadFile(messages, 1 << 20).value_or("");
  EXPECT_EQ(WEXITSTATUS(result), 0) << text;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    EXPECT_FALSE(absl::StrContains(line, "sandboxd.service")) << line;
  }
}

}  // namespace
}  // namespace assay::judge
