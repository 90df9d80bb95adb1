#ifndef ASSAY_JUDGE_SERVICE_TOKENS_H_
#define ASSAY_JUDGE_SERVICE_TOKENS_H_

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "proto/judge/v1/tokens.pb.h"

namespace assay::judge {

enum class Role { kSubmit, kAdmin };

// What a client may use; what is absent is without limit. See ClientQuota.
struct Quota {
  std::optional<int> max_in_flight = std::nullopt;
  std::optional<double> submissions_per_second = std::nullopt;
  // At least 1 where submissions_per_second is set.
  int burst = 1;
  std::optional<double> cpu_seconds_per_minute = std::nullopt;
  friend bool operator==(const Quota&, const Quota&) = default;
};

// Somebody who calls.
struct Caller {
  // To whom submissions belong.
  std::string client;
  Role role = Role::kSubmit;
  Quota quota = {};
  friend bool operator==(const Caller&, const Caller&) = default;
};

// The clients of one token file. Immutable.
class TokenSet {
 public:
  // INVALID_ARGUMENT names the field that is wrong.
  static absl::StatusOr<std::shared_ptr<const TokenSet>> Make(const ::judge::v1::TokenFile& file);

  // Null when nobody has this token. Takes the same time whatever the token is.
  const Caller* FindByToken(absl::string_view token) const;
  // Null when the common name is not listed.
  const Caller* FindByCertificate(absl::string_view common_name) const;

  size_t client_count() const { return clients_.size(); }

 private:
  using Digest = std::array<uint8_t, 32>;

  // Adds a client's hashes and certificate name. `index` is its place in clients_.
  absl::Status AddKeys(const ::judge::v1::TokenClient& client, size_t index);

  std::vector<Caller> clients_;
  // With the client's place in clients_.
  std::vector<std::pair<Digest, size_t>> digests_;
  std::map<std::string, size_t> by_certificate_;
};

// A token file that can be read anew while it is in use. Thread-safe.
class Tokens {
 public:
  // Errors name the file, and the field or the fix.
  static absl::StatusOr<std::unique_ptr<Tokens>> Open(const std::string& path);

  // Reads the file again. After an error the clients stay as they were.
  absl::Status Reload();

  // The clients as of now.
  std::shared_ptr<const TokenSet> current() const;

 private:
  explicit Tokens(std::string path) : path_(std::move(path)) {}

  const std::string path_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const TokenSet> current_ ABSL_GUARDED_BY(mutex_);
};

// What a token file holds of `token`: its SHA-256 in lower-case hexadecimal. INVALID_ARGUMENT for
// one that could be guessed or can't be sent: under 20 or over 512 characters, or with others than
// printable ASCII without blanks.
absl::StatusOr<std::string> HashToken(absl::string_view token);

// What `sandboxd hash-token` prints: HashToken() of all that `fd` has, but for a line's end after
// it.
absl::StatusOr<std::string> HashTokenFrom(int fd);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_TOKENS_H_
