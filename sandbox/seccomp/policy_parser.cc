#include "sandbox/seccomp/policy_parser.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace assay::sandbox {
namespace {

constexpr size_t kMaxTextBytes = 64 * 1024;
constexpr size_t kMaxMessageBytes = 200;

// Keeps the first error. Without a collector protobuf prints to standard error.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (!message_.empty()) return;
    // Protobuf counts from 0, and says -1 when it knows no place. The text may quote the input.
    const std::string text = absl::CHexEscape(message.substr(0, kMaxMessageBytes));
    message_ = line < 0 ? text : absl::StrCat(line + 1, ":", column + 1, ": ", text);
  }

  const std::string& message() const { return message_; }

 private:
  std::string message_;
};

}  // namespace

absl::StatusOr<::sandbox::v1::SeccompPolicy> ParsePolicy(const std::string& text) {
  if (text.size() > kMaxTextBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("larger than ", kMaxTextBytes, " bytes: split it and use include"));
  }
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  ::sandbox::v1::SeccompPolicy policy;
  if (!parser.ParseFromString(text, &policy)) return absl::InvalidArgumentError(error.message());
  return policy;
}

}  // namespace assay::sandbox
