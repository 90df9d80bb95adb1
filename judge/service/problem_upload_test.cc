#include "judge/service/problem_upload.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "judge/base/error_details.h"
#include "judge/problem/temp_folder.h"
#include "judge/rpc/grpc_status.h"
#include "judge/service/background.h"
#include "judge/store/problem_store.h"
#include "proto/judge/v1/judge_service.grpc.pb.h"

namespace assay::judge {
namespace {

using ::judge::v1::JudgeService;
using ::judge::v1::PutProblemRequest;
using ::judge::v1::PutProblemResponse;

constexpr absl::Duration kMaxIdle = absl::Milliseconds(500);

class UploadService : public JudgeService::WithRawCallbackMethod_PutProblem<JudgeService::Service> {
 public:
  UploadService(ProblemStore* store, Background* background)
      : store_(store), background_(background) {}

  grpc::ServerReadReactor<grpc::ByteBuffer>* PutProblem(grpc::CallbackServerContext* /*context*/,
                                                        grpc::ByteBuffer* response) override {
    auto* const upload = new ProblemUpload(
        store_, background_, response,
        [this] { return draining ? absl::UnavailableError("draining") : absl::OkStatus(); },
        kMaxIdle);
    upload->Begin();
    return upload;
  }

  std::atomic<bool> draining = false;

 private:
  ProblemStore* const store_;
  Background* const background_;
};

class ProblemUploadTest : public testing::Test {
 protected:
  // A call that has sent its header.
  struct Call {
    grpc::ClientContext context;
    PutProblemResponse response;
    std::unique_ptr<grpc::ClientWriter<PutProblemRequest>> writer;

    bool Send(const std::string& piece) const {
      PutProblemRequest request;
      request.set_piece(piece);
      return writer->Write(request);
    }
    absl::Status Finish() const { return FromGrpcStatus(writer->Finish()); }
  };

  void SetUp() override {
    service_ = std::make_unique<UploadService>(store_.get(), background_.get());
    grpc::ServerBuilder builder;
    // Not in the folder, whose path may be too long for a socket.
    builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    stub_ =
        JudgeService::NewStub(grpc::CreateChannel(address_, grpc::InsecureChannelCredentials()));
  }

  std::unique_ptr<Call> Start() const {
    auto call = std::make_unique<Call>();
    call->context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    call->writer = stub_->PutProblem(&call->context, &call->response);
    PutProblemRequest header;
    header.mutable_header()->set_id("x");
    EXPECT_TRUE(call->writer->Write(header));
    return call;
  }

  const std::string address_ = absl::StrCat("unix-abstract:problem_upload_test-", getpid());
  const TempFolder folder_;
  const std::unique_ptr<ProblemStore> store_ = *ProblemStore::Open(folder_ / "problems", {});
  const std::unique_ptr<Background> background_ = *Background::Start(16);
  std::unique_ptr<UploadService> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<JudgeService::Stub> stub_;
};

TEST_F(ProblemUploadTest, OneThatSendsNothingEndsAndLeavesItsPlace) {
  // As many as may be at once, twice.
  for (int round = 0; round < 2; ++round) {
    std::vector<std::unique_ptr<Call>> calls;
    for (int i = 0; i < 8; ++i) calls.push_back(Start());
    for (const std::unique_ptr<Call>& call : calls) {
      const absl::Status idle = call->Finish();
      EXPECT_EQ(ReasonOf(idle), "UPLOAD_IDLE") << idle;
      EXPECT_EQ(idle.code(), absl::StatusCode::kDeadlineExceeded);
    }
    // The call is told before its place is free.
    absl::SleepFor(absl::Milliseconds(200));
  }
}

TEST_F(ProblemUploadTest, WhatIsNoMessageIsToldToBeNone) {
  grpc::internal::RpcMethod method("/judge.v1.JudgeService/PutProblem",
                                   grpc::internal::RpcMethod::CLIENT_STREAMING);
  const std::shared_ptr<grpc::Channel> channel =
      grpc::CreateChannel(address_, grpc::InsecureChannelCredentials());
  grpc::ClientContext context;
  grpc::ByteBuffer response;
  const std::unique_ptr<grpc::ClientWriter<grpc::ByteBuffer>> writer(
      grpc::internal::ClientWriterFactory<grpc::ByteBuffer>::Create(channel.get(), method, &context,
                                                                    &response));
  const grpc::Slice slice("\xff");
  writer->Write(grpc::ByteBuffer(&slice, 1));
  EXPECT_EQ(ReasonOf(FromGrpcStatus(writer->Finish())), "MALFORMED_REQUEST");
}

TEST_F(ProblemUploadTest, NothingIsStoredWhileTheServerDrains) {
  const std::unique_ptr<Call> call = Start();
  ASSERT_TRUE(call->Send("x"));
  service_->draining = true;
  PutProblemRequest end;
  end.mutable_end_of_archive();
  ASSERT_TRUE(call->writer->Write(end));
  EXPECT_EQ(call->Finish().code(), absl::StatusCode::kUnavailable);
  const std::unique_ptr<Call> late = std::make_unique<Call>();
  late->writer = stub_->PutProblem(&late->context, &late->response);
  EXPECT_EQ(late->Finish().code(), absl::StatusCode::kUnavailable);
}

TEST_F(ProblemUploadTest, OneThatSendsSlowlyGoesOn) {
  const std::unique_ptr<Call> call = Start();
  for (int i = 0; i < 10; ++i) {
    absl::SleepFor(kMaxIdle / 4);
    ASSERT_TRUE(call->Send("x")) << i;
  }
  PutProblemRequest end;
  end.mutable_end_of_archive();
  ASSERT_TRUE(call->writer->Write(end));
  const absl::Status status = call->Finish();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
}

}  // namespace
}  // namespace assay::judge
