#include "sandbox/pool/jail_factory.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sandbox/base/status.h"
#include "sandbox/launcher/protocol.h"
#include "sandbox/launcher/raw_syscall.h"
#include "sandbox/mount/root_plan.h"

namespace assay::sandbox {
namespace {

using launcher::JailMessage;
using launcher::JailMessageType;

constexpr int kSetUpTimeoutMs = 30'000;

// Above what systemd-nspawn uses (up to 0x6fffffff). Each process picks one of 2^15 ranges, so that
// two supervisors' jails seldom share an id; nothing but per-user limits would depend on it.
constexpr uint32_t kFirstHostId = 0x7000'0000;
constexpr uint32_t kIdRanges = 1 << 15;

uint32_t ChooseFirstHostId() {
  std::random_device random;
  return kFirstHostId + random() % kIdRanges * (2 * launcher::kMaxSlots);
}

// Receives the jail's first word. DEADLINE_EXCEEDED when none comes.
absl::Status AwaitReady(Jail& jail) {
  JailMessage message = {};
  int descriptors[2];
  int count = 0;
  const auto receive = [&] {
    return launcher::ReceiveMessage(jail.control.get(), &message, sizeof message, descriptors, 2,
                                    &count, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  };
  long size = receive();
  if (size == -EAGAIN) {
    pollfd poll_fd = {jail.control.get(), POLLIN, 0};
    int ready;
    do {
      ready = poll(&poll_fd, 1, kSetUpTimeoutMs);
    } while (ready < 0 && errno == EINTR);
    if (ready < 0) return ErrnoStatus(errno, "poll a jail's control socket");
    if (ready == 0) return absl::DeadlineExceededError("a jail was not ready in time");
    size = receive();
  }
  if (count > 0) jail.listener = UniqueFd(descriptors[0]);
  if (count > 1) jail.work_directory = UniqueFd(descriptors[1]);
  if (size == 0 || size == -ECONNRESET) {
    return absl::UnavailableError("a jail died while it was set up");
  }
  if (size < 0) return ErrnoStatus(static_cast<int>(-size), "receive a jail's readiness");
  if (size != sizeof message) return absl::InternalError("a jail's first message is cut off");
  if (message.type == JailMessageType::kSetupFailed) {
    return ErrnoStatus(message.error_number, StageName(message.stage));
  }
  if (message.type == JailMessageType::kExited) {
    return absl::UnavailableError("a jail's program was killed while the jail was set up");
  }
  if (message.type != JailMessageType::kReady || count < 1) {
    return absl::InternalError("a jail's first message is not its readiness");
  }
  return absl::OkStatus();
}

}  // namespace

JailFactory::JailFactory(std::unique_ptr<CgroupManager> cgroups, int max_jails, bool privileged,
                         const std::string& disk_directory)
    : cgroups_(std::move(cgroups)),
      privileged_(privileged),
      first_host_id_(ChooseFirstHostId()),
      disks_(disk_directory),
      undertaker_([this](const std::vector<int>& slots) { FreeSlots(slots); }) {
  absl::MutexLock lock(&mutex_);
  for (int slot = std::min(max_jails, launcher::kMaxSlots) - 1; slot >= 0; --slot) {
    free_slots_.push_back(slot);
  }
}

JailFactory::~JailFactory() = default;

absl::StatusOr<std::unique_ptr<JailFactory>> JailFactory::Create(
    const std::string& cgroup_parent, int max_jails, bool privileged,
    const std::string& disk_directory) {
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<CgroupManager> cgroups,
                         CgroupManager::Create(cgroup_parent, privileged));
  std::unique_ptr<JailFactory> factory(
      new JailFactory(std::move(cgroups), max_jails, privileged, disk_directory));
  ASSAY_RETURN_IF_ERROR(factory->undertaker_.Start());
  ASSAY_RETURN_IF_ERROR(factory->Launcher().status());
  return factory;
}

absl::StatusOr<int> JailFactory::TakeSlot() {
  absl::MutexLock lock(&mutex_);
  if (free_slots_.empty()) return absl::ResourceExhaustedError("too many jails are alive at once");
  const int slot = free_slots_.back();
  free_slots_.pop_back();
  return slot;
}

void JailFactory::FreeSlots(const std::vector<int>& slots) {
  absl::MutexLock lock(&mutex_);
  free_slots_.insert(free_slots_.end(), slots.begin(), slots.end());
  if (on_buried_) on_buried_();
}

void JailFactory::SetOnBuried(std::function<void()> on_buried) {
  absl::MutexLock lock(&mutex_);
  on_buried_ = std::move(on_buried);
}

absl::StatusOr<std::shared_ptr<LauncherClient>> JailFactory::Launcher() {
  absl::MutexLock lock(&mutex_);
  if (launcher_ == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(launcher_, LauncherClient::Start(privileged_));
  }
  return launcher_;
}

void JailFactory::DropLauncher(const std::shared_ptr<LauncherClient>& dead) {
  absl::MutexLock lock(&mutex_);
  if (launcher_ != dead) return;
  launcher_.reset();
  templates_.clear();
}

absl::StatusOr<int> JailFactory::TakeTemplateIndex(LauncherClient& launcher) {
  if (templates_.size() < launcher::kMaxTemplates) {
    std::vector<bool> used(launcher::kMaxTemplates);
    for (const auto& entry : templates_) used[entry->index] = true;
    return static_cast<int>(std::find(used.begin(), used.end(), false) - used.begin());
  }
  const auto oldest = std::find_if(templates_.rbegin(), templates_.rend(),
                                   [](const auto& entry) { return entry.use_count() == 1; });
  if (oldest == templates_.rend()) {
    return absl::ResourceExhaustedError("too many different roots at once");
  }
  const int index = (*oldest)->index;
  ASSAY_RETURN_IF_ERROR(launcher.DropTemplate(index));
  templates_.erase(std::next(oldest).base());
  return index;
}

absl::StatusOr<std::shared_ptr<JailFactory::Template>> JailFactory::FindTemplate(
    LauncherClient& launcher, const JailShape& shape) {
  absl::MutexLock lock(&mutex_);
  const auto found = std::find_if(templates_.begin(), templates_.end(), [&](const auto& entry) {
    return entry->seccomp == shape.seccomp && entry->root == shape.root;
  });
  if (found != templates_.end()) {
    templates_.splice(templates_.begin(), templates_, found);
    return templates_.front();
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<RootStep> steps, PlanRoot(shape.root, IsHostDirectory));
  ASSAY_ASSIGN_OR_RETURN(const int index, TakeTemplateIndex(launcher));
  ASSAY_RETURN_IF_ERROR(launcher.DefineTemplate(index, steps, shape.root.proc, *shape.seccomp));
  templates_.push_front(std::make_shared<Template>(Template{index, shape.root, shape.seccomp}));
  return templates_.front();
}

absl::Status JailFactory::Begin(const JailShape& shape, Draft& draft) {
  Jail& jail = *draft.jail;
  ASSAY_ASSIGN_OR_RETURN(jail.slot, TakeSlot());
  std::string name;
  {
    absl::MutexLock lock(&mutex_);
    name = absl::StrCat("jail-", next_name_++);
  }
  const CgroupLimits limits = {shape.memory_bytes, shape.task_count, shape.cpus, shape.limit_disk,
                               shape.network != nullptr};
  absl::StatusOr<std::unique_ptr<Cgroup>> cgroup = cgroups_->MakeCgroup(name, limits);
  if (!cgroup.ok()) return AsHostFault(cgroup.status());
  jail.cgroup = *std::move(cgroup);
  const uint32_t first_host_id = first_host_id_ + 2 * jail.slot;
  if (privileged_) jail.program_host_id = first_host_id + 1;
  jail.network = shape.network;
  if (shape.work_on_disk) {
    absl::StatusOr<std::unique_ptr<WorkDisk>> disk =
        disks_.Make({shape.work_bytes, shape.work_inodes}, first_host_id + 1);
    if (!disk.ok()) return AsHostFault(disk.status());
    jail.disk = *std::move(disk);
  }
  int sockets[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) {
    return ErrnoStatus(errno, "socketpair for a jail");
  }
  jail.control = UniqueFd(sockets[0]);
  const UniqueFd theirs(sockets[1]);

  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<LauncherClient> launcher, Launcher());
  absl::Status status = [&]() -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(draft.jail_template, FindTemplate(*launcher, shape));
    launcher::MakeJailRequest request = {};
    request.type = launcher::RequestType::kMakeJail;
    request.slot = jail.slot;
    request.template_index = draft.jail_template->index;
    request.first_host_id = first_host_id;
    request.send_work_directory = shape.keep_work_directory ? 1 : 0;
    request.has_network = jail.network != nullptr ? 1 : 0;
    request.has_work_mount = jail.disk != nullptr ? 1 : 0;
    request.work_bytes = shape.work_bytes;
    request.work_inodes = shape.work_inodes;
    request.open_files = shape.open_files;
    request.file_size_bytes = shape.file_size_bytes;
    request.stack_bytes = shape.stack_bytes;
    shape.root.working_directory.copy(request.working_directory,
                                      launcher::kMaxWorkingDirectoryBytes);
    std::vector<int> descriptors = {theirs.get()};
    if (jail.disk != nullptr) descriptors.push_back(jail.disk->mount());
    if (jail.network != nullptr) descriptors.push_back(jail.network->namespace_fd());
    for (const int procs : jail.cgroup->EntryDescriptors()) descriptors.push_back(procs);
    ASSAY_ASSIGN_OR_RETURN(draft.ticket, launcher->RequestJail(request, descriptors));
    // From here on there may be processes, even if no pidfd comes.
    jail.launcher = launcher;
    return absl::OkStatus();
  }();
  if (!status.ok() && launcher->IsDead()) DropLauncher(launcher);
  return status;
}

absl::Status JailFactory::Finish(Draft& draft) {
  Jail& jail = *draft.jail;
  const absl::Status ready = AwaitReady(jail);
  // A launcher that has not replied by the time that its jail is ready, or should be, won't.
  absl::StatusOr<UniqueFd> pidfd = absl::IsDeadlineExceeded(ready)
                                       ? jail.launcher->AwaitJail(draft.ticket, /*timeout_ms=*/0)
                                       : jail.launcher->AwaitJail(draft.ticket);
  draft.jail_template.reset();
  const absl::Status status = pidfd.ok() ? AsHostFault(ready) : pidfd.status();
  if (pidfd.ok()) jail.pidfd = *std::move(pidfd);
  if (jail.disk != nullptr) jail.disk->ForgetMount();
  if (!status.ok() && jail.launcher->IsDead()) DropLauncher(jail.launcher);
  ASSAY_RETURN_IF_ERROR(status);
  return AsHostFault(jail.cgroup->StartCounting());
}

std::vector<absl::StatusOr<std::unique_ptr<Jail>>> JailFactory::MakeSeveral(const JailShape& shape,
                                                                            int count) {
  std::vector<Draft> drafts(count);
  for (Draft& draft : drafts) draft.status = Begin(shape, draft);
  // The last one first: when it is ready, so are most of the others.
  for (auto draft = drafts.rbegin(); draft != drafts.rend(); ++draft) {
    if (draft->status.ok()) draft->status = Finish(*draft);
  }
  std::vector<absl::StatusOr<std::unique_ptr<Jail>>> jails;
  jails.reserve(count);
  for (Draft& draft : drafts) {
    if (draft.status.ok()) {
      jails.emplace_back(std::move(draft.jail));
      continue;
    }
    if (draft.jail->launcher != nullptr) {
      Discard(std::move(draft.jail));
    } else if (draft.jail->slot >= 0) {
      FreeSlots({draft.jail->slot});
    }
    jails.emplace_back(draft.status);
  }
  return jails;
}

absl::StatusOr<std::unique_ptr<Jail>> JailFactory::Make(const JailShape& shape) {
  return std::move(MakeSeveral(shape, 1).front());
}

void JailFactory::Discard(std::unique_ptr<Jail> jail, bool at_once) {
  if (!at_once) {
    // Slots that are about to be free are no use to one who needs a slot now.
    constexpr size_t kFewSlots = 16;
    absl::MutexLock lock(&mutex_);
    at_once = free_slots_.size() < kFewSlots;
  }
  undertaker_.Take(std::move(jail), at_once);
}

}  // namespace assay::sandbox
