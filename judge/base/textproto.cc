#include "judge/base/textproto.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

constexpr size_t kMaxMessageBytes = 200;

// Keeps the first error of the parser, which would print it otherwise.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (!text_.empty()) return;
    // It may quote the input.
    const std::string what = MakePrintableLine(Truncate(message, kMaxMessageBytes));
    // Protobuf counts from 0, and says -1 when it knows no place.
    text_ = line < 0 ? what : absl::StrCat(line + 1, ":", column + 1, ": ", what);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace

absl::Status ParseTextproto(const std::string& text, absl::string_view name,
                            google::protobuf::Message* message) {
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (parser.ParseFromString(text, message)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(name, ":", error.text()));
}

}  // namespace assay::judge
