#ifndef ASSAY_JUDGE_CLI_REMOTE_PRINTABLE_MESSAGE_H_
#define ASSAY_JUDGE_CLI_REMOTE_PRINTABLE_MESSAGE_H_

#include <google/protobuf/message.h>

namespace assay::judge {

// Makes every string in `message`, at any depth, what MakePrintable() makes of it: what a server
// says does not drive our terminal. Changes nothing that has been through it already. `bytes` stay.
void MakeStringsPrintable(google::protobuf::Message* message);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_REMOTE_PRINTABLE_MESSAGE_H_
