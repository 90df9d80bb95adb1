#include "tests/jail/jail_fixture.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sandbox/base/file.h"
#include "sandbox/host/host_report.h"

namespace assay::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr char kCgroupRoot[] = "/sys/fs/cgroup";

std::string Mounts() { return ReadFile("/proc/self/mountinfo", 1 << 24).value(); }

std::vector<pid_t> ChildrenOf(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/task/", pid, "/children"));
  return {std::istream_iterator<pid_t>(file), {}};
}

// Empty for a directory that has just been removed.
std::vector<std::string> Subdirectories(const std::string& directory) {
  std::vector<std::string> result;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.is_directory(error)) result.push_back(entry.path());
  }
  return result;
}

}  // namespace

std::string BuiltFile(const std::string& path) {
  return fs::absolute(
      absl::StrCat(std::getenv("TEST_SRCDIR"), "/", std::getenv("TEST_WORKSPACE"), "/", path));
}

std::string JailFixture::CgroupParent() { return "assay-test"; }

std::vector<std::string> JailFixture::ControlGroups() {
  // Version 1 mounts its hierarchies one level below.
  std::vector<std::string> roots = Subdirectories(kCgroupRoot);
  roots.push_back(kCgroupRoot);
  std::vector<std::string> groups;
  for (const std::string& root : roots) {
    const std::string parent = absl::StrCat(root, "/", CgroupParent());
    if (!fs::exists(parent)) continue;
    groups.push_back(parent);
    for (const std::string& instance : Subdirectories(parent)) {
      groups.push_back(instance);
      for (const std::string& jail : Subdirectories(instance)) groups.push_back(jail);
    }
  }
  return groups;
}

int JailFixture::OpenDescriptorCount(const std::string& pid) {
  const fs::directory_iterator descriptors(absl::StrCat("/proc/", pid, "/fd"));
  return static_cast<int>(std::distance(fs::begin(descriptors), fs::end(descriptors)));
}

std::vector<pid_t> JailFixture::Children() { return ChildrenOf(getpid()); }

std::vector<pid_t> JailFixture::Inits() {
  const pid_t launcher = LauncherPid();
  return launcher > 0 ? ChildrenOf(launcher) : std::vector<pid_t>();
}

pid_t JailFixture::LauncherPid() {
  for (const pid_t child : Children()) {
    std::ifstream name(absl::StrCat("/proc/", child, "/comm"));
    std::string text;
    if (name >> text && text == "assay-launcher") return child;
  }
  return 0;
}

void JailFixture::ReapOrphans() {
  for (const pid_t child : Children()) {
    if (child != LauncherPid()) waitpid(child, nullptr, WNOHANG);
  }
}

void JailFixture::SetUp() {
  // Whatever a dead launcher leaves becomes a child of this process.
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  mounts_before_ = Mounts();
  descriptors_before_ = OpenDescriptorCount();
  StartSandbox(SandboxOptions());
}

void JailFixture::StartSandbox(const SandboxOptions& options) {
  SandboxOptions own = options;
  own.cgroup_parent = CgroupParent();
  // As an ordinary user the tests are run by tests/vm.
  if (geteuid() != 0) own.accepted_weaknesses = {kSharedUserId};
  sandbox_.reset();
  absl::StatusOr<std::unique_ptr<Sandbox>> sandbox = Sandbox::Create(own);
  ASSERT_TRUE(sandbox.ok()) << sandbox.status();
  sandbox_ = *std::move(sandbox);
}

void JailFixture::TearDown() {
  sandbox_.reset();
  EXPECT_TRUE(ControlGroups().empty()) << ControlGroups().front() << " is left";
  // Inits whose launcher was killed are dead, but this process's to reap.
  pid_t child;
  do {
    child = waitpid(-1, nullptr, WNOHANG);
  } while (child > 0);
  EXPECT_EQ(child, -1) << "a process is left";
  EXPECT_EQ(errno, ECHILD);
  EXPECT_EQ(Mounts(), mounts_before_);
  EXPECT_EQ(OpenDescriptorCount(), descriptors_before_);
}

RunSpec JailFixture::ProbeSpec(const std::vector<std::string>& arguments) {
  RunSpec spec;
  spec.argv = {"/box/probe"};
  spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
  spec.root.binds = {{BuiltFile("tests/jail/probe"), "/box/probe"}};
  spec.limits.cpu_time = absl::Seconds(5);
  spec.limits.wall_time = absl::Seconds(20);
  spec.limits.memory_bytes = 128 * kMebibyte;
  spec.limits.output_bytes = kMebibyte;
  spec.seccomp = policies_.Get("native").value();
  return spec;
}

absl::StatusOr<Observed> JailFixture::RunToEnd(RunSpec spec) {
  Observed observed;
  spec.stdout_target = [&](absl::string_view data) { absl::StrAppend(&observed.out, data); };
  spec.stderr_target = [&](absl::string_view data) { absl::StrAppend(&observed.err, data); };
  absl::StatusOr<sandbox::Run> run = sandbox_->Start(std::move(spec));
  if (!run.ok()) return run.status();
  absl::StatusOr<RunResult> result = std::move(*run).Wait();
  if (!result.ok()) return result.status();
  observed.result = *std::move(result);
  return observed;
}

Observed JailFixture::Probe(const std::vector<std::string>& arguments,
                            const std::function<void(RunSpec&)>& change) {
  RunSpec spec = ProbeSpec(arguments);
  if (change) change(spec);
  absl::StatusOr<Observed> observed = RunToEnd(std::move(spec));
  EXPECT_TRUE(observed.ok()) << observed.status();
  return observed.ok() ? *std::move(observed) : Observed();
}

}  // namespace assay::sandbox
