#include "judge/evaluate/bare_run.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(BareRunTest, Environment) {
  EXPECT_EQ(ParseEnvironmentEntry("A=b=c").value(), "A=b=c");
  EXPECT_EQ(ParseEnvironmentEntry("A=").value(), "A=");
  EXPECT_FALSE(ParseEnvironmentEntry("A").ok());
  EXPECT_FALSE(ParseEnvironmentEntry("=b").ok());
  EXPECT_FALSE(ParseEnvironmentEntry("").ok());
}

TEST(BareRunTest, Programs) {
  using Argv = std::vector<std::string>;
  EXPECT_EQ(ResolveProgram({"ls", "-l"}).value(), (Argv{"/usr/bin/ls", "-l"}));
  EXPECT_EQ(ResolveProgram({"/no/such"}).value(), (Argv{"/no/such"}));
  EXPECT_EQ(ResolveProgram({}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ResolveProgram({""}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ResolveProgram({"./ls"}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ResolveProgram({"no-such-program"}).status().code(), absl::StatusCode::kNotFound);
}

TEST(BareRunTest, TheDefaultRootIsReadOnly) {
  for (const sandbox::BindMount& bind : DefaultRoot().binds) EXPECT_FALSE(bind.writable);
}

}  // namespace
}  // namespace assay::judge
