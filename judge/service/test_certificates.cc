#include "judge/service/test_certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

std::string Contents(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, size);
  BIO_free(bio);
  return text;
}

std::string ToPem(X509* certificate) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, certificate);
  return Contents(bio);
}

std::string ToPem(EVP_PKEY* key) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  return Contents(bio);
}

void AddExtension(X509* certificate, int id, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value);
  ASSERT_NE(extension, nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

}  // namespace

TestAuthority::Key TestAuthority::MakeKey() { return Key(EVP_EC_gen("P-256")); }

TestAuthority::Certificate TestAuthority::MakeCertificate(const std::string& common_name,
                                                          EVP_PKEY* key, const X509* issuer,
                                                          EVP_PKEY* issuer_key) {
  static long serial = 1;
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const auto add = [name](const char* field, const std::string& value) {
    X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(value.data()),
                               static_cast<int>(value.size()), -1, 0);
  };
  add("O", "Assay tests");
  if (!common_name.empty()) add("CN", common_name);
  X509_set_issuer_name(certificate.get(), issuer == nullptr ? name : X509_get_subject_name(issuer));
  X509_set_pubkey(certificate.get(), key);
  if (issuer == nullptr) {
    AddExtension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    AddExtension(certificate.get(), NID_key_usage, "critical,keyCertSign");
  } else {
    AddExtension(certificate.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  }
  X509_sign(certificate.get(), issuer_key, EVP_sha256());
  return certificate;
}

TestAuthority::TestAuthority()
    : key_(MakeKey()),
      issuer_(MakeCertificate("Assay test authority", key_.get(), nullptr, key_.get())),
      certificate_(ToPem(issuer_.get())) {}

KeyPair TestAuthority::Sign(const std::string& common_name) const {
  const Key key = MakeKey();
  const Certificate certificate =
      MakeCertificate(common_name, key.get(), issuer_.get(), key_.get());
  return {ToPem(certificate.get()), ToPem(key.get())};
}

std::string WriteTestFile(const std::string& name, const std::string& text) {
  const std::string path = absl::StrCat(testing::TempDir(), "/", getpid(), "-", name);
  remove(path.c_str());
  EXPECT_TRUE(WriteFile(path, text, 0600).ok());
  return path;
}

std::string EncryptKey(const std::string& key) {
  BIO* in = BIO_new_mem_buf(key.data(), static_cast<int>(key.size()));
  EVP_PKEY* parsed = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO_free(in);
  char password[] = "password";
  BIO* out = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(out, parsed, EVP_aes_128_cbc(),
                           reinterpret_cast<unsigned char*>(password), sizeof password - 1, nullptr,
                           nullptr);
  EVP_PKEY_free(parsed);
  return Contents(out);
}

}  // namespace assay::judge
