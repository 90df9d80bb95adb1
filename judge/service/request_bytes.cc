#include "judge/service/request_bytes.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "judge/base/error_details.h"

namespace assay::judge {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// Deeper than any request's type.
constexpr int kMostDepth = 16;

absl::Status Malformed() {
  return WithReason(
      absl::InvalidArgumentError("the request is malformed: its bytes are no message of the "
                                 "method's type, or one of its strings is not UTF-8"),
      "MALFORMED_REQUEST");
}

// Takes the fields of a message of `type` from `left`, at all depths, until the input's limit or
// something malformed, where the parser will stop, too. A group is its fields.
void CountFields(CodedInputStream* input, const Descriptor& type, int depth, int* left) {
  while (const uint32_t tag = input->ReadTag()) {
    if (--*left < 0) return;
    switch (WireFormatLite::GetTagWireType(tag)) {
      case WireFormatLite::WIRETYPE_VARINT: {
        uint64_t value;
        if (!input->ReadVarint64(&value)) return;
        break;
      }
      case WireFormatLite::WIRETYPE_FIXED64:
        if (!input->Skip(8)) return;
        break;
      case WireFormatLite::WIRETYPE_FIXED32:
        if (!input->Skip(4)) return;
        break;
      case WireFormatLite::WIRETYPE_LENGTH_DELIMITED: {
        int length;
        if (!input->ReadVarintSizeAsInt(&length)) return;
        const FieldDescriptor* const field =
            type.FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
        if (field == nullptr || field->message_type() == nullptr || depth == kMostDepth) {
          if (!input->Skip(length)) return;
          break;
        }
        const CodedInputStream::Limit outer = input->PushLimit(length);
        CountFields(input, *field->message_type(), depth + 1, left);
        if (*left < 0 || !input->Skip(input->BytesUntilLimit())) return;
        input->PopLimit(outer);
        break;
      }
      default:
        break;
    }
  }
}

}  // namespace

absl::Status ParseRequest(grpc::ByteBuffer* bytes, google::protobuf::Message* request) {
  {
    grpc::ProtoBufferReader reader(bytes);
    CodedInputStream input(&reader);
    int left = kMostRequestFields;
    CountFields(&input, *request->GetDescriptor(), 0, &left);
    if (left < 0) {
      return WithReason(absl::InvalidArgumentError(absl::StrCat("the request has more than ",
                                                                kMostRequestFields, " fields")),
                        "TOO_MANY_FIELDS");
    }
  }
  bool parsed = false;
  {
    grpc::ProtoBufferReader reader(bytes);
    parsed = reader.status().ok() && request->ParseFromZeroCopyStream(&reader);
  }
  bytes->Clear();
  if (!parsed) return Malformed();
  request->DiscardUnknownFields();
  return absl::OkStatus();
}

grpc::ByteBuffer ToBytes(const google::protobuf::Message& message) {
  grpc::ByteBuffer bytes;
  bool own_buffer;
  grpc::GenericSerialize<grpc::ProtoBufferWriter, google::protobuf::Message>(message, &bytes,
                                                                             &own_buffer);
  return bytes;
}

}  // namespace assay::judge
