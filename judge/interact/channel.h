#ifndef ASSAY_JUDGE_INTERACT_CHANNEL_H_
#define ASSAY_JUDGE_INTERACT_CHANNEL_H_

#include <poll.h>
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// One direction of a conversation: what a speaker writes into one pipe is counted and written into
// another for a listener. At most 64 KiB wait in between, beside what the pipes hold: a listener
// that does not read stops the speaker. Not thread-safe. SIGPIPE must be blocked or ignored.
class Channel {
 public:
  // Called with each piece, in order, before it is passed on. `data` is valid during the call.
  using Observer = std::function<void(absl::string_view data)>;

  // The two ends that the runs get.
  struct Ends {
    UniqueFd speaker;
    UniqueFd listener;
  };
  // Makes both pipes. Beyond `budget_bytes` nothing more is passed on.
  static absl::StatusOr<std::unique_ptr<Channel>> Create(int64_t budget_bytes, Observer observer,
                                                         Ends* ends);

  // For poll(2): when there is something to do. Negative descriptor: never.
  pollfd Interest() const;
  // Does what can be done without waiting.
  absl::Status Pump();

  // No process has the speaker's end any more: what is in its pipe is all. Its end of file would
  // come late if that descriptor is on its way through a socket.
  absl::Status SpeakerIsGone();
  // From now on what comes is only counted.
  absl::Status Discard();
  // The listener reads end-of-file after what it was sent. Once all was passed on.
  void EndListening() { sink_.Reset(); }

  // The end of what the speaker writes was seen, and all of it was passed on.
  bool spent() const { return ended_ && pending_ == 0; }
  // The listener has closed its end.
  bool deaf() const { return deaf_; }
  bool discards() const { return discards_; }
  bool has_listener() const { return sink_.valid(); }
  // The listener's pipe is full.
  bool blocked() const { return pending_ > 0; }
  // Everything that was written has been read by the listener.
  bool all_read() const;
  bool over_budget() const { return over_budget_; }
  // Read from the speaker, at most the budget.
  int64_t bytes() const { return bytes_; }

  // Of the pipes.
  ino_t speaker_pipe() const { return speaker_pipe_; }
  ino_t listener_pipe() const { return listener_pipe_; }

 private:
  Channel(int64_t budget_bytes, Observer observer)
      : budget_bytes_(budget_bytes), observer_(std::move(observer)) {}

  // Whether nothing is pending.
  absl::StatusOr<bool> Flush();
  // Whether something came.
  absl::StatusOr<bool> Read();

  const int64_t budget_bytes_;
  const Observer observer_;
  UniqueFd source_;
  UniqueFd sink_;
  ino_t speaker_pipe_ = 0;
  ino_t listener_pipe_ = 0;
  std::unique_ptr<char[]> buffer_;
  size_t begin_ = 0;
  size_t pending_ = 0;
  int64_t bytes_ = 0;
  bool over_budget_ = false;
  bool speaker_gone_ = false;
  bool ended_ = false;
  bool deaf_ = false;
  bool discards_ = false;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_INTERACT_CHANNEL_H_
