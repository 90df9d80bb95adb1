#include "sandbox/launcher/launcher_client.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "sandbox/base/file.h"
#include "sandbox/base/pidfd.h"
#include "sandbox/base/status.h"
#include "sandbox/launcher/raw_syscall.h"

// The launcher's executable, embedded by the build.
extern "C" const char _binary_assay_launcher_start[];
extern "C" const char _binary_assay_launcher_end[];

namespace assay::sandbox {
namespace {

using launcher::LauncherReply;
using launcher::Stage;

constexpr int kLauncherSocket = 3;

// A sealed copy of the launcher in memory: nobody can change what is executed, and no installed
// file has to be found. The descriptor is above those that the launcher starts with.
absl::StatusOr<UniqueFd> LauncherImage() {
  UniqueFd image(memfd_create("assay-launcher", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!image.valid()) return ErrnoStatus(errno, "memfd_create for the launcher");
  const absl::string_view bytes(_binary_assay_launcher_start,
                                _binary_assay_launcher_end - _binary_assay_launcher_start);
  ASSAY_RETURN_IF_ERROR(WriteDescriptor(image.get(), bytes, "the launcher's image"));
  if (fcntl(image.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) !=
      0) {
    return ErrnoStatus(errno, "seal the launcher's image");
  }
  UniqueFd high(fcntl(image.get(), F_DUPFD_CLOEXEC, kLauncherSocket + 1));
  if (!high.valid()) return ErrnoStatus(errno, "duplicate the launcher's image");
  return high;
}

absl::StatusOr<pid_t> Spawn(int image, int socket, bool privileged) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (int fd : {0, 1, 2}) posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&actions, socket, kLauncherSocket);
  const std::string path = absl::StrCat("/proc/self/fd/", image);
  char name[] = "assay-launcher";
  std::string mode = privileged ? "" : launcher::kEnterUserNamespace;
  char* const argv[] = {name, mode.data(), nullptr};
  char* const envp[] = {nullptr};
  pid_t pid = -1;
  const int error = posix_spawn(&pid, path.c_str(), &actions, nullptr, argv, envp);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return ErrnoStatus(error, "start the launcher");
  return pid;
}

absl::Status ReplyStatus(const LauncherReply& reply) {
  if (reply.stage == Stage::kNone) return absl::OkStatus();
  return AsHostFault(ErrnoStatus(reply.error_number, StageName(reply.stage)));
}

absl::Status DeadError() {
  return absl::UnavailableError("the launcher has died; the next attempt starts another");
}

void Reap(pid_t pid) {
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

// What a step does, for messages.
std::string StepName(const RootStep& step) {
  switch (step.kind) {
    case launcher::StepKind::kDirectory:
      return absl::StrCat("make the directory /", step.target);
    case launcher::StepKind::kEmptyFile:
      return absl::StrCat("make the file /", step.target);
    case launcher::StepKind::kSymlink:
      return absl::StrCat("link /", step.target, " to ", step.source);
    case launcher::StepKind::kBindReadOnly:
    case launcher::StepKind::kBindWritable:
    case launcher::StepKind::kBindDevice:
      break;
  }
  return absl::StrCat("mount ", step.source, " at /", step.target);
}

// Appends the bytes of `value`.
template <typename T>
void AppendBytes(std::string* out, const T& value) {
  out->append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

std::string StageName(Stage stage) {
  switch (stage) {
    case Stage::kNone:
      return "no stage";
    case Stage::kUserNamespace:
      return "make the launcher's user namespace";
    case Stage::kShedInheritance:
      return "shed what the launcher inherits";
    case Stage::kReserveMemory:
      return "reserve the launcher's memory";
    case Stage::kOpenProc:
      return "open the launcher's /proc";
    case Stage::kRequest:
      return "read a request";
    case Stage::kTemplateNamespace:
      return "make a mount namespace";
    case Stage::kTemplateRoot:
      return "mount the root tmpfs";
    case Stage::kTemplateStep:
      return "fill the root";
    case Stage::kTemplatePivot:
      return "pivot_root";
    case Stage::kEnterTemplate:
      return "setns to the root's mount namespace";
    case Stage::kEnterNetwork:
      return "setns to the run's network namespace";
    case Stage::kClone:
      return "clone3 with all namespaces";
    case Stage::kMapIds:
      return "write uid_map and gid_map";
    case Stage::kParentDeath:
      return "tie the jail's life to the launcher's";
    case Stage::kInitDescriptors:
      return "arrange descriptors";
    case Stage::kInitIds:
      return "set init's ids";
    case Stage::kHostName:
      return "sethostname";
    case Stage::kWorkDirectory:
      return "mount the work directory";
    case Stage::kProc:
      return "mount /proc";
    case Stage::kCloneProgram:
      return "clone the program's process";
    case Stage::kSession:
      return "make a session";
    case Stage::kResourceLimits:
      return "setrlimit";
    case Stage::kLandlock:
      return "apply Landlock";
    case Stage::kCgroup:
      return "enter the control groups";
    case Stage::kCgroupNamespace:
      return "make a cgroup namespace";
    case Stage::kDropPrivileges:
      return "drop privileges";
    case Stage::kSeccomp:
      return "load the seccomp filter";
    case Stage::kReady:
      return "report readiness";
    case Stage::kRunRequest:
      return "receive the run request";
  }
  return absl::StrCat("stage ", static_cast<uint32_t>(stage));
}

absl::StatusOr<std::unique_ptr<LauncherClient>> LauncherClient::Start(bool privileged) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd image, LauncherImage());
  int sockets[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) {
    return ErrnoStatus(errno, "socketpair for the launcher");
  }
  UniqueFd own(sockets[0]);
  const UniqueFd low(sockets[1]);
  // dup2 of a descriptor to itself would leave it close-on-exec.
  const UniqueFd theirs(fcntl(low.get(), F_DUPFD_CLOEXEC, kLauncherSocket + 1));
  if (!theirs.valid()) return ErrnoStatus(errno, "duplicate the launcher's socket");
  ASSAY_ASSIGN_OR_RETURN(const pid_t pid, Spawn(image.get(), theirs.get(), privileged));
  UniqueFd process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!process.valid()) {
    const int error = errno;
    kill(pid, SIGKILL);
    Reap(pid);
    return ErrnoStatus(error, "pidfd_open of the launcher");
  }
  return std::unique_ptr<LauncherClient>(
      new LauncherClient(std::move(own), std::move(process), pid));
}

LauncherClient::~LauncherClient() {
  socket_.Reset();
  // That alone would do for one that is not stopped.
  KillProcess(process_.get());
  Reap(pid_);
}

void LauncherClient::Abandon() {
  abandoned_ = true;
  KillProcess(process_.get());
}

bool LauncherClient::IsDead() const {
  if (abandoned_) return true;
  pollfd socket = {socket_.get(), 0, 0};
  return poll(&socket, 1, 0) > 0;
}

absl::StatusOr<LauncherClient::Ticket> LauncherClient::Send(const void* request, size_t size,
                                                            const std::vector<int>& descriptors) {
  absl::MutexLock lock(&mutex_);
  if (abandoned_) return DeadError();
  const long sent = launcher::SendMessage(socket_.get(), request, size, descriptors.data(),
                                          static_cast<int>(descriptors.size()));
  if (sent == -EPIPE || sent == -ECONNRESET) return DeadError();
  if (sent < 0) {
    return AsHostFault(ErrnoStatus(static_cast<int>(-sent), "send a request to the launcher"));
  }
  return next_request_++;
}

absl::StatusOr<LauncherClient::Reply> LauncherClient::Await(Ticket ticket, int timeout_ms) {
  absl::MutexLock lock(&mutex_);
  while (next_reply_ <= ticket) {
    if (abandoned_) return DeadError();
    absl::StatusOr<Reply> reply = ReceiveReply(timeout_ms);
    if (!reply.ok()) reply = AsHostFault(reply.status());
    if (next_reply_++ == ticket) return reply;
    early_replies_.emplace(next_reply_ - 1, std::move(reply));
  }
  auto early = early_replies_.extract(ticket);
  if (early.empty()) return absl::InternalError("a reply of the launcher is awaited twice");
  return std::move(early.mapped());
}

absl::StatusOr<LauncherClient::Reply> LauncherClient::ReceiveReply(int timeout_ms) {
  Reply reply = {};
  int received = -1;
  int count = 0;
  const auto receive = [&] {
    return launcher::ReceiveMessage(socket_.get(), &reply.message, sizeof reply.message, &received,
                                    1, &count, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  };
  long size = receive();
  if (size == -EAGAIN) {
    pollfd socket = {socket_.get(), POLLIN, 0};
    int ready;
    do {
      ready = poll(&socket, 1, timeout_ms);
    } while (ready < 0 && errno == EINTR);
    if (ready < 0) {
      const int error = errno;
      Abandon();
      return ErrnoStatus(error, "poll the launcher's socket");
    }
    if (ready == 0) {
      Abandon();
      return absl::DeadlineExceededError("the launcher did not answer in 30 s, and was killed");
    }
    size = receive();
  }
  reply.pidfd = UniqueFd(count > 0 ? received : -1);
  if (size == 0 || size == -ECONNRESET) return DeadError();
  if (size < 0) {
    // With EMFILE the message came, and only the descriptor in it is lost.
    if (size != -EMFILE) Abandon();
    return ErrnoStatus(static_cast<int>(-size), "receive the launcher's reply");
  }
  if (size != sizeof reply.message) return absl::InternalError("the launcher's reply is cut off");
  return reply;
}

absl::Status LauncherClient::DefineTemplate(int index, const std::vector<RootStep>& steps,
                                            bool proc, const SeccompFilter& filter) {
  launcher::DefineTemplateRequest request = {};
  request.type = launcher::RequestType::kDefineTemplate;
  request.template_index = index;
  request.step_count = steps.size();
  request.filter_count = filter.program.size();
  request.proc = proc ? 1 : 0;
  request.own_network = filter.lets_sockets ? 1 : 0;
  request.own_ipc = filter.lets_ipc ? 1 : 0;
  std::string message;
  AppendBytes(&message, request);
  std::string strings;
  const size_t strings_start = sizeof request + steps.size() * sizeof(launcher::TemplateStep) +
                               filter.program.size() * sizeof(sock_filter);
  const auto add_string = [&](const std::string& text) {
    const size_t offset = strings_start + strings.size();
    strings.append(text.c_str(), text.size() + 1);
    return static_cast<uint32_t>(offset);
  };
  for (const RootStep& step : steps) {
    launcher::TemplateStep encoded = {};
    encoded.kind = step.kind;
    encoded.source_offset = add_string(step.source);
    encoded.target_offset = add_string(step.target);
    AppendBytes(&message, encoded);
  }
  for (const sock_filter& instruction : filter.program) AppendBytes(&message, instruction);
  message += strings;
  if (message.size() > launcher::kMaxMessageBytes) {
    return absl::InvalidArgumentError("too many mounts: their paths do not fit in a message");
  }
  ASSAY_ASSIGN_OR_RETURN(const Ticket ticket, Send(message.data(), message.size(), {}));
  ASSAY_ASSIGN_OR_RETURN(const Reply reply, Await(ticket, kReplyTimeoutMs));
  const auto& [stage, step, error_number] = reply.message;
  if (stage == Stage::kTemplateStep && step < steps.size()) {
    return AsHostFault(ErrnoStatus(error_number, StepName(steps[step])));
  }
  return ReplyStatus(reply.message);
}

absl::Status LauncherClient::DropTemplate(int index) {
  launcher::DropTemplateRequest request = {};
  request.type = launcher::RequestType::kDropTemplate;
  request.template_index = index;
  ASSAY_ASSIGN_OR_RETURN(const Ticket ticket, Send(&request, sizeof request, {}));
  ASSAY_ASSIGN_OR_RETURN(const Reply reply, Await(ticket, kReplyTimeoutMs));
  return ReplyStatus(reply.message);
}

absl::StatusOr<LauncherClient::Ticket> LauncherClient::RequestJail(
    const launcher::MakeJailRequest& request, const std::vector<int>& descriptors) {
  return Send(&request, sizeof request, descriptors);
}

absl::StatusOr<UniqueFd> LauncherClient::AwaitJail(Ticket ticket, int timeout_ms) {
  ASSAY_ASSIGN_OR_RETURN(Reply reply, Await(ticket, timeout_ms));
  ASSAY_RETURN_IF_ERROR(ReplyStatus(reply.message));
  if (!reply.pidfd.valid()) return absl::InternalError("the launcher sent no pidfd");
  return std::move(reply.pidfd);
}

}  // namespace assay::sandbox
