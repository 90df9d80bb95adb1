#include "judge/service/tls_material.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdint>
#include <memory>

#include "absl/strings/str_cat.h"
#include "judge/service/secret_file.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr int64_t kMaxPemBytes = 1 << 20;

template <auto function>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    function(object);
  }
};

using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

// `pem` is at most kMaxPemBytes and outlives the result.
Bio Reader(const std::string& pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// Without it OpenSSL would ask for a password on the terminal.
int NoPassword(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

absl::StatusOr<Certificate> FirstCertificate(const std::string& pem, const std::string& path) {
  const Bio reader = Reader(pem);
  Certificate certificate(PEM_read_bio_X509(reader.get(), nullptr, NoPassword, nullptr));
  ERR_clear_error();
  if (certificate != nullptr) return certificate;
  return absl::InvalidArgumentError(absl::StrCat(path, " has no certificate in PEM form"));
}

absl::StatusOr<Key> PrivateKey(const std::string& pem, const std::string& path) {
  const Bio reader = Reader(pem);
  Key key(PEM_read_bio_PrivateKey(reader.get(), nullptr, NoPassword, nullptr));
  ERR_clear_error();
  if (key != nullptr) return key;
  return absl::InvalidArgumentError(
      absl::StrCat(path, " has no private key in PEM form without a password"));
}

}  // namespace

absl::StatusOr<TlsMaterial> LoadTlsMaterial(const TlsFiles& tls) {
  TlsMaterial material;
  ASSAY_ASSIGN_OR_RETURN(material.certificate_chain, ReadFile(tls.certificate_file, kMaxPemBytes));
  ASSAY_ASSIGN_OR_RETURN(material.private_key, ReadSecretFile(tls.key_file, kMaxPemBytes));
  ASSAY_ASSIGN_OR_RETURN(const Certificate certificate,
                         FirstCertificate(material.certificate_chain, tls.certificate_file));
  ASSAY_ASSIGN_OR_RETURN(const Key key, PrivateKey(material.private_key, tls.key_file));
  const bool matches = X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  if (!matches) {
    return absl::InvalidArgumentError(
        absl::StrCat(tls.key_file, " is not the key of the certificate ", tls.certificate_file));
  }
  if (!tls.client_ca_file.empty()) {
    ASSAY_ASSIGN_OR_RETURN(material.client_ca, ReadFile(tls.client_ca_file, kMaxPemBytes));
    ASSAY_RETURN_IF_ERROR(FirstCertificate(material.client_ca, tls.client_ca_file).status());
  }
  return material;
}

}  // namespace assay::judge
