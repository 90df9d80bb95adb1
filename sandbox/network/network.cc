#include "sandbox/network/network.h"

#include "absl/strings/str_cat.h"
#include "sandbox/base/status.h"

namespace assay::sandbox {
namespace {

constexpr char kLoopback[] = "lo";
constexpr char kCable[] = "eth0";
constexpr int kPairPrefixLength = 30;

absl::Status CheckRate(absl::string_view field, const std::optional<int64_t>& rate) {
  constexpr int64_t kLeast = 8 << 10;
  constexpr int64_t kMost = int64_t{1} << 30;
  if (!rate.has_value() || (*rate >= kLeast && *rate <= kMost)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(field, " is ", *rate, "; it must be between ", kLeast, " and ", kMost));
}

}  // namespace

Network::Network(NetworkNamespace network_namespace, std::string device, OnEnd on_end)
    : device_(std::move(device)),
      on_end_(std::move(on_end)),
      namespace_(std::move(network_namespace)),
      namespace_fd_(namespace_.fd()) {}

Network::~Network() {
  if (on_end_) on_end_();
}

bool Network::Claim() {
  const absl::MutexLock lock(&mutex_);
  return !std::exchange(claimed_, true);
}

absl::StatusOr<NetworkUsage> Network::ReadUsage() {
  const absl::MutexLock lock(&mutex_);
  return namespace_.ReadCounters(device_);
}

absl::StatusOr<std::shared_ptr<Network>> MakeLoopbackNetwork() {
  ASSAY_ASSIGN_OR_RETURN(NetworkNamespace made, NetworkNamespace::Make());
  return std::make_shared<Network>(std::move(made), kLoopback);
}

absl::StatusOr<NetworkPair> MakeNetworkPair(const NetworkRates& rates) {
  ASSAY_RETURN_IF_ERROR(ValidateNetworkRates(rates));
  ASSAY_ASSIGN_OR_RETURN(NetworkNamespace first, NetworkNamespace::Make());
  ASSAY_ASSIGN_OR_RETURN(NetworkNamespace second, NetworkNamespace::Make());
  ASSAY_RETURN_IF_ERROR(first.MakeCable(kCable, second, kCable));
  ASSAY_RETURN_IF_ERROR(first.SetAddress(kCable, kFirstOfPair, kPairPrefixLength));
  ASSAY_RETURN_IF_ERROR(second.SetAddress(kCable, kSecondOfPair, kPairPrefixLength));
  if (rates.send_bytes.has_value()) {
    ASSAY_RETURN_IF_ERROR(first.LimitRate(kCable, *rates.send_bytes));
  }
  if (rates.receive_bytes.has_value()) {
    ASSAY_RETURN_IF_ERROR(second.LimitRate(kCable, *rates.receive_bytes));
  }
  return NetworkPair{std::make_shared<Network>(std::move(first), kCable),
                     std::make_shared<Network>(std::move(second), kCable)};
}

absl::Status ValidateNetworkRates(const NetworkRates& rates) {
  ASSAY_RETURN_IF_ERROR(CheckRate("network_rates.send_bytes", rates.send_bytes));
  return CheckRate("network_rates.receive_bytes", rates.receive_bytes);
}

}  // namespace assay::sandbox
