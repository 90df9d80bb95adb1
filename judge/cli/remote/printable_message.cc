#include "judge/cli/remote/printable_message.h"

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "judge/base/printable.h"

namespace assay::judge {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void MakePrintableField(const FieldDescriptor& field, Message* message) {
  const Reflection& reflection = *message->GetReflection();
  if (field.type() == FieldDescriptor::TYPE_STRING) {
    if (!field.is_repeated()) {
      reflection.SetString(message, &field, MakePrintable(reflection.GetString(*message, &field)));
      return;
    }
    for (int i = 0; i < reflection.FieldSize(*message, &field); ++i) {
      const std::string text = reflection.GetRepeatedString(*message, &field, i);
      reflection.SetRepeatedString(message, &field, i, MakePrintable(text));
    }
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    if (!field.is_repeated()) {
      MakeStringsPrintable(reflection.MutableMessage(message, &field));
      return;
    }
    for (int i = 0; i < reflection.FieldSize(*message, &field); ++i) {
      MakeStringsPrintable(reflection.MutableRepeatedMessage(message, &field, i));
    }
  }
}

}  // namespace

void MakeStringsPrintable(Message* message) {
  std::vector<const FieldDescriptor*> fields;
  message->GetReflection()->ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) MakePrintableField(*field, message);
}

}  // namespace assay::judge
