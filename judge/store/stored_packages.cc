#include "judge/store/stored_packages.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace assay::judge {
namespace {

// That are kept although nobody holds them.
constexpr size_t kMaxRecent = 32;

}  // namespace

std::shared_ptr<const StoredPackage> StoredPackages::Find(const Key& key) {
  const auto it = packages_.find(key);
  if (it == packages_.end()) return nullptr;
  std::shared_ptr<const StoredPackage> package = it->second.lock();
  if (package != nullptr) Add(key, package);
  return package;
}

void StoredPackages::Add(const Key& key, const std::shared_ptr<const StoredPackage>& package) {
  recent_.remove(package);
  recent_.push_front(package);
  packages_[key] = package;
  if (recent_.size() <= kMaxRecent) return;
  recent_.pop_back();
  for (auto it = packages_.begin(); it != packages_.end();) {
    it = it->second.expired() ? packages_.erase(it) : std::next(it);
  }
}

bool StoredPackages::IsInUse(const std::string& digest) const {
  const auto has_digest = [&](const Key& key) { return key.second == digest; };
  if (std::any_of(being_read_.begin(), being_read_.end(), has_digest)) return true;
  return std::any_of(packages_.begin(), packages_.end(), [&](const auto& entry) {
    return has_digest(entry.first) && !entry.second.expired();
  });
}

}  // namespace assay::judge
