#ifndef ASSAY_JUDGE_SERVICE_IDENTITY_H_
#define ASSAY_JUDGE_SERVICE_IDENTITY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/server_context.h"
#include "judge/service/tokens.h"

namespace assay::judge {

// What a call shows of its caller.
struct PeerFacts {
  // As grpc::ServerContext::peer() has it.
  std::string peer;
  // Each "authorization" header.
  std::vector<std::string> authorization = {};
  // Of the client's certificate, which has been verified; empty without one.
  std::vector<std::string> certificate_names = {};
  bool has_certificate = false;
};

PeerFacts FactsOf(const grpc::ServerContextBase& context);

// Tells who calls. Thread-safe.
//
//   token                 the client that has it in the token file
//   certificate, no token the client that lists its common name; else "cert:COMMON NAME", who
//   submits neither, no token file and no client certificates asked for
//                         "local", an admin, on this machine; else "anonymous", who submits: that
//                         is what ServerConfig.allow_insecure_listen allows
//
// A token that is wrong is an error whatever else there is.
class Identities {
 public:
  // `tokens` outlives this object; null: there is no token file.
  // `client_certificates`: whether clients need one on TCP.
  Identities(const Tokens* tokens, bool client_certificates)
      : tokens_(tokens), client_certificates_(client_certificates) {}

  // UNAUTHENTICATED with a reason: TOKEN_MISSING, TOKEN_MALFORMED, TOKEN_UNKNOWN,
  // CERTIFICATE_WITHOUT_NAME.
  absl::StatusOr<Caller> Identify(const PeerFacts& facts) const;
  absl::StatusOr<Caller> Identify(const grpc::ServerContextBase& context) const {
    return Identify(FactsOf(context));
  }

 private:
  const Tokens* const tokens_;
  const bool client_certificates_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_IDENTITY_H_
