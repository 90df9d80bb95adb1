#ifndef ASSAY_TESTS_JAIL_JAIL_FIXTURE_H_
#define ASSAY_TESTS_JAIL_JAIL_FIXTURE_H_

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::sandbox {

// What a run printed and how it ended.
struct Observed {
  RunResult result;
  std::string out;
  std::string err;
};

// Runs actions of tests/jail/probe.cc in jails of a Sandbox of its own, and, after each test,
// checks that nothing is left: no process, mount, control group or descriptor.
class JailFixture : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // (Re)starts the sandbox.
  void StartSandbox(const SandboxOptions& options);
  Sandbox& sandbox() { return *sandbox_; }

  // A run of `probe ARGUMENTS...` under generous limits; policy "native".
  RunSpec ProbeSpec(const std::vector<std::string>& arguments);

  // Runs `spec` with its output captured.
  absl::StatusOr<Observed> RunToEnd(RunSpec spec);

  // Runs an action after `change` was applied to its spec. Fails the test if the sandbox does.
  Observed Probe(const std::vector<std::string>& arguments,
                 const std::function<void(RunSpec&)>& change = nullptr);

  // The name that tests' sandboxes use below each controller's root. The same for all, so that what
  // a killed test has left is removed by the next one's; tests that make jails run one at a time.
  static std::string CgroupParent();
  // CgroupParent()'s directories in all hierarchies, and those of its instances and jails.
  static std::vector<std::string> ControlGroups();
  // Of the process `pid`; default: this one.
  static int OpenDescriptorCount(const std::string& pid = "self");
  // The children of this process's main thread.
  static std::vector<pid_t> Children();
  // The launcher that the sandbox started on the main thread; 0 without one.
  static pid_t LauncherPid();
  // The inits of the jails that are ready or running: the launcher's children.
  static std::vector<pid_t> Inits();
  // Reaps the dead children that no object waits for: what was left to this process when their
  // parent died.
  static void ReapOrphans();

  PolicyStore policies_;

 private:
  std::unique_ptr<Sandbox> sandbox_;
  std::string mounts_before_;
  int descriptors_before_ = 0;
};

// The path of a file that the build made, given its path from the workspace's root.
std::string BuiltFile(const std::string& path);

}  // namespace assay::sandbox

#endif  // ASSAY_TESTS_JAIL_JAIL_FIXTURE_H_
