#ifndef ASSAY_JUDGE_STORE_STORED_PACKAGES_H_
#define ASSAY_JUDGE_STORE_STORED_PACKAGES_H_

#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "judge/problem/problem.h"

namespace assay::judge {

// A stored package in use: it is not removed while one of these lives. A value.
class StoredPackage {
 public:
  StoredPackage(std::string id, std::string digest, Problem problem)
      : id_(std::move(id)), digest_(std::move(digest)), problem_(std::move(problem)) {}

  // By which it was asked for.
  const std::string& id() const { return id_; }
  const std::string& digest() const { return digest_; }
  // Its name is the id where the package has none.
  const Problem& problem() const { return problem_; }

 private:
  const std::string id_;
  const std::string digest_;
  const Problem problem_;
};

// The stored packages that somebody holds, is about to, or has held lately. For one thread at a
// time.
class StoredPackages {
 public:
  // Which package a StoredPackage is for: id and digest.
  using Key = std::pair<std::string, std::string>;

  // Null when it has to be read.
  std::shared_ptr<const StoredPackage> Find(const Key& key);
  void Add(const Key& key, const std::shared_ptr<const StoredPackage>& package);

  // A package that is being read, which is in use meanwhile.
  void BeginToRead(const Key& key) { being_read_.insert(key); }
  void EndToRead(const Key& key) { being_read_.erase(key); }
  bool IsBeingRead(const Key& key) const { return being_read_.count(key) > 0; }

  bool IsInUse(const std::string& digest) const;
  // Lets go of those that nobody else holds.
  void ForgetRecent() { recent_.clear(); }

 private:
  std::map<Key, std::weak_ptr<const StoredPackage>> packages_;
  // The most recently used first; held here.
  std::list<std::shared_ptr<const StoredPackage>> recent_;
  std::set<Key> being_read_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_STORED_PACKAGES_H_
