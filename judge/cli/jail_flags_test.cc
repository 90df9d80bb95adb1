#include "judge/cli/jail_flags.h"

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(JailFlagsTest, Binds) {
  EXPECT_EQ(ParseBind("/usr:/opt").value(), (sandbox::BindMount{"/usr", "/opt", false}));
  EXPECT_EQ(ParseBind("/usr/../usr/:/opt/x:rw").value(),
            (sandbox::BindMount{"/usr", "/opt/x", true}));
  EXPECT_TRUE(absl::StartsWith(ParseBind(".:/here")->host_path, "/"));
  for (const char* text :
       {"", "/usr", "/usr:", ":/opt", "/usr:opt", "/usr:/opt:ro", "/usr:/opt:rw:x"}) {
    const absl::Status status = ParseBind(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_TRUE(absl::StrContains(status.message(), "HOST:JAIL")) << status;
  }
  EXPECT_EQ(ParseBind("/no/such:/opt").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay::judge
