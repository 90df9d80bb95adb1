#include "judge/cli/jail_flags.h"

#include <string>
#include <vector>

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

TEST(JailFlagsTest, Environment) {
  EXPECT_EQ(ParseEnvironmentEntry("A=b=c").value(), "A=b=c");
  EXPECT_EQ(ParseEnvironmentEntry("A=").value(), "A=");
  EXPECT_FALSE(ParseEnvironmentEntry("A").ok());
  EXPECT_FALSE(ParseEnvironmentEntry("=b").ok());
  EXPECT_FALSE(ParseEnvironmentEntry("").ok());
}

TEST(JailFlagsTest, Programs) {
  using Argv = std::vector<std::string>;
  EXPECT_EQ(ResolveProgram({"ls", "-l"}).value(), (Argv{"/usr/bin/ls", "-l"}));
  EXPECT_EQ(ResolveProgram({"/no/such"}).value(), (Argv{"/no/such"}));
  EXPECT_EQ(ResolveProgram({}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ResolveProgram({""}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ResolveProgram({"./ls"}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ResolveProgram({"no-such-program"}).status().code(), absl::StatusCode::kNotFound);
}

TEST(JailFlagsTest, TheDefaultRootIsReadOnly) {
  for (const sandbox::BindMount& bind : DefaultRoot().binds) EXPECT_FALSE(bind.writable);
}

}  // namespace
}  // namespace assay::judge
