#ifndef ASSAY_JUDGE_SERVICE_TEST_CERTIFICATES_H_
#define ASSAY_JUDGE_SERVICE_TEST_CERTIFICATES_H_

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace assay::judge {

// For tests: a certificate and its key, as PEM.
struct KeyPair {
  std::string certificate;
  std::string key;
};

// For tests: an authority that signs certificates of any name, for localhost and 127.0.0.1.
class TestAuthority {
 public:
  TestAuthority();

  const std::string& certificate() const { return certificate_; }
  // `common_name` may be empty: the certificate then has none.
  KeyPair Sign(const std::string& common_name) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Free>;
  using Certificate = std::unique_ptr<X509, Free>;

  static Key MakeKey();
  // Signed by `issuer_key`; null issuer: by itself.
  static Certificate MakeCertificate(const std::string& common_name, EVP_PKEY* key,
                                     const X509* issuer, EVP_PKEY* issuer_key);

  const Key key_;
  const Certificate issuer_;
  const std::string certificate_;
};

// Writes `text` to a file of the test's own, mode 0600, and returns its path.
std::string WriteTestFile(const std::string& name, const std::string& text);

// `key` in PEM form under a password.
std::string EncryptKey(const std::string& key);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_TEST_CERTIFICATES_H_
