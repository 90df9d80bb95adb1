#include "sandbox/network/egress_router.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/cgroup/control_directory.h"
#include "sandbox/network/egress_rules.h"

namespace assay::sandbox {
namespace {

constexpr absl::Duration kPredecessorsEnd = absl::Seconds(5);

constexpr char kRunDevice[] = "eth0";
constexpr int kMostRuns = 1 << 15;
constexpr int kCablePrefixLength = 31;

constexpr const char* kNft[] = {"/usr/sbin/nft", "/sbin/nft", "/usr/bin/nft"};

absl::StatusOr<std::string> FindNft() {
  for (const char* path : kNft) {
    if (access(path, X_OK) == 0) return std::string(path);
  }
  return absl::FailedPreconditionError(
      "no nft, which sets up the packet filter of the network policy egress: install nftables");
}

// In the calling thread's network namespace. All or nothing.
absl::Status LoadRules(const std::string& program, const std::string& rules) {
  const UniqueFd file(memfd_create("egress-rules", MFD_CLOEXEC));
  if (!file.valid()) return ErrnoStatus(errno, "memfd_create for rules");
  ASSAY_RETURN_IF_ERROR(WriteDescriptor(file.get(), rules, "rules"));
  if (lseek(file.get(), 0, SEEK_SET) != 0) return ErrnoStatus(errno, "lseek in rules");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, file.get(), STDIN_FILENO);
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  }
  std::string arguments[] = {program, "-f", "-"};
  char* const argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(), nullptr};
  char* const envp[] = {nullptr};
  pid_t pid = -1;
  const int error = posix_spawn(&pid, program.c_str(), &actions, nullptr, argv, envp);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return ErrnoStatus(error, absl::StrCat("start ", program));
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return ErrnoStatus(errno, absl::StrCat("wait for ", program));
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(program, " could not set up the packet filter: the kernel needs nf_tables with ",
                   "inet, nat and reject"));
}

// Its own namespace's.
absl::Status AllowForwarding() {
  // A packet is taken only from the cable to which its sender's address belongs, and goes where its
  // receiver's address says: neither by a route of its sender's nor by one that a neighbour tells.
  // A namespace has the host's settings at first.
  constexpr struct {
    const char* name;
    const char* value;
  } kSettings[] = {{"rp_filter", "1"},
                   {"accept_source_route", "0"},
                   {"accept_redirects", "0"},
                   {"send_redirects", "0"}};
  for (const char* conf : {"all", "default"}) {
    for (const auto& [name, value] : kSettings) {
      ASSAY_RETURN_IF_ERROR(
          WriteControlFile(absl::StrCat("/proc/sys/net/ipv4/conf/", conf, "/", name), value));
    }
  }
  return WriteControlFile("/proc/sys/net/ipv4/ip_forward", "1");
}

std::string NewUplinkName() {
  std::random_device random;
  return absl::StrFormat("assay%08x", random());
}

}  // namespace

EgressRouter::EgressRouter(NetworkNamespace router, std::string nft, std::vector<Endpoint> allowed)
    : nft_(std::move(nft)), allowed_(std::move(allowed)), router_(std::move(router)) {
  const absl::MutexLock lock(&mutex_);
  for (int number = kMostRuns - 1; number >= 0; --number) free_numbers_.push_back(number);
}

absl::StatusOr<std::shared_ptr<EgressRouter>> EgressRouter::Create(const EgressOptions& options) {
  const absl::StatusOr<LinkAddresses> link = ParseLink(options.uplink_address);
  if (!link.ok()) return Annotate(link.status(), "egress.uplink_address");
  std::vector<Endpoint> allowed;
  for (const std::string& text : options.allowed) {
    const absl::StatusOr<Endpoint> endpoint = ParseEndpoint(text);
    if (!endpoint.ok()) return Annotate(endpoint.status(), "egress.allowed");
    allowed.push_back(*endpoint);
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string nft, FindNft());
  ASSAY_ASSIGN_OR_RETURN(NetworkNamespace made, NetworkNamespace::Make());
  const std::string rules = EgressRules(allowed);
  ASSAY_RETURN_IF_ERROR(made.Run([&]() -> absl::Status {
    // The filter first: nothing is ever forwarded without it.
    ASSAY_RETURN_IF_ERROR(LoadRules(nft, rules));
    return AllowForwarding();
  }));
  std::shared_ptr<EgressRouter> router(new EgressRouter(std::move(made), nft, std::move(allowed)));
  ASSAY_RETURN_IF_ERROR(router->ConnectUplink(options, *link));
  return router;
}

absl::Status EgressRouter::ConnectUplink(const EgressOptions& options, const LinkAddresses& link) {
  ASSAY_ASSIGN_OR_RETURN(NetworkNamespace outside,
                         NetworkNamespace::Open(options.uplink_namespace));
  ASSAY_ASSIGN_OR_RETURN(bool taken, outside.HasAddress(link.far));
  // The kernel removes the uplink of a server that ended a moment later.
  const absl::Time deadline = absl::Now() + kPredecessorsEnd;
  while (taken && absl::Now() < deadline) {
    absl::SleepFor(absl::Milliseconds(20));
    ASSAY_ASSIGN_OR_RETURN(taken, outside.HasAddress(link.far));
  }
  if (taken) {
    return absl::FailedPreconditionError(
        absl::StrCat("egress.uplink_address: there is a device with the address ",
                     Ipv4Text(link.far), "; give each server an uplink of its own"));
  }
  const absl::MutexLock lock(&mutex_);
  const std::string name = NewUplinkName();
  ASSAY_RETURN_IF_ERROR(router_.MakeCable(kUplinkDevice, outside, name));
  ASSAY_RETURN_IF_ERROR(router_.SetAddress(kUplinkDevice, link.near, link.prefix_length));
  ASSAY_RETURN_IF_ERROR(outside.SetAddress(name, link.far, link.prefix_length));
  return router_.SetDefaultRoute(kUplinkDevice, link.far);
}

absl::StatusOr<std::string> EgressRouter::RunRules(const std::vector<std::string>& allowed) const {
  if (allowed.empty()) return std::string();
  std::vector<Endpoint> endpoints;
  for (const std::string& text : allowed) {
    ASSAY_ASSIGN_OR_RETURN(const Endpoint endpoint, ParseEndpoint(text));
    if (std::find(allowed_.begin(), allowed_.end(), endpoint) == allowed_.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", text, "\" is not among what runs may reach here (egress.allowed)"));
    }
    endpoints.push_back(endpoint);
  }
  return RunEgressRules(endpoints);
}

absl::StatusOr<std::shared_ptr<Network>> EgressRouter::Connect(
    const NetworkRates& rates, const std::vector<std::string>& allowed) {
  ASSAY_RETURN_IF_ERROR(ValidateNetworkRates(rates));
  ASSAY_ASSIGN_OR_RETURN(const std::string rules, RunRules(allowed));
  ASSAY_ASSIGN_OR_RETURN(NetworkNamespace made, NetworkNamespace::Make());
  // The run's own namespace is none that it can change.
  if (!rules.empty()) {
    ASSAY_RETURN_IF_ERROR(made.Run([&] { return LoadRules(nft_, rules); }));
  }
  const absl::MutexLock lock(&mutex_);
  if (free_numbers_.empty()) return absl::ResourceExhaustedError("too many networks at once");
  const int number = free_numbers_.back();
  absl::StatusOr<std::shared_ptr<Network>> network = ConnectAs(number, std::move(made), rates);
  if (network.ok()) {
    free_numbers_.pop_back();
  } else {
    router_.RemoveDevice(absl::StrCat(kRunDevicePrefix, number)).IgnoreError();
  }
  return network;
}

absl::StatusOr<std::shared_ptr<Network>> EgressRouter::ConnectAs(int number, NetworkNamespace made,
                                                                 const NetworkRates& rates) {
  const std::string device = absl::StrCat(kRunDevicePrefix, number);
  const Ipv4 near = kRunAddresses + 2 * number;
  ASSAY_RETURN_IF_ERROR(router_.MakeCable(device, made, kRunDevice));
  ASSAY_RETURN_IF_ERROR(router_.SetAddress(device, near, kCablePrefixLength));
  ASSAY_RETURN_IF_ERROR(made.SetAddress(kRunDevice, near + 1, kCablePrefixLength));
  ASSAY_RETURN_IF_ERROR(made.SetDefaultRoute(kRunDevice, near));
  if (rates.send_bytes.has_value()) {
    ASSAY_RETURN_IF_ERROR(made.LimitRate(kRunDevice, *rates.send_bytes));
  }
  if (rates.receive_bytes.has_value()) {
    ASSAY_RETURN_IF_ERROR(router_.LimitRate(device, *rates.receive_bytes));
  }
  return std::make_shared<Network>(
      std::move(made), kRunDevice,
      [self = shared_from_this(), number] { self->Disconnect(number); });
}

void EgressRouter::Disconnect(int number) {
  const absl::MutexLock lock(&mutex_);
  // The kernel would remove it with the run's namespace, some time later.
  router_.RemoveDevice(absl::StrCat(kRunDevicePrefix, number)).IgnoreError();
  free_numbers_.push_back(number);
}

}  // namespace assay::sandbox
