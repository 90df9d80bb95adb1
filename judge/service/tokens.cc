#include "judge/service/tokens.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "judge/base/error_details.h"
#include "judge/base/printable.h"
#include "judge/base/textproto.h"
#include "judge/service/secret_file.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::ClientQuota;
using ::judge::v1::TokenClient;
using ::judge::v1::TokenFile;

constexpr int64_t kMaxFileBytes = 8 << 20;
constexpr int kMaxClients = 10'000;
constexpr int kMaxTokensOfAClient = 8;
constexpr size_t kMaxNameBytes = 64;
constexpr size_t kMaxCertificateNameBytes = 128;
constexpr size_t kMinTokenBytes = 20;
constexpr size_t kMaxTokenBytes = 512;
constexpr size_t kHexDigits = 64;
constexpr double kMaxRate = 1e9;

std::array<uint8_t, 32> Sha256(absl::string_view data) {
  std::array<uint8_t, 32> digest;
  SHA256(reinterpret_cast<const unsigned char*>(data.data()), data.size(), digest.data());
  return digest;
}

absl::string_view Text(const std::array<uint8_t, 32>& digest) {
  return absl::string_view(reinterpret_cast<const char*>(digest.data()), digest.size());
}

absl::Status CheckName(const std::string& name) {
  const auto is_plain = [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
  };
  if (!name.empty() && name.size() <= kMaxNameBytes &&
      std::all_of(name.begin(), name.end(), is_plain)) {
    return absl::OkStatus();
  }
  return FieldError("name", absl::StrCat("\"", name, "\" is not 1 to ", kMaxNameBytes,
                                         " of a-z, A-Z, 0-9, '.', '_' and '-'"));
}

absl::Status CheckRate(double rate, absl::string_view field) {
  if (std::isfinite(rate) && rate > 0 && rate <= kMaxRate) return absl::OkStatus();
  return FieldError(field, absl::StrCat("is ", rate, ", not more than 0 and at most ", kMaxRate));
}

absl::StatusOr<Quota> MakeQuota(const ClientQuota& proto) {
  Quota quota;
  if (proto.has_max_in_flight_count()) {
    if (proto.max_in_flight_count() < 1) {
      return FieldError("quota.max_in_flight_count", "is not at least 1");
    }
    quota.max_in_flight = proto.max_in_flight_count();
  }
  if (proto.has_submissions_per_second()) {
    ASSAY_RETURN_IF_ERROR(
        CheckRate(proto.submissions_per_second(), "quota.submissions_per_second"));
    quota.submissions_per_second = proto.submissions_per_second();
    quota.burst = static_cast<int>(std::ceil(*quota.submissions_per_second));
  }
  if (proto.has_burst_count()) {
    if (proto.burst_count() < 1) return FieldError("quota.burst_count", "is not at least 1");
    if (!proto.has_submissions_per_second()) {
      return FieldError("quota.burst_count", "needs submissions_per_second");
    }
    quota.burst = proto.burst_count();
  }
  if (proto.has_cpu_seconds_per_minute()) {
    ASSAY_RETURN_IF_ERROR(
        CheckRate(proto.cpu_seconds_per_minute(), "quota.cpu_seconds_per_minute"));
    quota.cpu_seconds_per_minute = proto.cpu_seconds_per_minute();
  }
  return quota;
}

absl::StatusOr<Caller> MakeCaller(const TokenClient& client) {
  Caller caller;
  ASSAY_RETURN_IF_ERROR(CheckName(client.name()));
  caller.client = client.name();
  switch (client.role()) {
    case ::judge::v1::ROLE_SUBMIT:
      caller.role = Role::kSubmit;
      break;
    case ::judge::v1::ROLE_ADMIN:
      caller.role = Role::kAdmin;
      break;
    default:
      return FieldError("role", "is not ROLE_SUBMIT or ROLE_ADMIN");
  }
  ASSAY_ASSIGN_OR_RETURN(caller.quota, MakeQuota(client.quota()));
  return caller;
}

absl::StatusOr<std::shared_ptr<const TokenSet>> Load(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadSecretFile(path, kMaxFileBytes));
  TokenFile file;
  ASSAY_RETURN_IF_ERROR(ParseTextproto(text, path, &file));
  absl::StatusOr<std::shared_ptr<const TokenSet>> set = TokenSet::Make(file);
  if (!set.ok()) return Annotate(set.status(), path);
  return set;
}

}  // namespace

absl::Status TokenSet::AddKeys(const TokenClient& client, size_t index) {
  if (client.token_sha256_size() > kMaxTokensOfAClient) {
    return FieldError("token_sha256",
                      absl::StrCat("is there more than ", kMaxTokensOfAClient, " times"));
  }
  for (const std::string& hex : client.token_sha256()) {
    // The value may be a token that was put here by mistake: it is not repeated.
    if (hex.size() != kHexDigits || !std::all_of(hex.begin(), hex.end(), absl::ascii_isxdigit)) {
      return FieldError("token_sha256",
                        "is not 64 hexadecimal digits; sandboxd hash-token prints them");
    }
    const std::string bytes = absl::HexStringToBytes(hex);
    Digest digest;
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    digests_.emplace_back(digest, index);
  }
  const std::string& name = client.certificate_name();
  if (!name.empty()) {
    if (name.size() > kMaxCertificateNameBytes || !IsPlainText(name)) {
      return FieldError("certificate_name", absl::StrCat("is not plain text of at most ",
                                                         kMaxCertificateNameBytes, " bytes"));
    }
    if (!by_certificate_.emplace(name, index).second) {
      return FieldError("certificate_name", absl::StrCat("\"", name, "\" is another client's"));
    }
  }
  if (client.token_sha256().empty() && name.empty()) {
    return FieldError("token_sha256", "is missing, and so is certificate_name");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const TokenSet>> TokenSet::Make(const TokenFile& file) {
  if (file.clients_size() > kMaxClients) {
    return FieldError("clients", absl::StrCat("are more than ", kMaxClients));
  }
  const auto set = std::make_shared<TokenSet>();
  std::set<std::string> names;
  for (int i = 0; i < file.clients_size(); ++i) {
    const TokenClient& client = file.clients(i);
    const std::string context = absl::StrCat("clients[", i, "]");
    absl::StatusOr<Caller> caller = MakeCaller(client);
    if (!caller.ok()) return Annotate(caller.status(), context);
    if (!names.insert(caller->client).second) {
      return Annotate(FieldError("name", absl::StrCat(caller->client, " is there twice")), context);
    }
    set->clients_.push_back(*std::move(caller));
    ASSAY_RETURN_IF_ERROR(Annotate(set->AddKeys(client, i), context));
  }
  std::vector<Digest> digests;
  for (const auto& [digest, index] : set->digests_) digests.push_back(digest);
  std::sort(digests.begin(), digests.end());
  if (std::adjacent_find(digests.begin(), digests.end()) != digests.end()) {
    return FieldError("clients", "have a token_sha256 in common");
  }
  return set;
}

const Caller* TokenSet::FindByToken(absl::string_view token) const {
  const Digest presented = Sha256(token);
  const Caller* found = nullptr;
  // No early end: the time tells nothing of how far a hash agrees, or with which.
  for (const auto& [digest, index] : digests_) {
    if (CRYPTO_memcmp(digest.data(), presented.data(), digest.size()) == 0) {
      found = &clients_[index];
    }
  }
  return found;
}

const Caller* TokenSet::FindByCertificate(absl::string_view common_name) const {
  const auto found = by_certificate_.find(std::string(common_name));
  return found == by_certificate_.end() ? nullptr : &clients_[found->second];
}

absl::StatusOr<std::unique_ptr<Tokens>> Tokens::Open(const std::string& path) {
  std::unique_ptr<Tokens> tokens(new Tokens(path));
  ASSAY_RETURN_IF_ERROR(tokens->Reload());
  return tokens;
}

absl::Status Tokens::Reload() {
  ASSAY_ASSIGN_OR_RETURN(std::shared_ptr<const TokenSet> loaded, Load(path_));
  absl::MutexLock lock(&mutex_);
  current_ = std::move(loaded);
  return absl::OkStatus();
}

std::shared_ptr<const TokenSet> Tokens::current() const {
  absl::MutexLock lock(&mutex_);
  return current_;
}

absl::StatusOr<std::string> HashToken(absl::string_view token) {
  if (token.size() < kMinTokenBytes || token.size() > kMaxTokenBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a token has ", kMinTokenBytes, " to ", kMaxTokenBytes,
                     " characters; make one with: openssl rand -hex 32"));
  }
  if (!std::all_of(token.begin(), token.end(), absl::ascii_isgraph)) {
    return absl::InvalidArgumentError("a token has printable ASCII characters without blanks only");
  }
  return absl::BytesToHexString(Text(Sha256(token)));
}

absl::StatusOr<std::string> HashTokenFrom(int fd) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text,
                         ReadDescriptor(fd, 2 * kMaxTokenBytes, "standard input"));
  absl::string_view token = text;
  if (absl::ConsumeSuffix(&token, "\n")) absl::ConsumeSuffix(&token, "\r");
  return HashToken(token);
}

}  // namespace assay::judge
