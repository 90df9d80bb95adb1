#include "judge/service/connection_guard.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <malloc.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(100);
// Of all connections between two looks: what is less makes no memory grow, which takes a while to
// be free again.
constexpr int64_t kLeastBytes = 32 << 10;

std::optional<int> IntOption(int fd, int name) {
  int value = 0;
  socklen_t size = sizeof value;
  if (getsockopt(fd, SOL_SOCKET, name, &value, &size) != 0) return std::nullopt;
  return value;
}

// A socket that somebody has connected to an address of ours: those without an address are ends of
// socketpair(2) or connections that we have made.
bool IsAccepted(int fd) {
  if (IntOption(fd, SO_TYPE) != SOCK_STREAM || IntOption(fd, SO_ACCEPTCONN) != 0) return false;
  const std::optional<int> domain = IntOption(fd, SO_DOMAIN);
  if (domain == AF_INET || domain == AF_INET6) return true;
  if (domain != AF_UNIX) return false;
  sockaddr_un address = {};
  socklen_t size = sizeof address;
  return getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
         size > offsetof(sockaddr_un, sun_path);
}

// Since it was connected; nothing for a Unix socket, which does not count.
std::optional<int64_t> SentByPeer(int fd) {
  tcp_info info = {};
  socklen_t size = sizeof info;
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
  return static_cast<int64_t>(info.tcpi_bytes_received);
}

int64_t WaitingBytes(int fd) {
  int waiting = 0;
  return ioctl(fd, FIONREAD, &waiting) == 0 ? waiting : 0;
}

std::string PeerName(int fd) {
  sockaddr_storage address = {};
  socklen_t size = sizeof address;
  char host[NI_MAXHOST];
  char port[NI_MAXSERV];
  auto* const peer = reinterpret_cast<sockaddr*>(&address);
  if (getpeername(fd, peer, &size) != 0 || address.ss_family == AF_UNIX ||
      getnameinfo(peer, size, host, sizeof host, port, sizeof port,
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "a local process";
  }
  return absl::StrCat(host, " port ", port);
}

void EndConnection(int fd) {
  shutdown(fd, SHUT_RDWR);
  // gRPC would read what is there already, and make calls of it.
  constexpr int kMostPieces = 1024;
  std::vector<char> piece(64 << 10);
  for (int i = 0; i < kMostPieces; ++i) {
    if (recv(fd, piece.data(), piece.size(), MSG_DONTWAIT) <= 0) return;
  }
}

struct Connection {
  // Keeps the socket, whatever its owner does meanwhile.
  UniqueFd fd;
  uint64_t inode = 0;
};

std::vector<Connection> Connections() {
  std::vector<Connection> found;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc/self/fd"), closedir);
  if (folder == nullptr) return found;
  while (const dirent* const entry = readdir(folder.get())) {
    int number = -1;
    if (!absl::SimpleAtoi(entry->d_name, &number) || !IsAccepted(number)) continue;
    UniqueFd fd(fcntl(number, F_DUPFD_CLOEXEC, 0));
    struct stat info = {};
    // Another file may have the number by now.
    if (!fd.valid() || !IsAccepted(fd.get()) || fstat(fd.get(), &info) != 0) continue;
    found.push_back({std::move(fd), info.st_ino});
  }
  return found;
}

int64_t ResidentBytes() {
  const absl::StatusOr<std::string> statm = ReadFile("/proc/self/statm", 4096);
  int64_t pages = 0;
  if (!statm.ok()) return 0;
  const std::vector<std::string> fields = absl::StrSplit(*statm, ' ');
  if (fields.size() < 2 || !absl::SimpleAtoi(fields[1], &pages)) return 0;
  return pages * sysconf(_SC_PAGESIZE);
}

int64_t HeapBytesInUse() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<int64_t>(info.uordblks + info.hblkhd);
}

}  // namespace

ReceivedBytes::Cut ReceivedBytes::CutHeaviest() {
  const std::vector<Connection> connections = Connections();
  std::map<uint64_t, int64_t> before;
  std::swap(before, before_);
  std::vector<int64_t> sent;
  int64_t total = 0;
  for (const Connection& connection : connections) {
    const std::optional<int64_t> bytes = SentByPeer(connection.fd.get());
    if (bytes.has_value()) {
      before_[connection.inode] = *bytes;
      sent.push_back(*bytes - before[connection.inode]);
    } else {
      sent.push_back(WaitingBytes(connection.fd.get()));
    }
    total += sent.back();
  }
  Cut cut;
  if (!std::exchange(has_looked_, true) || total < kLeastBytes) return cut;
  const int64_t average = total / static_cast<int64_t>(connections.size());
  for (size_t i = 0; i < connections.size(); ++i) {
    if (sent[i] == 0 || sent[i] < average) continue;
    const int fd = connections[i].fd.get();
    if (sent[i] > cut.bytes) {
      cut.peer = PeerName(fd);
      cut.bytes = sent[i];
    }
    ++cut.count;
    EndConnection(fd);
  }
  return cut;
}

absl::StatusOr<std::unique_ptr<ConnectionGuard>> ConnectionGuard::Start(int64_t max_memory_bytes,
                                                                        Log* log) {
  std::unique_ptr<ConnectionGuard> guard(new ConnectionGuard(max_memory_bytes, log));
  ASSAY_ASSIGN_OR_RETURN(guard->thread_, StartThread([raw = guard.get()] { raw->Watch(); }));
  return guard;
}

ConnectionGuard::~ConnectionGuard() {
  stopping_.Notify();
  if (thread_.joinable()) thread_.join();
}

void ConnectionGuard::Watch() {
  while (!stopping_.WaitForNotificationWithTimeout(kPause)) Look();
}

void ConnectionGuard::Look() {
  // The resident memory is cheap to read, and never less than the heap.
  if (!had_to_cut_ && ResidentBytes() <= max_memory_bytes_) {
    received_.Forget();
    return;
  }
  const int64_t in_use = HeapBytesInUse();
  if (in_use <= max_memory_bytes_) {
    received_.Forget();
    if (had_to_cut_ && in_use <= max_memory_bytes_ / 2) {
      // The allocator has it from before: the host gets it back.
      malloc_trim(0);
      had_to_cut_ = false;
    }
    return;
  }
  const ReceivedBytes::Cut cut = received_.CutHeaviest();
  if (cut.count == 0) return;
  had_to_cut_ = true;
  log_->Warning("connections_cut", {{"count", cut.count},
                                    {"heap_bytes", in_use},
                                    {"heaviest_peer", cut.peer},
                                    {"heaviest_bytes", cut.bytes}});
}

}  // namespace assay::judge
