#include "sandbox/base/status.h"

#include <cerrno>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(StatusTest, AnErrnoHasItsCodeAndName) {
  const absl::Status status = ErrnoStatus(ENOENT, "open /x");
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_EQ(status.message(), "open /x: No such file or directory [ENOENT]");
  EXPECT_EQ(ErrnoStatus(9999, "x").message(), "x: unknown error [errno 9999]");
}

TEST(StatusTest, AnnotationsKeepAllElse) {
  absl::Status status = ErrnoStatus(EMFILE, "open /x");
  status.SetPayload("type", absl::Cord("value"));
  const absl::Status annotated = Annotate(status, "context");
  EXPECT_EQ(annotated.code(), status.code());
  EXPECT_EQ(annotated.message(), "context: open /x: Too many open files [EMFILE]");
  EXPECT_EQ(annotated.GetPayload("type"), absl::Cord("value"));
  EXPECT_TRUE(Annotate(absl::OkStatus(), "context").ok());
}

TEST(StatusTest, AHostsEinvalIsNoCallersFault) {
  absl::Status status = ErrnoStatus(EINVAL, "poll");
  status.SetPayload("type", absl::Cord("value"));
  const absl::Status fault = AsHostFault(status);
  EXPECT_TRUE(absl::IsInternal(fault));
  EXPECT_EQ(fault.message(), status.message());
  EXPECT_EQ(fault.GetPayload("type"), absl::Cord("value"));
  EXPECT_TRUE(absl::IsNotFound(AsHostFault(absl::NotFoundError("x"))));
  EXPECT_TRUE(AsHostFault(absl::OkStatus()).ok());
}

}  // namespace
}  // namespace assay
