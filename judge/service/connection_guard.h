#ifndef ASSAY_JUDGE_SERVICE_CONNECTION_GUARD_H_
#define ASSAY_JUDGE_SERVICE_CONNECTION_GUARD_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "judge/service/log.h"

namespace assay::judge {

// What connections have sent, so that those which send most can be cut. Looks at all sockets of
// this process that others have connected to, whoever made them. Not thread-safe.
class ReceivedBytes {
 public:
  struct Cut {
    int count = 0;
    // Of the one that had sent most.
    std::string peer;
    int64_t bytes = 0;
  };
  // Ends the connections that have sent as much as the average of all since the last call, or more,
  // and drops what they have sent and nobody has read. Of a Unix socket, which counts nothing, that
  // is what has been sent and not read. The first call only looks, and little is nobody's fault.
  Cut CutHeaviest();
  // The next call is the first.
  void Forget() { has_looked_ = false; }

 private:
  bool has_looked_ = false;
  // Of each TCP connection when it was looked at last, by the inode of its socket.
  std::map<uint64_t, int64_t> before_;
};

// Ends connections that make the process's memory grow out of bounds. gRPC makes a call of each
// stream as fast as a client opens them, also of those that the client resets at once and that
// count against no limit. Looks ten times a second, from a thread of its own.
class ConnectionGuard {
 public:
  // Acts while more than `max_memory_bytes` of the heap are in use. `log` outlives the object.
  static absl::StatusOr<std::unique_ptr<ConnectionGuard>> Start(int64_t max_memory_bytes, Log* log);
  ~ConnectionGuard();
  ConnectionGuard(const ConnectionGuard&) = delete;
  ConnectionGuard& operator=(const ConnectionGuard&) = delete;

 private:
  ConnectionGuard(int64_t max_memory_bytes, Log* log)
      : max_memory_bytes_(max_memory_bytes), log_(log) {}
  void Watch();
  void Look();

  const int64_t max_memory_bytes_;
  Log* const log_;
  // The thread's.
  ReceivedBytes received_;
  bool had_to_cut_ = false;
  absl::Notification stopping_;
  std::thread thread_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_CONNECTION_GUARD_H_
