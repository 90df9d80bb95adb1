#ifndef ASSAY_JUDGE_SERVICE_SERVER_H_
#define ASSAY_JUDGE_SERVICE_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/service/config.h"
#include "judge/service/log.h"

namespace assay::judge {

// sandboxd as an object: both services with everything behind them.
class Server {
 public:
  // Starts serving. Health is SERVING once a program has run in a real jail. Call before the
  // process has threads. `log` outlives the object. FAILED_PRECONDITION names what the host lacks
  // and the fix; INVALID_ARGUMENT the field of the configuration.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Config& config, Log* log);

  // Kills what runs.
  ~Server();

  // Reads policies and tokens again. After an error both are as they were. Thread-safe.
  absl::Status Reload();

  // Takes nothing new, lets what runs end until config.drain_timeout is over, and ends all calls.
  // What has not ended by then is judged by the next server with this state directory.
  void Drain();

  // Where it listens, with the ports that it was given.
  const std::vector<std::string>& addresses() const;

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_SERVER_H_
