// Networks of runs, and work directories on disk, as an embedder meets them.

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"
#include "sandbox/sandbox.h"
#include "tests/jail/jail_fixture.h"

namespace assay::sandbox {
namespace {

using ::testing::HasSubstr;

class IsolationTest : public JailFixture {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
    JailFixture::SetUp();
  }
  void TearDown() override {
    if (geteuid() == 0) JailFixture::TearDown();
  }

  // Python code on the host's interpreter.
  RunSpec PythonSpec(const std::string& code, const std::string& policy) {
    RunSpec spec = ProbeSpec({"exit", "0"});
    spec.argv = {"/usr/bin/python3", "-c", code};
    spec.env = {"PATH=/usr/bin"};
    spec.root.binds.push_back({.host_path = "/usr", .jail_path = "/usr"});
    spec.root.symlinks = {{"/lib", "usr/lib"}, {"/lib64", "usr/lib64"}};
    spec.seccomp = policies_.Get(policy).value();
    return spec;
  }
};

TEST_F(IsolationTest, APairTalksToEachOtherAndToNobodyElse) {
  const absl::StatusOr<NetworkPair> pair = sandbox().MakeNetworkPair({});
  ASSERT_TRUE(pair.ok()) << pair.status();
  RunSpec server = PythonSpec(
      "import socket\n"
      "listener = socket.create_server(('198.18.0.1', 4007))\n"
      "connection = listener.accept()[0]\n"
      "connection.sendall(connection.recv(5).upper())\n",
      "run+network");
  server.network = pair->first;
  RunSpec client = PythonSpec(
      "import errno, socket, time\n"
      "for address in ('169.254.169.254', '10.0.0.1', '198.19.0.0'):\n"
      "  try: socket.create_connection((address, 80), 10)\n"
      "  except OSError as error: print(errno.errorcode[error.errno])\n"
      "while True:\n"
      "  try: connection = socket.create_connection(('198.18.0.1', 4007)); break\n"
      "  except ConnectionRefusedError: time.sleep(0.02)\n"
      "connection.sendall(b'hello')\n"
      "print(connection.recv(5).decode())\n",
      "run+network");
  client.network = pair->second;
  absl::StatusOr<Observed> served;
  std::thread thread([&] { served = RunToEnd(std::move(server)); });
  const absl::StatusOr<Observed> asked = RunToEnd(std::move(client));
  thread.join();
  ASSERT_TRUE(asked.ok()) << asked.status();
  ASSERT_TRUE(served.ok()) << served.status();
  EXPECT_EQ(asked->out, "ENETUNREACH\nENETUNREACH\nENETUNREACH\nHELLO\n") << asked->err;
  EXPECT_EQ(served->result.outcome, Outcome(Exited{0})) << served->err;
  ASSERT_TRUE(asked->result.usage.network.has_value());
  EXPECT_GT(asked->result.usage.network->sent_bytes, 5);
  EXPECT_GT(asked->result.usage.network->received_bytes, 5);
}

TEST_F(IsolationTest, ANetworkServesOneRun) {
  const auto network = sandbox().MakeLoopbackNetwork();
  ASSERT_TRUE(network.ok()) << network.status();
  for (const bool first : {true, false}) {
    RunSpec spec = ProbeSpec({"exit", "0"});
    spec.network = *network;
    const absl::StatusOr<Observed> observed = RunToEnd(std::move(spec));
    EXPECT_EQ(observed.ok(), first) << observed.status();
  }
}

TEST_F(IsolationTest, ThereIsNoEgressUnlessItIsSetUp) {
  const auto network = sandbox().MakeEgressNetwork({});
  EXPECT_EQ(network.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(IsolationTest, WorkFilesAreOnTheDiskAndItsFilesCanBeReadLater) {
  const std::string path = absl::StrCat(testing::TempDir(), "/work-file");
  ASSERT_TRUE(WriteFile(path, "from outside\n").ok());
  for (int run = 0; run < 3; ++run) {
    RunSpec spec = PythonSpec(
        "open('out', 'w').write(open('in').read().upper())\n"
        "import os; print(os.stat('in').st_uid, os.stat('/work').st_uid)\n",
        "run");
    spec.work_on_disk = true;
    spec.limits.work_bytes = 8 * kMebibyte;
    spec.keep_work_directory = true;
    spec.work_files.push_back({.path = "in", .contents = OpenFile(path, O_RDONLY).value()});
    const absl::StatusOr<Observed> observed = RunToEnd(std::move(spec));
    ASSERT_TRUE(observed.ok()) << observed.status();
    EXPECT_EQ(observed->out, "1000 1000\n") << observed->err;
    const auto out =
        OpenFileAt(observed->result.work_directory.get(), "out", O_RDONLY | O_NOFOLLOW);
    ASSERT_TRUE(out.ok()) << out.status();
    EXPECT_EQ(ReadDescriptor(out->get(), 100, "out").value(), "FROM OUTSIDE\n");
    // What was put in there is no part of the run's bill.
    EXPECT_EQ(observed->result.usage.disk->read_bytes, 0);
  }
  unlink(path.c_str());
}

TEST_F(IsolationTest, AProgramsMemoryDoesNotHoldItsDisk) {
  RunSpec spec = PythonSpec(
      "with open('file', 'wb') as file:\n"
      "  for i in range(96): file.write(bytes(1 << 20))\n"
      "print('done')\n",
      "run");
  spec.work_on_disk = true;
  spec.limits.work_bytes = 128 * kMebibyte;
  spec.limits.file_size_bytes = 128 * kMebibyte;
  spec.limits.memory_bytes = 48 * kMebibyte;
  const absl::StatusOr<Observed> observed = RunToEnd(std::move(spec));
  ASSERT_TRUE(observed.ok()) << observed.status();
  EXPECT_EQ(observed->out, "done\n") << observed->err;
  EXPECT_LE(observed->result.usage.peak_memory_bytes, 48 * kMebibyte);
}

TEST_F(IsolationTest, WithoutADiskThereIsNothingToLimit) {
  RunSpec spec = ProbeSpec({"exit", "0"});
  spec.limits.disk_rates.write_bytes = kMebibyte;
  const absl::StatusOr<Observed> observed = RunToEnd(std::move(spec));
  EXPECT_EQ(observed.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(observed.status().message()), HasSubstr("no disk to limit"));
}

}  // namespace
}  // namespace assay::sandbox
