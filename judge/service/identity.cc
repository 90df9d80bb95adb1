#include "judge/service/identity.h"

#include <grpc/grpc_security_constants.h>

#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/security/auth_context.h"
#include "judge/base/error_details.h"
#include "judge/base/printable.h"
#include "judge/service/listen_address.h"

namespace assay::judge {
namespace {

constexpr absl::string_view kScheme = "bearer ";
constexpr size_t kMaxCommonNameBytes = 128;
// More headers than the two that tell of a mistake are not looked at.
constexpr size_t kMaxHeaders = 2;

std::string ToString(const grpc::string_ref& text) { return std::string(text.data(), text.size()); }

absl::Status Unauthenticated(absl::string_view reason, absl::string_view message) {
  return WithReason(absl::UnauthenticatedError(message), reason);
}

absl::StatusOr<Caller> IdentifyToken(const std::vector<std::string>& authorization,
                                     const Tokens* tokens) {
  const absl::string_view header = authorization.front();
  if (authorization.size() > 1 || !absl::StartsWithIgnoreCase(header, kScheme)) {
    return Unauthenticated("TOKEN_MALFORMED",
                           "the metadata is to have one \"authorization\", \"Bearer TOKEN\"");
  }
  const absl::string_view token = absl::StripAsciiWhitespace(header.substr(kScheme.size()));
  const std::shared_ptr<const TokenSet> current = tokens != nullptr ? tokens->current() : nullptr;
  const Caller* caller = current != nullptr ? current->FindByToken(token) : nullptr;
  if (caller != nullptr) return *caller;
  return Unauthenticated("TOKEN_UNKNOWN", "the token is not known here");
}

absl::StatusOr<Caller> IdentifyCertificate(const std::vector<std::string>& names,
                                           const Tokens* tokens) {
  // A name that can't stand in a line could be taken for another one.
  if (names.size() != 1 || names.front().empty() || names.front().size() > kMaxCommonNameBytes ||
      !IsPlainText(names.front())) {
    return Unauthenticated("CERTIFICATE_WITHOUT_NAME",
                           "the client's certificate has not one common name of plain text");
  }
  if (tokens != nullptr) {
    const std::shared_ptr<const TokenSet> current = tokens->current();
    if (const Caller* caller = current->FindByCertificate(names.front()); caller != nullptr) {
      return *caller;
    }
  }
  Caller caller;
  // No client of the token file is called so.
  caller.client = absl::StrCat("cert:", names.front());
  return caller;
}

}  // namespace

PeerFacts FactsOf(const grpc::ServerContextBase& context) {
  PeerFacts facts;
  facts.peer = context.peer();
  const auto [first, last] = context.client_metadata().equal_range("authorization");
  for (auto header = first; header != last; ++header) {
    if (facts.authorization.size() == kMaxHeaders) break;
    facts.authorization.push_back(ToString(header->second));
  }
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  // gRPC counts a peer as authenticated when it has shown a certificate, which it has verified.
  if (auth == nullptr || !auth->IsPeerAuthenticated()) return facts;
  facts.has_certificate = true;
  for (const grpc::string_ref& name : auth->FindPropertyValues(GRPC_X509_CN_PROPERTY_NAME)) {
    facts.certificate_names.push_back(ToString(name));
  }
  return facts;
}

absl::StatusOr<Caller> Identities::Identify(const PeerFacts& facts) const {
  if (!facts.authorization.empty()) return IdentifyToken(facts.authorization, tokens_);
  if (facts.has_certificate) return IdentifyCertificate(facts.certificate_names, tokens_);
  const bool local = IsLocalPeer(facts.peer);
  const bool asks_for_nothing = tokens_ == nullptr && !client_certificates_;
  const bool is_socket = absl::StartsWith(facts.peer, "unix:");
  if (asks_for_nothing || (tokens_ == nullptr && is_socket)) {
    Caller caller;
    caller.client = local ? "local" : "anonymous";
    caller.role = local ? Role::kAdmin : Role::kSubmit;
    return caller;
  }
  return Unauthenticated("TOKEN_MISSING",
                         "the call has no token; its metadata is to have \"authorization\", "
                         "\"Bearer TOKEN\"");
}

}  // namespace assay::judge
