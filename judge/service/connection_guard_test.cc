#include "judge/service/connection_guard.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

// A connection between two ends in this process.
struct Pair {
  UniqueFd client;
  UniqueFd server;
};

class ReceivedBytesTest : public testing::Test {
 protected:
  void Listen(int domain) {
    listener_ = UniqueFd(socket(domain, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in internet = {};
    internet.sin_family = AF_INET;
    internet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_un local = {};
    local.sun_family = AF_UNIX;
    // Abstract: no file is left.
    const std::string name = absl::StrCat("assay-connection-guard-", getpid());
    std::memcpy(local.sun_path + 1, name.data(), name.size());
    size_ = domain == AF_INET ? sizeof internet : offsetof(sockaddr_un, sun_path) + 1 + name.size();
    std::memcpy(&address_, domain == AF_INET ? static_cast<void*>(&internet) : &local, size_);
    auto* const address = reinterpret_cast<sockaddr*>(&address_);
    ASSERT_EQ(bind(listener_.get(), address, size_), 0) << std::strerror(errno);
    ASSERT_EQ(listen(listener_.get(), 8), 0);
    ASSERT_EQ(getsockname(listener_.get(), address, &size_), 0);
  }

  Pair Connect() {
    Pair pair;
    pair.client = UniqueFd(socket(address_.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(connect(pair.client.get(), reinterpret_cast<sockaddr*>(&address_), size_), 0);
    pair.server = UniqueFd(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    return pair;
  }

  static void Send(const Pair& pair, size_t size) {
    const std::string data(size, 'x');
    ASSERT_EQ(send(pair.client.get(), data.data(), data.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(size));
  }

  // What the server's end gives, and whether it has ended then.
  static std::pair<size_t, bool> Drain(const Pair& pair) {
    size_t total = 0;
    char buffer[4096];
    while (true) {
      const ssize_t size = recv(pair.server.get(), buffer, sizeof buffer, MSG_DONTWAIT);
      if (size <= 0) return {total, size == 0 || errno != EAGAIN};
      total += static_cast<size_t>(size);
    }
  }

  sockaddr_storage address_ = {};
  socklen_t size_ = 0;
  UniqueFd listener_;
};

TEST_F(ReceivedBytesTest, CutsWhoSendsMost) {
  for (const int domain : {AF_INET, AF_UNIX}) {
    SCOPED_TRACE(domain);
    Listen(domain);
    const Pair heavy = Connect();
    const Pair light = Connect();
    const Pair idle = Connect();
    Send(light, 10);
    Send(heavy, 1000);
    ReceivedBytes received;
    EXPECT_EQ(received.CutHeaviest().count, 0) << "the first call only looks";
    Send(light, 10);
    Send(heavy, 50000);
    const ReceivedBytes::Cut cut = received.CutHeaviest();
    EXPECT_EQ(cut.count, 1);
    EXPECT_EQ(cut.bytes, domain == AF_INET ? 50000 : 51000);
    EXPECT_EQ(Drain(heavy), std::pair(size_t{0}, true)) << "what has not been read is dropped";
    EXPECT_EQ(Drain(light), std::pair(size_t{20}, false));
    EXPECT_EQ(Drain(idle), std::pair(size_t{0}, false));
  }
}

TEST_F(ReceivedBytesTest, CutsNobodyWhereLittleIsSent) {
  Listen(AF_INET);
  const Pair pair = Connect();
  Send(pair, 50000);
  ReceivedBytes received;
  received.CutHeaviest();
  EXPECT_EQ(received.CutHeaviest().count, 0);
  Send(pair, 1000);
  EXPECT_EQ(received.CutHeaviest().count, 0);
  Send(pair, 50000);
  received.Forget();
  EXPECT_EQ(received.CutHeaviest().count, 0);
  EXPECT_EQ(Drain(pair), std::pair(size_t{101000}, false));
}

TEST_F(ReceivedBytesTest, LeavesOurOwnSocketsAlone) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  const Pair pair = {.client = UniqueFd(ends[0]), .server = UniqueFd(ends[1])};
  ReceivedBytes received;
  received.CutHeaviest();
  Send(pair, 50000);
  EXPECT_EQ(received.CutHeaviest().count, 0);
  EXPECT_EQ(Drain(pair), std::pair(size_t{50000}, false));
}

}  // namespace
}  // namespace assay::judge
