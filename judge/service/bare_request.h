#ifndef ASSAY_JUDGE_SERVICE_BARE_REQUEST_H_
#define ASSAY_JUDGE_SERVICE_BARE_REQUEST_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/evaluate/cancellation.h"
#include "judge/image/image_store.h"
#include "judge/service/policy_set.h"
#include "judge/store/state_directory.h"
#include "proto/sandbox/v1/sandbox_service.pb.h"
#include "sandbox/run_spec.h"
#include "sandbox/sandbox.h"

namespace assay::judge {

// A SandboxService request on its way to a run. Move-only: its files go with it.
struct BareRun {
  sandbox::RunSpec spec;
  // What /box shows.
  std::optional<TemporaryDirectory> files;
  // Where the program is, if not on the host's /usr.
  std::optional<StoredImage> image;
};

// INVALID_ARGUMENT with a BadRequest that names the field. What Sandbox::Start() checks is not
// checked here.
absl::Status CheckRunRequest(const ::sandbox::v1::RunRequest& request);

// Of a request that CheckRunRequest() has passed: writes its files, and `standard_input` of it, and
// makes its network. Streams are the caller's business. NOT_FOUND for a program, policy or image
// that is not there; FAILED_PRECONDITION for a network that the host cannot give.
absl::StatusOr<BareRun> PrepareRun(const ::sandbox::v1::RunRequest& request, PolicySet& policies,
                                   const StateDirectory& state, sandbox::Sandbox& sandbox);

// The failure of a run as the client is told: INVALID_ARGUMENT that names argv where the program,
// or its arguments, cannot be executed. A program that is not there stays NOT_FOUND.
absl::Status RunFailure(const absl::Status& status);

// Whether a run's end is the host's fault, and not the request's or a cancellation.
bool IsHostFailure(const absl::Status& status);

// How many bytes of output, and of files, an answer to the request has room for when the whole
// message may have `max_message_bytes`. INVALID_ARGUMENT when the paths alone are too long.
absl::StatusOr<int64_t> AnswerRoom(const ::sandbox::v1::RunRequest& request,
                                   int64_t max_message_bytes);

// The result with the files that the request wants, `room_bytes` of their contents at most.
::sandbox::v1::RunResponse MakeResponse(const ::sandbox::v1::RunRequest& request,
                                        const sandbox::RunResult& result,
                                        const sandbox::Limits& limits, int64_t room_bytes);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_BARE_REQUEST_H_
