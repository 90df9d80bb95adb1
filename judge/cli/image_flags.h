#ifndef ASSAY_JUDGE_CLI_IMAGE_FLAGS_H_
#define ASSAY_JUDGE_CLI_IMAGE_FLAGS_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>

namespace assay::judge {

// What `image` is to do with the images of this host's store.
struct ImageFlags {
  enum class Verb { kImport, kList, kInspect, kRemove, kCollect, kVerify };
  Verb verb = Verb::kList;
  // Of all but kList and kCollect.
  std::string image;
  // Of kImport; empty for what the source calls it.
  std::string name;
  bool strip_privileges = false;
  // Of all images' files; 0: as the disk allows.
  int64_t max_store_bytes = 0;
  bool json = false;
};

// Adds the command, which calls `act`, after the parse, when it is the one that was typed.
CLI::App* AddImageFlags(CLI::App* app, const std::function<void(const ImageFlags&)>& act);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_IMAGE_FLAGS_H_
