#include "judge/base/sha256.h"

#include <string>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

// FIPS 180-4's examples.
TEST(Sha256Test, KnownAnswers) {
  const struct {
    std::string data;
    const char* hex;
  } cases[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1'000'000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(absl::BytesToHexString(Sha256Of(c.data)), c.hex) << c.data.size();
    Sha256 pieces;
    for (size_t i = 0; i < c.data.size(); i += 7) pieces.Update(c.data.substr(i, 7));
    EXPECT_EQ(absl::BytesToHexString(pieces.Finish()), c.hex) << c.data.size();
  }
}

}  // namespace
}  // namespace assay::judge
