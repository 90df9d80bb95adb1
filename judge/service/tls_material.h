#ifndef ASSAY_JUDGE_SERVICE_TLS_MATERIAL_H_
#define ASSAY_JUDGE_SERVICE_TLS_MATERIAL_H_

#include <string>

#include "absl/status/statusor.h"
#include "judge/service/config.h"

namespace assay::judge {

// What TLS needs, as PEM.
struct TlsMaterial {
  std::string certificate_chain;
  std::string private_key;
  // Empty: clients need no certificate.
  std::string client_ca;
};

// Reads the files of `tls`, which are enabled, and checks what would otherwise fail at the first
// connection: that each is PEM of its kind, that the key is the certificate's, without a password,
// and not accessible for all. Errors name the file.
absl::StatusOr<TlsMaterial> LoadTlsMaterial(const TlsFiles& tls);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_TLS_MATERIAL_H_
