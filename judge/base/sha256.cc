#include "judge/base/sha256.h"

#include <openssl/evp.h>

#include <cstddef>
#include <cstdlib>

namespace assay::judge {
namespace {

constexpr size_t kDigestBytes = 32;

// Fails without memory, or where the host's OpenSSL is configured not to have SHA-256. Nothing that
// is stored by its digest could be right then.
void Check(int result) {
  if (result != 1) std::abort();
}

}  // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (context_ == nullptr) std::abort();
  Check(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
}

void Sha256::Update(absl::string_view data) {
  Check(EVP_DigestUpdate(context_.get(), data.data(), data.size()));
}

std::string Sha256::Finish() {
  std::string digest(kDigestBytes, '\0');
  Check(
      EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr));
  return digest;
}

std::string Sha256Of(absl::string_view data) {
  Sha256 hash;
  hash.Update(data);
  return hash.Finish();
}

}  // namespace assay::judge
