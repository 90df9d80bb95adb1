#ifndef ASSAY_JUDGE_BASE_SHA256_H_
#define ASSAY_JUDGE_BASE_SHA256_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

struct evp_md_ctx_st;

namespace assay::judge {

// SHA-256 of what comes in pieces (FIPS 180-4). Move-only; for one thread at a time.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept = default;
  Sha256& operator=(Sha256&&) noexcept = default;

  void Update(absl::string_view data);

  // The 32 bytes. Call once, and nothing after it.
  std::string Finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

// The 32 bytes of the SHA-256 of `data`.
std::string Sha256Of(absl::string_view data);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BASE_SHA256_H_
