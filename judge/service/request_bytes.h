#ifndef ASSAY_JUDGE_SERVICE_REQUEST_BYTES_H_
#define ASSAY_JUDGE_SERVICE_REQUEST_BYTES_H_

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace assay::judge {

// Requests as gRPC hands them to methods that take bytes. It parses those of other methods before
// anybody could ask who calls, and leaves out the ones that it cannot parse: to a stream these are
// its end.

// Of one request, at all depths. The largest that means anything has some 40,000: a name, an input
// and an answer for each of 10,000 tests.
inline constexpr int kMostRequestFields = 100'000;

// Parses a request, without the fields that its type does not have, and lets go of the bytes.
// INVALID_ARGUMENT: MALFORMED_REQUEST for what is no message of the type, or has a string that is
// not UTF-8; TOO_MANY_FIELDS for more than kMostRequestFields, which is seen before anything is
// parsed: an empty message takes two bytes on the wire and a hundred in memory.
absl::Status ParseRequest(grpc::ByteBuffer* bytes, google::protobuf::Message* request);

// The reverse.
grpc::ByteBuffer ToBytes(const google::protobuf::Message& message);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_REQUEST_BYTES_H_
