#ifndef ASSAY_JUDGE_CLI_REMOTE_CONNECTION_H_
#define ASSAY_JUDGE_CLI_REMOTE_CONNECTION_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "judge/cli/server_flags.h"
#include "judge/cli/signal_watcher.h"
#include "judge/evaluate/cancellation.h"
#include "proto/judge/v1/judge_service.grpc.pb.h"
#include "proto/sandbox/v1/sandbox_service.grpc.pb.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// A command's connection to its server, made with the first call, and the signals that cancel the
// calls that are under way. Proxies that the environment names are not used: they would see a token
// that is meant for this host alone. Thread-safe.
class Connection {
 public:
  // Reads token and certificates. Call before the process has threads. Errors are the user's, whose
  // flags name no good files, or would send a token in the clear.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ServerFlags& flags);

  ::judge::v1::JudgeService::Stub& judge() { return *judge_; }
  ::sandbox::v1::SandboxService::Stub& sandbox() { return *sandbox_; }

  // One call, which a signal cancels. Outlived by the connection.
  class Call {
   public:
    explicit Call(Connection* connection);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    grpc::ClientContext* context() { return &context_; }
    // Thread-safe.
    void Cancel() { context_.TryCancel(); }

   private:
    Connection* const connection_;
    grpc::ClientContext context_;
  };

  // For a call that undoes what a signal has interrupted, and ends after `timeout` at the latest: a
  // context with our token.
  std::unique_ptr<grpc::ClientContext> LastContext(absl::Duration timeout) const;

  // Errors as Explain() has them.
  absl::StatusOr<::judge::v1::ServerInfo> GetServerInfo();

  // Cancelled by a signal.
  const Cancellation& cancellation() const { return cancellation_; }

  // Readable once a signal came.
  int stop_fd() const { return stop_.get(); }
  // Sleeps; false when a signal came.
  bool Wait(absl::Duration duration);
  bool interrupted() const;

  // What a call ended with, in words for people: who is not there, or wants a token, and the fix.
  absl::Status Explain(const grpc::Status& status) const;

  // Prints why a call has no result, and returns the exit code: that of the signal which stopped
  // it, or that of the error.
  int Fail(const absl::Status& status) const;

 private:
  Connection(std::string address, std::string token);
  void Authorize(grpc::ClientContext* context) const;
  void Interrupt();

  const std::string address_;
  // Added to calls, for gRPC's own credentials refuse to be used without TLS; empty: none.
  const std::string token_;
  std::unique_ptr<::judge::v1::JudgeService::Stub> judge_;
  std::unique_ptr<::sandbox::v1::SandboxService::Stub> sandbox_;
  UniqueFd stop_;
  Cancellation cancellation_;
  mutable absl::Mutex mutex_;
  bool interrupted_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<Call*> calls_ ABSL_GUARDED_BY(mutex_);
  // Stops before the rest is gone.
  std::unique_ptr<SignalWatcher> signals_;
};

// The exit code for a call's error: kExitUsage for what the user can put right, else kExitHost.
int ExitCodeOfCall(const absl::Status& status);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_REMOTE_CONNECTION_H_
