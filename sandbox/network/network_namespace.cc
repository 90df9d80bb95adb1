#include "sandbox/network/network_namespace.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <net/if.h>
#include <netlink/addr.h>
#include <netlink/errno.h>
#include <netlink/netlink.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/veth.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/qdisc.h>
#include <netlink/route/qdisc/tbf.h>
#include <netlink/route/route.h>
#include <netlink/route/tc.h>
#include <netlink/socket.h>
#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"
#include "sandbox/cgroup/control_directory.h"

namespace assay::sandbox {
namespace {

// Objects of libnl are counted; these put one back.
struct PutBack {
  void operator()(rtnl_link* link) const { rtnl_link_put(link); }
  void operator()(rtnl_addr* address) const { rtnl_addr_put(address); }
  void operator()(nl_addr* address) const { nl_addr_put(address); }
  void operator()(rtnl_route* route) const { rtnl_route_put(route); }
  void operator()(rtnl_qdisc* qdisc) const { rtnl_qdisc_put(qdisc); }
  void operator()(nl_cache* cache) const { nl_cache_free(cache); }
};
template <typename T>
using Counted = std::unique_ptr<T, PutBack>;

// libnl has codes of its own in place of the kernel's; 0 for one that is none of the kernel's.
int ErrnoOfNetlink(int result) {
  static constexpr struct {
    int code;
    int error_number;
  } kCodes[] = {{NLE_EXIST, EEXIST},         {NLE_NOADDR, EADDRNOTAVAIL},
                {NLE_OBJ_NOTFOUND, ENOENT},  {NLE_INTR, EINTR},
                {NLE_AGAIN, EAGAIN},         {NLE_NOACCESS, EACCES},
                {NLE_INVAL, EINVAL},         {NLE_NOMEM, ENOMEM},
                {NLE_OPNOTSUPP, EOPNOTSUPP}, {NLE_PERM, EPERM},
                {NLE_BUSY, EBUSY},           {NLE_RANGE, ERANGE},
                {NLE_NODEV, ENODEV},         {NLE_AF_NOSUPPORT, EAFNOSUPPORT}};
  for (const auto& [code, error_number] : kCodes) {
    if (result == -code) return error_number;
  }
  return 0;
}

// Nothing of it is the caller's fault.
absl::Status NetlinkStatus(int result, absl::string_view operation) {
  if (result >= 0) return absl::OkStatus();
  const int error_number = ErrnoOfNetlink(result);
  if (error_number != 0) return AsHostFault(ErrnoStatus(error_number, operation));
  return absl::InternalError(absl::StrCat(operation, ": ", nl_geterror(result)));
}

absl::Status NoMemory() { return absl::ResourceExhaustedError("no memory for a netlink object"); }

Counted<nl_addr> MakeAddress(Ipv4 address, int prefix_length) {
  const uint32_t bytes = htonl(address);
  Counted<nl_addr> result(nl_addr_build(AF_INET, &bytes, sizeof bytes));
  if (result != nullptr) nl_addr_set_prefixlen(result.get(), prefix_length);
  return result;
}

absl::StatusOr<UniqueFd> OwnNamespace() { return OpenFile("/proc/thread-self/ns/net", O_RDONLY); }

// Calls `work` on a thread that ends with it: what it does to its own namespaces is gone then.
absl::Status OnThread(const std::function<absl::Status()>& work) {
  absl::Status status;
  ASSAY_ASSIGN_OR_RETURN(std::thread thread, StartThread([&] { status = work(); }));
  thread.join();
  return status;
}

absl::Status Enter(int network_namespace) {
  if (setns(network_namespace, CLONE_NEWNET) == 0) return absl::OkStatus();
  return ErrnoStatus(errno, "setns to a network namespace");
}

}  // namespace

void NetworkNamespace::FreeSocket::operator()(nl_sock* socket) const { nl_socket_free(socket); }

NetworkNamespace::NetworkNamespace(UniqueFd fd) : fd_(std::move(fd)) {}
NetworkNamespace::NetworkNamespace(NetworkNamespace&&) noexcept = default;
NetworkNamespace& NetworkNamespace::operator=(NetworkNamespace&&) noexcept = default;
NetworkNamespace::~NetworkNamespace() = default;

absl::Status NetworkNamespace::Connect() {
  socket_.reset(nl_socket_alloc());
  if (socket_ == nullptr) return NoMemory();
  errno = 0;
  const int result = nl_connect(socket_.get(), NETLINK_ROUTE);
  if (result < 0 && errno != 0) return AsHostFault(ErrnoStatus(errno, "open a netlink socket"));
  return NetlinkStatus(result, "open a netlink socket");
}

absl::StatusOr<NetworkNamespace> NetworkNamespace::Make() {
  NetworkNamespace made{UniqueFd()};
  ASSAY_RETURN_IF_ERROR(OnThread([&]() -> absl::Status {
    if (unshare(CLONE_NEWNET) != 0) {
      return AsHostFault(ErrnoStatus(errno, "make a network namespace"));
    }
    ASSAY_ASSIGN_OR_RETURN(made.fd_, OwnNamespace());
    // Devices that are made from now on. Where there is no such file there is no IPv6.
    WriteControlFile("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1").IgnoreError();
    // A socket belongs to the namespace in which it was made.
    return made.Connect();
  }));
  Counted<rtnl_link> change(rtnl_link_alloc());
  if (change == nullptr) return NoMemory();
  rtnl_link* found = nullptr;
  ASSAY_RETURN_IF_ERROR(
      NetlinkStatus(rtnl_link_get_kernel(made.socket_.get(), 0, "lo", &found), "find lo"));
  const Counted<rtnl_link> lo(found);
  rtnl_link_set_flags(change.get(), IFF_UP);
  ASSAY_RETURN_IF_ERROR(NetlinkStatus(
      rtnl_link_change(made.socket_.get(), lo.get(), change.get(), 0), "take lo into use"));
  return made;
}

absl::StatusOr<NetworkNamespace> NetworkNamespace::Open(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, path.empty() ? OwnNamespace() : OpenFile(path, O_RDONLY));
  NetworkNamespace opened(std::move(fd));
  ASSAY_RETURN_IF_ERROR(opened.Run([&] { return opened.Connect(); }));
  return opened;
}

absl::Status NetworkNamespace::Run(const std::function<absl::Status()>& work) const {
  return OnThread([&]() -> absl::Status {
    ASSAY_RETURN_IF_ERROR(Enter(fd_.get()));
    return work();
  });
}

absl::StatusOr<int> NetworkNamespace::IndexOf(const std::string& device) {
  rtnl_link* found = nullptr;
  ASSAY_RETURN_IF_ERROR(
      NetlinkStatus(rtnl_link_get_kernel(socket_.get(), 0, device.c_str(), &found),
                    absl::StrCat("find the network device ", device)));
  const Counted<rtnl_link> link(found);
  return rtnl_link_get_ifindex(link.get());
}

absl::Status NetworkNamespace::MakeCable(const std::string& name, NetworkNamespace& peer,
                                         const std::string& peer_name) {
  const Counted<rtnl_link> link(rtnl_link_veth_alloc());
  if (link == nullptr) return NoMemory();
  rtnl_link_set_name(link.get(), name.c_str());
  const Counted<rtnl_link> other(rtnl_link_veth_get_peer(link.get()));
  rtnl_link_set_name(other.get(), peer_name.c_str());
  rtnl_link_set_ns_fd(other.get(), peer.fd());
  const int result = rtnl_link_add(socket_.get(), link.get(), NLM_F_CREATE | NLM_F_EXCL);
  const std::string operation = absl::StrCat("make the network devices ", name, " and ", peer_name);
  if (result == -NLE_OPNOTSUPP) {
    return absl::FailedPreconditionError(absl::StrCat(
        operation, ": the kernel has no veth [EOPNOTSUPP]; load its module veth (modprobe veth)"));
  }
  return NetlinkStatus(result, operation);
}

absl::Status NetworkNamespace::RemoveDevice(const std::string& name) {
  const Counted<rtnl_link> link(rtnl_link_alloc());
  if (link == nullptr) return NoMemory();
  rtnl_link_set_name(link.get(), name.c_str());
  return NetlinkStatus(rtnl_link_delete(socket_.get(), link.get()),
                       absl::StrCat("remove the network device ", name));
}

absl::Status NetworkNamespace::SetAddress(const std::string& device, Ipv4 address,
                                          int prefix_length) {
  ASSAY_ASSIGN_OR_RETURN(const int index, IndexOf(device));
  const Counted<nl_addr> local = MakeAddress(address, prefix_length);
  const Counted<rtnl_addr> entry(rtnl_addr_alloc());
  const Counted<rtnl_link> change(rtnl_link_alloc());
  const Counted<rtnl_link> link(rtnl_link_alloc());
  if (local == nullptr || entry == nullptr || change == nullptr || link == nullptr) {
    return NoMemory();
  }
  rtnl_addr_set_ifindex(entry.get(), index);
  ASSAY_RETURN_IF_ERROR(NetlinkStatus(rtnl_addr_set_local(entry.get(), local.get()), "address"));
  ASSAY_RETURN_IF_ERROR(
      NetlinkStatus(rtnl_addr_add(socket_.get(), entry.get(), 0),
                    absl::StrCat("give ", device, " the address ", Ipv4Text(address))));
  rtnl_link_set_ifindex(link.get(), index);
  rtnl_link_set_flags(change.get(), IFF_UP);
  return NetlinkStatus(rtnl_link_change(socket_.get(), link.get(), change.get(), 0),
                       absl::StrCat("take ", device, " into use"));
}

absl::StatusOr<bool> NetworkNamespace::HasAddress(Ipv4 address) {
  nl_cache* filled = nullptr;
  ASSAY_RETURN_IF_ERROR(
      NetlinkStatus(rtnl_addr_alloc_cache(socket_.get(), &filled), "list addresses"));
  const Counted<nl_cache> cache(filled);
  const uint32_t wanted = htonl(address);
  for (nl_object* object = nl_cache_get_first(cache.get()); object != nullptr;
       object = nl_cache_get_next(object)) {
    const nl_addr* local = rtnl_addr_get_local(reinterpret_cast<rtnl_addr*>(object));
    if (local != nullptr && nl_addr_get_family(local) == AF_INET &&
        std::memcmp(nl_addr_get_binary_addr(local), &wanted, sizeof wanted) == 0) {
      return true;
    }
  }
  return false;
}

absl::Status NetworkNamespace::SetDefaultRoute(const std::string& device, Ipv4 gateway) {
  ASSAY_ASSIGN_OR_RETURN(const int index, IndexOf(device));
  const Counted<nl_addr> everything = MakeAddress(0, 0);
  const Counted<nl_addr> next = MakeAddress(gateway, 32);
  const Counted<rtnl_route> route(rtnl_route_alloc());
  // The route's from rtnl_route_add_nexthop() on.
  rtnl_nexthop* hop = rtnl_route_nh_alloc();
  if (everything == nullptr || next == nullptr || route == nullptr || hop == nullptr) {
    if (hop != nullptr) rtnl_route_nh_free(hop);
    return NoMemory();
  }
  rtnl_route_nh_set_ifindex(hop, index);
  rtnl_route_nh_set_gateway(hop, next.get());
  rtnl_route_set_family(route.get(), AF_INET);
  rtnl_route_set_dst(route.get(), everything.get());
  rtnl_route_add_nexthop(route.get(), hop);
  return NetlinkStatus(rtnl_route_add(socket_.get(), route.get(), NLM_F_CREATE),
                       absl::StrCat("route by ", device));
}

absl::Status NetworkNamespace::LimitRate(const std::string& device, int64_t bytes_per_second) {
  // Room for the largest packet that programs hand to the kernel, and for ten milliseconds.
  constexpr int64_t kLeastBurst = 64 << 10;
  constexpr int64_t kMostBytes = int64_t{1} << 30;
  const int64_t rate = std::min(bytes_per_second, kMostBytes);
  const int64_t burst = std::max(kLeastBurst, rate / 100);
  const Counted<rtnl_qdisc> bucket(rtnl_qdisc_alloc());
  if (bucket == nullptr) return NoMemory();
  ASSAY_ASSIGN_OR_RETURN(const int index, IndexOf(device));
  rtnl_tc* tc = TC_CAST(bucket.get());
  rtnl_tc_set_ifindex(tc, index);
  rtnl_tc_set_parent(tc, TC_H_ROOT);
  ASSAY_RETURN_IF_ERROR(NetlinkStatus(rtnl_tc_set_kind(tc, "tbf"), "tbf"));
  rtnl_qdisc_tbf_set_rate(bucket.get(), static_cast<int>(rate), static_cast<int>(burst), 0);
  // What waits, beyond which packets are dropped.
  rtnl_qdisc_tbf_set_limit(bucket.get(), static_cast<int>(4 * burst));
  const int result = rtnl_qdisc_add(socket_.get(), bucket.get(), NLM_F_CREATE | NLM_F_EXCL);
  const std::string operation = absl::StrCat("limit the rate of ", device);
  if (result == -NLE_OBJ_NOTFOUND) {
    return absl::FailedPreconditionError(
        absl::StrCat(operation,
                     ": the kernel has no token buckets [ENOENT]; load its module "
                     "sch_tbf (modprobe sch_tbf)"));
  }
  return NetlinkStatus(result, operation);
}

absl::StatusOr<NetworkUsage> NetworkNamespace::ReadCounters(const std::string& device) {
  rtnl_link* found = nullptr;
  ASSAY_RETURN_IF_ERROR(
      NetlinkStatus(rtnl_link_get_kernel(socket_.get(), 0, device.c_str(), &found),
                    absl::StrCat("read the counters of ", device)));
  const Counted<rtnl_link> link(found);
  return NetworkUsage{
      .sent_bytes = static_cast<int64_t>(rtnl_link_get_stat(link.get(), RTNL_LINK_TX_BYTES)),
      .received_bytes = static_cast<int64_t>(rtnl_link_get_stat(link.get(), RTNL_LINK_RX_BYTES))};
}

}  // namespace assay::sandbox
