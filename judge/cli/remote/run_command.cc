#include <unistd.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/input_feed.h"
#include "judge/cli/remote/commands.h"
#include "judge/cli/remote/connection.h"
#include "judge/cli/remote/limits_message.h"
#include "judge/cli/remote/printable_message.h"
#include "judge/cli/remote/read_input.h"
#include "judge/cli/run_report.h"
#include "judge/cli/standard_streams.h"
#include "judge/evaluate/capture.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"
#include "sandbox/sandbox.h"

namespace assay::judge {
namespace {

using ::sandbox::v1::RunReport;
using ::sandbox::v1::RunRequest;
using ::sandbox::v1::RunStreamRequest;
using ::sandbox::v1::RunStreamResponse;
using RunStream = grpc::ClientReaderWriter<RunStreamRequest, RunStreamResponse>;

constexpr size_t kPieceBytes = 64 << 10;

void SetWorkDirectory(const DiskFlags& flags, RunRequest* request) {
  const sandbox::DiskRates& rates = flags.rates;
  if (!flags.work_on_disk && !flags.work_bytes.has_value() && !flags.work_inodes.has_value() &&
      !rates.any()) {
    return;
  }
  ::sandbox::v1::WorkDirectory& work = *request->mutable_work_directory();
  work.set_on_disk(flags.work_on_disk);
  if (flags.work_bytes.has_value()) work.set_size_bytes(*flags.work_bytes);
  if (flags.work_inodes.has_value()) work.set_file_count(*flags.work_inodes);
  if (rates.read_bytes.has_value()) work.set_read_bytes_per_second(*rates.read_bytes);
  if (rates.write_bytes.has_value()) work.set_write_bytes_per_second(*rates.write_bytes);
  if (rates.read_operations.has_value()) {
    work.set_read_operations_per_second(*rates.read_operations);
  }
  if (rates.write_operations.has_value()) {
    work.set_write_operations_per_second(*rates.write_operations);
  }
}

void SetNetwork(const NetworkFlags& flags, RunRequest* request) {
  if (!flags.any()) return;
  ::sandbox::v1::RunNetwork& network = *request->mutable_network();
  network.set_policy(flags.policy == "egress" ? ::sandbox::v1::NETWORK_POLICY_EGRESS
                                              : ::sandbox::v1::NETWORK_POLICY_LOOPBACK);
  *network.mutable_allowed() = {flags.egress.allowed.begin(), flags.egress.allowed.end()};
  if (flags.rates.send_bytes.has_value()) {
    network.set_send_bytes_per_second(*flags.rates.send_bytes);
  }
  if (flags.rates.receive_bytes.has_value()) {
    network.set_receive_bytes_per_second(*flags.rates.receive_bytes);
  }
}

absl::StatusOr<RunRequest> MakeRequest(const RunFlags& flags) {
  if (flags.argv.empty() && flags.image.empty()) return NoProgramError();
  if (!flags.binds.empty()) return EmbeddedOnly("--bind");
  if (flags.strip_privileges) return EmbeddedOnly("--strip-privileges");
  if (flags.sandbox.disk_directory != sandbox::SandboxOptions().disk_directory) {
    return EmbeddedOnly("--disk-directory");
  }
  // Who runs the server has named them.
  if (!flags.network.egress.uplink_address.empty()) return EmbeddedOnly("--uplink");
  if (!flags.network.egress.uplink_namespace.empty()) return EmbeddedOnly("--uplink-namespace");
  ASSAY_RETURN_IF_ERROR(flags.network.Check());
  if (!flags.sandbox.accepted_weaknesses.empty()) return EmbeddedOnly("--weaken");
  RunRequest request;
  *request.mutable_argv() = {flags.argv.begin(), flags.argv.end()};
  *request.mutable_environment() = {flags.environment.begin(), flags.environment.end()};
  SetLimits(flags.limits, request.mutable_limits());
  SetWorkDirectory(flags.disk, &request);
  SetNetwork(flags.network, &request);
  request.set_seccomp_policy(flags.policy);
  request.set_proc(flags.proc);
  request.set_image(flags.image);
  request.set_working_directory(flags.working_directory);
  request.set_count_instructions(flags.details.instructions);
  request.set_memory_parts(flags.json);
  return request;
}

// Sends what `fd` has until its end, the call's end or `stop_fd`.
void SendInput(int fd, int stop_fd, RunStream* stream) {
  while (fd >= 0) {
    absl::StatusOr<std::string> piece = ReadPiece(fd, stop_fd, kPieceBytes);
    // What can't be read ends; embedded, the program would find the same.
    if (!piece.ok() || piece->empty()) break;
    RunStreamRequest request;
    request.set_standard_input(*std::move(piece));
    if (!stream->Write(request)) return;
  }
  stream->WritesDone();
}

// Passes the program's streams on, or keeps them for the report.
class Output {
 public:
  Output(bool json, StandardStreams& streams)
      : json_(json), stdout_(streams.StdoutSink()), stderr_(streams.StderrSink()) {}

  void Add(const RunStreamResponse& response) {
    switch (response.kind_case()) {
      case RunStreamResponse::kStandardOutput:
        Add(response.standard_output(), &output_, stdout_);
        break;
      case RunStreamResponse::kStandardError:
        Add(response.standard_error(), &error_output_, stderr_);
        break;
      case RunStreamResponse::kResult:
        *report_.mutable_outcome() = response.result().outcome();
        *report_.mutable_usage() = response.result().usage();
        *report_.mutable_limits() = response.result().limits();
        break;
      default:
        break;
    }
  }

  RunReport Report() {
    if (json_) {
      report_.set_standard_output(output_.Printable());
      report_.set_standard_output_truncated(output_.truncated());
      report_.set_standard_error(error_output_.Printable());
      report_.set_standard_error_truncated(error_output_.truncated());
    }
    MakeStringsPrintable(&report_);
    return report_;
  }

 private:
  void Add(const std::string& data, Capture* capture, const sandbox::OutputSink& sink) const {
    if (json_) {
      capture->Append(data);
    } else {
      sink(data);
    }
  }

  const bool json_;
  const sandbox::OutputSink stdout_;
  const sandbox::OutputSink stderr_;
  Capture output_;
  Capture error_output_;
  RunReport report_;
};

absl::StatusOr<std::unique_ptr<InputFeed>> OpenInput(const std::string& path) {
  return path.empty() ? InputFeed::FromDescriptor(STDIN_FILENO) : InputFeed::FromFile(path);
}

// The whole call, with its input from a thread.
absl::Status Exchange(Connection& connection, Connection::Call& call, const RunRequest& request,
                      std::unique_ptr<InputFeed> feed, Output* output) {
  const std::unique_ptr<RunStream> stream = connection.sandbox().RunStream(call.context());
  RunStreamRequest start;
  *start.mutable_start() = request;
  const UniqueFd input = feed->TakeProgramEnd();
  absl::StatusOr<std::thread> sender;
  const bool begun = stream->Write(start);
  if (begun) {
    sender = StartThread([&] { SendInput(input.get(), connection.stop_fd(), stream.get()); });
    if (!sender.ok()) call.Cancel();
    RunStreamResponse response;
    while (stream->Read(&response)) output->Add(response);
    // Ends the feed's side of the pipe, so that the sender does not wait for more.
    feed.reset();
    if (sender.ok()) sender->join();
  }
  const absl::Status end = connection.Explain(stream->Finish());
  return begun && !sender.ok() ? sender.status() : end;
}

}  // namespace

int RunThere(const ServerFlags& server, const RunFlags& flags) {
  const absl::StatusOr<RunRequest> request = MakeRequest(flags);
  if (!request.ok()) return Fail(kExitUsage, request.status());
  const auto connection = Connection::Open(server);
  if (!connection.ok()) return Fail(ExitCodeOfArgument(connection.status()), connection.status());
  absl::StatusOr<std::unique_ptr<InputFeed>> feed = OpenInput(flags.stdin_path);
  if (!feed.ok()) return Fail(ExitCodeOfArgument(feed.status()), feed.status());
  Connection::Call call(connection->get());
  const absl::StatusOr<std::unique_ptr<StandardStreams>> streams =
      StandardStreams::Create([&call] { call.Cancel(); });
  if (!streams.ok()) return (*connection)->Fail(streams.status());
  Output output(flags.json, **streams);
  const absl::Status end = Exchange(**connection, call, *request, *std::move(feed), &output);
  if (const absl::Status status = (*streams)->Finish(); !status.ok()) return FailedOutput(status);
  if (!end.ok()) return (*connection)->Fail(end);
  return ReportRun(output.Report(), flags.json);
}

}  // namespace assay::judge
