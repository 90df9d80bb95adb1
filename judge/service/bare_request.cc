#include "judge/service/bare_request.h"

#include <fcntl.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "judge/base/error_details.h"
#include "judge/base/printable.h"
#include "judge/evaluate/bare_run.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/hide_path.h"
#include "judge/image/image_reference.h"
#include "judge/image/image_root.h"
#include "judge/service/submit_request.h"
#include "sandbox/base/copy_out.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/exec_failure.h"
#include "sandbox/network/ipv4.h"
#include "sandbox/network/network.h"

namespace assay::judge {
namespace {

using ::sandbox::v1::InputFile;
using ::sandbox::v1::RunNetwork;
using ::sandbox::v1::RunRequest;
using ::sandbox::v1::RunResponse;
using ::sandbox::v1::WorkDirectory;

constexpr size_t kMostPathBytes = 1000;
constexpr int kMostPathParts = 16;
constexpr int kMostInputFiles = 1000;
constexpr int kMostOutputFiles = 100;
constexpr int64_t kReturnedBytes = int64_t{1} << 20;
// Of an answer: all but the output, the files and their paths.
constexpr int64_t kRestOfAnswerBytes = 8 << 10;
// An OutputFile's tags, lengths and flags, rounded up.
constexpr int64_t kRestOfFileBytes = 32;
constexpr char kBox[] = "/box";

// A relative path without empty parts, "." and "..".
absl::Status CheckPath(const std::string& field, const std::string& path) {
  if (path.empty()) return FieldError(field, "is empty");
  if (path.size() > kMostPathBytes) {
    return FieldError(field, absl::StrCat("has more than ", kMostPathBytes, " bytes"));
  }
  if (!IsPlainText(path)) return FieldError(field, "is not plain UTF-8 text");
  const std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  if (static_cast<int>(parts.size()) > kMostPathParts) {
    return FieldError(field, absl::StrCat("is more than ", kMostPathParts, " folders deep"));
  }
  for (const absl::string_view part : parts) {
    if (part.empty() || part == "." || part == "..") {
      return FieldError(field, "is not a relative path without \".\", \"..\" and empty parts");
    }
    if (part.size() > 255) return FieldError(field, "has a part of more than 255 bytes");
  }
  return absl::OkStatus();
}

absl::Status CheckInputFiles(const RunRequest& request) {
  if (request.files_size() > kMostInputFiles) {
    return FieldError(
        "files", absl::StrCat("has ", request.files_size(), " files; at most ", kMostInputFiles));
  }
  std::set<std::string> files;
  std::set<std::string> folders;
  for (int i = 0; i < request.files_size(); ++i) {
    const std::string field = absl::StrCat("files[", i, "].path");
    const std::string& path = request.files(i).path();
    ASSAY_RETURN_IF_ERROR(CheckPath(field, path));
    for (size_t slash = path.find('/'); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      folders.insert(path.substr(0, slash));
    }
    if (!files.insert(path).second) return FieldError(field, "is another file's path, too");
  }
  for (const std::string& folder : folders) {
    if (files.contains(folder)) {
      return FieldError("files", absl::StrCat("has both a file ", folder, " and files below it"));
    }
  }
  return absl::OkStatus();
}

absl::Status WriteFiles(const RunRequest& request, const std::string& root) {
  for (const InputFile& file : request.files()) {
    const std::filesystem::path path = std::filesystem::path(root) / file.path();
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    if (error) {
      return ErrnoStatus(error.value(), absl::StrCat("make folders for ", file.path()));
    }
    ASSAY_RETURN_IF_ERROR(WriteFile(path, file.contents(), file.executable() ? 0755 : 0644));
  }
  return absl::OkStatus();
}

absl::Status CheckRange(absl::string_view field, bool present, int64_t value, int64_t least,
                        int64_t most) {
  if (!present || (value >= least && value <= most)) return absl::OkStatus();
  return FieldError(field, absl::StrCat("is ", value, ", not of ", least, " to ", most));
}

absl::Status CheckWorkDirectory(const WorkDirectory& work) {
  constexpr int64_t kMostBytes = int64_t{1} << 40;
  constexpr int64_t kMostCount = 1'000'000'000;
  constexpr int64_t kLeastRate = 64 << 10;
  const struct {
    const char* name;
    bool present;
    int64_t value;
    int64_t least;
    int64_t most;
    bool disk_only;
  } fields[] = {
      {"size_bytes", work.has_size_bytes(), work.size_bytes(), 4096, kMostBytes, false},
      {"file_count", work.has_file_count(), work.file_count(), 2, kMostCount, false},
      {"read_bytes_per_second", work.has_read_bytes_per_second(), work.read_bytes_per_second(),
       kLeastRate, kMostBytes, true},
      {"write_bytes_per_second", work.has_write_bytes_per_second(), work.write_bytes_per_second(),
       kLeastRate, kMostBytes, true},
      {"read_operations_per_second", work.has_read_operations_per_second(),
       work.read_operations_per_second(), 10, kMostCount, true},
      {"write_operations_per_second", work.has_write_operations_per_second(),
       work.write_operations_per_second(), 10, kMostCount, true},
  };
  for (const auto& each : fields) {
    const std::string field = absl::StrCat("work_directory.", each.name);
    if (each.present && each.disk_only && !work.on_disk()) {
      return FieldError(field, "is for work_directory.on_disk alone");
    }
    ASSAY_RETURN_IF_ERROR(CheckRange(field, each.present, each.value, each.least, each.most));
  }
  return absl::OkStatus();
}

sandbox::NetworkRates RatesOf(const RunNetwork& network) {
  sandbox::NetworkRates rates;
  if (network.has_send_bytes_per_second()) rates.send_bytes = network.send_bytes_per_second();
  if (network.has_receive_bytes_per_second()) {
    rates.receive_bytes = network.receive_bytes_per_second();
  }
  return rates;
}

absl::Status CheckNetwork(const RunNetwork& network) {
  constexpr int kMostAllowed = 1000;
  constexpr int64_t kLeastRate = 8 << 10;
  constexpr int64_t kMostRate = int64_t{1} << 30;
  if (!::sandbox::v1::NetworkPolicy_IsValid(network.policy())) {
    return FieldError("network.policy", "is not one of NetworkPolicy");
  }
  if (network.policy() != ::sandbox::v1::NETWORK_POLICY_EGRESS) {
    if (network.allowed_size() > 0) {
      return FieldError("network.allowed", "is for NETWORK_POLICY_EGRESS alone");
    }
    if (RatesOf(network) == sandbox::NetworkRates()) return absl::OkStatus();
    return FieldError(network.has_send_bytes_per_second() ? "network.send_bytes_per_second"
                                                          : "network.receive_bytes_per_second",
                      "is for NETWORK_POLICY_EGRESS alone");
  }
  if (network.allowed_size() > kMostAllowed) {
    return FieldError("network.allowed", absl::StrCat("has ", network.allowed_size(),
                                                      " places; at most ", kMostAllowed));
  }
  for (int i = 0; i < network.allowed_size(); ++i) {
    const absl::Status status = sandbox::ParseEndpoint(network.allowed(i)).status();
    if (!status.ok()) {
      return FieldError(absl::StrCat("network.allowed[", i, "]"), status.message());
    }
  }
  ASSAY_RETURN_IF_ERROR(CheckRange("network.send_bytes_per_second",
                                   network.has_send_bytes_per_second(),
                                   network.send_bytes_per_second(), kLeastRate, kMostRate));
  return CheckRange("network.receive_bytes_per_second", network.has_receive_bytes_per_second(),
                    network.receive_bytes_per_second(), kLeastRate, kMostRate);
}

// Of a request that was checked; its limits are planned.
void SetWorkDirectory(const WorkDirectory& work, sandbox::RunSpec* spec) {
  sandbox::Limits& limits = spec->limits;
  spec->work_on_disk = work.on_disk();
  if (work.has_size_bytes()) limits.work_bytes = work.size_bytes();
  if (work.has_file_count()) limits.work_inodes = work.file_count();
  // On disk a file may be larger than the memory.
  if (work.on_disk()) limits.file_size_bytes = limits.work_bytes;
  sandbox::DiskRates& rates = limits.disk_rates;
  if (work.has_read_bytes_per_second()) rates.read_bytes = work.read_bytes_per_second();
  if (work.has_write_bytes_per_second()) rates.write_bytes = work.write_bytes_per_second();
  if (work.has_read_operations_per_second()) {
    rates.read_operations = work.read_operations_per_second();
  }
  if (work.has_write_operations_per_second()) {
    rates.write_operations = work.write_operations_per_second();
  }
}

// Null for none.
absl::StatusOr<std::shared_ptr<sandbox::Network>> MakeNetwork(const RunNetwork& network,
                                                              const sandbox::Sandbox& sandbox) {
  switch (network.policy()) {
    case ::sandbox::v1::NETWORK_POLICY_LOOPBACK:
      return sandbox.MakeLoopbackNetwork();
    case ::sandbox::v1::NETWORK_POLICY_EGRESS:
      return sandbox.MakeEgressNetwork(RatesOf(network),
                                       {network.allowed().begin(), network.allowed().end()});
    default:
      return nullptr;
  }
}

// Fills argv, environment and root of the run's spec, and leases the image.
absl::Status EnterImage(const RunRequest& request, const std::string& state_root, BareRun* run) {
  ASSAY_ASSIGN_OR_RETURN(const std::string name, FullImageName(request.image()));
  ASSAY_ASSIGN_OR_RETURN(const ImageStore store, ImageStore::Open(state_root));
  ASSAY_ASSIGN_OR_RETURN(run->image, store.Acquire({ImageReference::Kind::kStored, name, ""}));
  absl::StatusOr<ImageProcess> process = PlanImageProcess(
      *run->image, {request.argv().begin(), request.argv().end()},
      {request.environment().begin(), request.environment().end()}, request.working_directory());
  if (!process.ok()) return RunFailure(process.status());
  ASSAY_ASSIGN_OR_RETURN(run->spec.root, MakeImageRoot(*run->image));
  run->spec.argv = std::move(process->argv);
  run->spec.env = std::move(process->environment);
  run->spec.root.working_directory = std::move(process->working_directory);
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRunRequest(const RunRequest& request) {
  if (request.image().empty()) {
    if (request.argv().empty() || request.argv(0).empty()) return FieldError("argv", "is empty");
    if (!request.working_directory().empty()) {
      return FieldError("working_directory", "is for an image alone");
    }
  } else if (!FullImageName(request.image()).ok()) {
    return FieldError("image", "is no NAME or NAME:TAG of the server's image store");
  }
  for (int i = 0; i < request.argv_size(); ++i) {
    if (absl::StrContains(request.argv(i), absl::string_view("\0", 1))) {
      return FieldError(absl::StrCat("argv[", i, "]"), "has a NUL byte");
    }
  }
  for (int i = 0; i < request.environment_size(); ++i) {
    const std::string& entry = request.environment(i);
    if (!ParseEnvironmentEntry(entry).ok() ||
        absl::StrContains(entry, absl::string_view("\0", 1))) {
      return FieldError(absl::StrCat("environment[", i, "]"), "is not NAME=value");
    }
  }
  ASSAY_RETURN_IF_ERROR(CheckInputFiles(request));
  ASSAY_RETURN_IF_ERROR(ToOverrides(request.limits(), "limits").status());
  // Sockets are for runs that have a network, and come with it.
  if (request.seccomp_policy() == "network" || absl::StrContains(request.seccomp_policy(), '+')) {
    return FieldError("seccomp_policy", "is none to choose: ask for a network by `network`");
  }
  ASSAY_RETURN_IF_ERROR(CheckWorkDirectory(request.work_directory()));
  ASSAY_RETURN_IF_ERROR(CheckNetwork(request.network()));
  if (request.output_files_size() > kMostOutputFiles) {
    return FieldError("output_files", absl::StrCat("has ", request.output_files_size(),
                                                   " paths; at most ", kMostOutputFiles));
  }
  for (int i = 0; i < request.output_files_size(); ++i) {
    ASSAY_RETURN_IF_ERROR(
        CheckPath(absl::StrCat("output_files[", i, "]"), request.output_files(i)));
  }
  return absl::OkStatus();
}

absl::StatusOr<BareRun> PrepareRun(const RunRequest& request, PolicySet& policies,
                                   const StateDirectory& state, sandbox::Sandbox& sandbox) {
  BareRun run;
  sandbox::RunSpec& spec = run.spec;
  if (request.image().empty()) {
    absl::StatusOr<std::vector<std::string>> argv =
        ResolveProgram({request.argv().begin(), request.argv().end()});
    if (!argv.ok()) return RunFailure(argv.status());
    spec.argv = *std::move(argv);
    spec.env = BareEnvironment({request.environment().begin(), request.environment().end()});
    spec.root = DefaultRoot();
  } else {
    ASSAY_RETURN_IF_ERROR(EnterImage(request, policies.state_root, &run));
  }
  ASSAY_ASSIGN_OR_RETURN(const LimitOverrides limits, ToOverrides(request.limits(), "limits"));
  spec.limits = PlanBareLimits(limits);
  SetWorkDirectory(request.work_directory(), &spec);
  if (const absl::Status status = sandbox::ValidateLimits(spec.limits); !status.ok()) {
    return FieldError("limits", status.message());
  }
  spec.root.proc = request.proc();
  spec.details.instructions = request.count_instructions();
  spec.details.memory = request.memory_parts();
  spec.keep_work_directory = !request.output_files().empty();
  ASSAY_ASSIGN_OR_RETURN(spec.network, MakeNetwork(request.network(), sandbox));
  ASSAY_ASSIGN_OR_RETURN(spec.seccomp,
                         policies.seccomp.Get(absl::StrCat(
                             request.seccomp_policy().empty() ? "run" : request.seccomp_policy(),
                             spec.network == nullptr ? "" : "+network")));
  if (request.files().empty() && request.standard_input().empty()) return run;
  ASSAY_ASSIGN_OR_RETURN(run.files, state.MakeDirectory("run"));
  if (!request.files().empty()) {
    const std::string box = absl::StrCat(run.files->path(), kBox);
    ASSAY_RETURN_IF_ERROR(WriteFiles(request, box));
    spec.root.binds.push_back({.host_path = box, .jail_path = kBox});
  }
  if (!request.standard_input().empty()) {
    const std::string input = absl::StrCat(run.files->path(), "/stdin");
    ASSAY_RETURN_IF_ERROR(WriteFile(input, request.standard_input()));
    ASSAY_ASSIGN_OR_RETURN(spec.stdin_fd, OpenFile(input, O_RDONLY));
    if (request.proc() || !sandbox.privileged()) {
      ASSAY_ASSIGN_OR_RETURN(spec.stdin_fd,
                             HidePath(std::move(spec.stdin_fd), sandbox.privileged()));
    }
  }
  return run;
}

absl::Status RunFailure(const absl::Status& status) {
  const bool is_absent = absl::IsNotFound(status);
  if (absl::IsInvalidArgument(status) || (sandbox::IsUnexecutable(status) && !is_absent)) {
    return FieldError("argv", status.message());
  }
  return status;
}

bool IsHostFailure(const absl::Status& status) {
  return !status.ok() && !absl::IsInvalidArgument(status) && !absl::IsNotFound(status) &&
         !absl::IsAborted(status) && !absl::IsFailedPrecondition(status) &&
         ReasonOf(status) != "DRAINING";
}

absl::StatusOr<int64_t> AnswerRoom(const RunRequest& request, int64_t max_message_bytes) {
  int64_t room = max_message_bytes - kRestOfAnswerBytes;
  for (const std::string& path : request.output_files()) {
    room -= static_cast<int64_t>(path.size()) + kRestOfFileBytes;
  }
  if (room < 0)
    return FieldError("output_files", "has paths that alone are too long for an answer");
  return room;
}

RunResponse MakeResponse(const RunRequest& request, const sandbox::RunResult& result,
                         const sandbox::Limits& limits, int64_t room_bytes) {
  RunResponse response;
  *response.mutable_outcome() = ToProto(result.outcome);
  *response.mutable_usage() = ToProto(result.usage);
  *response.mutable_limits() = ToProto(limits);
  for (const std::string& path : request.output_files()) {
    ::sandbox::v1::OutputFile* const file = response.add_output_files();
    file->set_path(path);
    const int64_t most = std::min(kReturnedBytes, room_bytes);
    absl::StatusOr<std::string> contents =
        sandbox::ReadRegularFile(result.work_directory.get(), path, most + 1);
    file->set_missing(!contents.ok());
    if (!contents.ok()) continue;
    file->set_truncated(static_cast<int64_t>(contents->size()) > most);
    contents->resize(std::min<size_t>(contents->size(), most));
    room_bytes -= static_cast<int64_t>(contents->size());
    file->set_contents(*std::move(contents));
  }
  return response;
}

}  // namespace assay::judge
