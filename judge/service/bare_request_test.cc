#include "judge/service/bare_request.h"

#include <functional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using ::sandbox::v1::RunRequest;

RunRequest Good() {
  RunRequest request;
  request.add_argv("cat");
  request.add_files()->set_path("a/b");
  request.add_output_files("out/x");
  return request;
}

TEST(RunRequestTest, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(CheckRunRequest(Good()), absl::OkStatus());
  const struct {
    const char* field;
    std::function<void(RunRequest&)> spoil;
  } kCases[] = {
      {"argv", [](auto& r) { r.clear_argv(); }},
      {"argv", [](auto& r) { r.set_argv(0, ""); }},
      {"argv[1]", [](auto& r) { r.add_argv(std::string("a\0b", 3)); }},
      {"environment[0]", [](auto& r) { r.add_environment("A"); }},
      {"environment[0]", [](auto& r) { r.add_environment("=x"); }},
      {"files[0].path", [](auto& r) { r.mutable_files(0)->set_path(""); }},
      {"files[0].path", [](auto& r) { r.mutable_files(0)->set_path("/etc/passwd"); }},
      {"files[0].path", [](auto& r) { r.mutable_files(0)->set_path("a/../../b"); }},
      {"files[0].path", [](auto& r) { r.mutable_files(0)->set_path("a//b"); }},
      {"files[0].path", [](auto& r) { r.mutable_files(0)->set_path("a\nb"); }},
      {"files[0].path", [](auto& r) { r.mutable_files(0)->set_path(std::string(1001, 'a')); }},
      {"files[0].path", [](auto& r) { r.mutable_files(0)->set_path(std::string(256, 'a')); }},
      {"files[0].path",
       [](auto& r) {
         std::string deep = "a";
         for (int i = 0; i < 16; ++i) deep += "/a";
         r.mutable_files(0)->set_path(deep);
       }},
      {"files[1].path", [](auto& r) { r.add_files()->set_path("a/b"); }},
      {"files", [](auto& r) { r.add_files()->set_path("a"); }},
      {"files",
       [](auto& r) {
         for (int i = 0; i < 1000; ++i) r.add_files()->set_path(absl::StrCat(i));
       }},
      {"output_files[1]", [](auto& r) { r.add_output_files("../x"); }},
      {"output_files",
       [](auto& r) {
         for (int i = 0; i < 100; ++i) r.add_output_files("x");
       }},
      {"seccomp_policy", [](auto& r) { r.set_seccomp_policy("run+network"); }},
      {"seccomp_policy", [](auto& r) { r.set_seccomp_policy("network"); }},
      {"work_directory.size_bytes",
       [](auto& r) { r.mutable_work_directory()->set_size_bytes(4095); }},
      {"work_directory.file_count",
       [](auto& r) { r.mutable_work_directory()->set_file_count(-1); }},
      {"work_directory.write_bytes_per_second",
       [](auto& r) { r.mutable_work_directory()->set_write_bytes_per_second(1 << 20); }},
      {"work_directory.read_operations_per_second",
       [](auto& r) {
         r.mutable_work_directory()->set_on_disk(true);
         r.mutable_work_directory()->set_read_operations_per_second(9);
       }},
      {"network.policy",
       [](auto& r) {
         r.mutable_network()->set_policy(static_cast<::sandbox::v1::NetworkPolicy>(9));
       }},
      {"network.allowed", [](auto& r) { r.mutable_network()->add_allowed("10.0.0.1:80"); }},
      {"network.receive_bytes_per_second",
       [](auto& r) { r.mutable_network()->set_receive_bytes_per_second(1 << 20); }},
      {"network.allowed[1]",
       [](auto& r) {
         r.mutable_network()->set_policy(::sandbox::v1::NETWORK_POLICY_EGRESS);
         r.mutable_network()->add_allowed("10.0.0.1:80");
         r.mutable_network()->add_allowed("169.254.169.254:80");
       }},
      {"network.send_bytes_per_second",
       [](auto& r) {
         r.mutable_network()->set_policy(::sandbox::v1::NETWORK_POLICY_EGRESS);
         r.mutable_network()->set_send_bytes_per_second(1);
       }},
      {"limits.cpu_time",
       [](auto& r) { r.mutable_limits()->mutable_cpu_time()->set_nanos(2'000'000'000); }},
  };
  for (const auto& c : kCases) {
    RunRequest request = Good();
    c.spoil(request);
    const absl::Status status = CheckRunRequest(request);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.field;
    EXPECT_TRUE(absl::StartsWith(status.message(), absl::StrCat(c.field, ": "))) << status;
  }
}

TEST(AnswerRoomTest, IsWhatThePathsLeave) {
  RunRequest request = Good();
  const absl::StatusOr<int64_t> room = AnswerRoom(request, 64 << 10);
  ASSERT_TRUE(room.ok()) << room.status();
  EXPECT_GT(*room, 48 << 10);
  request.add_output_files(std::string(900, 'x'));
  const absl::StatusOr<int64_t> less = AnswerRoom(request, 64 << 10);
  ASSERT_TRUE(less.ok()) << less.status();
  EXPECT_LE(*less, *room - 900);
}

TEST(AnswerRoomTest, RefusesPathsThatFillAnAnswer) {
  RunRequest request = Good();
  for (int i = 0; i < 70; ++i) request.add_output_files(std::string(900, 'x'));
  EXPECT_TRUE(AnswerRoom(request, 128 << 10).ok());
  const absl::Status status = AnswerRoom(request, 64 << 10).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_TRUE(absl::StartsWith(status.message(), "output_files: ")) << status;
}

}  // namespace
}  // namespace assay::judge
