#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "judge/base/printable.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/image_flags.h"
#include "judge/cli/image_jail.h"
#include "judge/cli/units.h"
#include "judge/image/image_reference.h"
#include "judge/image/image_store.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kShortIdChars = 12;

Json ToJson(const ImageRecord& record) {
  return {
      {"id", record.id},
      {"sizeBytes", record.size_bytes},
      {"entryCount", record.entry_count},
      {"strippedCount", record.stripped_count},
      {"importTime", absl::FormatTime(absl::RFC3339_sec, record.import_time, absl::UTCTimeZone())}};
}

Json ToJson(const ListedImage& image) {
  Json json = ToJson(image.record);
  json["names"] = image.names;
  json["inUse"] = image.in_use;
  return json;
}

void Print(const Json& json) {
  std::puts(json.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
}

std::string ShortId(const ImageRecord& record) { return record.id.substr(0, kShortIdChars); }

void PrintTable(const std::vector<ListedImage>& images) {
  absl::PrintF("%-32s  %-12s  %12s  %s\n", "NAME", "ID", "SIZE", "STATE");
  for (const ListedImage& image : images) {
    const std::string names = image.names.empty() ? "-" : absl::StrJoin(image.names, ", ");
    absl::PrintF("%-32s  %-12s  %12s  %s\n", names, ShortId(image.record),
                 FormatMebibytes(image.record.size_bytes), image.in_use ? "in use" : "");
  }
}

absl::Status Import(const ImageStore& store, const ImageReference& source,
                    const ImageFlags& flags) {
  ASSAY_ASSIGN_OR_RETURN(const ListedImage image, store.Import(source, flags.name));
  if (flags.json) {
    Print(ToJson(image));
    return absl::OkStatus();
  }
  absl::PrintF("%s  %s  %s  %d files and folders\n", image.names.front(), ShortId(image.record),
               FormatMebibytes(image.record.size_bytes), image.record.entry_count);
  if (image.record.stripped_count > 0) {
    absl::PrintF("without the privileges, or devices, of %d files\n", image.record.stripped_count);
  }
  return absl::OkStatus();
}

absl::Status List(const ImageStore& store, const ImageFlags& flags) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ListedImage> images, store.List());
  if (!flags.json) {
    PrintTable(images);
    return absl::OkStatus();
  }
  Json list = Json::array();
  for (const ListedImage& image : images) list.push_back(ToJson(image));
  Print({{"images", std::move(list)}});
  return absl::OkStatus();
}

absl::Status Inspect(const ImageStore& store, const ImageReference& reference,
                     const ImageFlags& flags) {
  ASSAY_ASSIGN_OR_RETURN(const StoredImage image, store.Acquire(reference));
  const ImageConfig& config = image.config;
  if (flags.json) {
    Json json = ToJson(image.record);
    json["platform"] = config.platform;
    json["environment"] = config.environment;
    json["workingDirectory"] = config.working_directory;
    json["entrypoint"] = config.entrypoint;
    json["command"] = config.command;
    json["ignoredUser"] = config.user;
    json["layers"] = config.layer_digests;
    json["rootPath"] = image.root_path;
    Print(json);
    return absl::OkStatus();
  }
  const auto line = [](const char* what, const std::string& text) {
    absl::PrintF("%-18s %s\n", what, text.empty() ? "-" : MakePrintableLine(text));
  };
  line("id", image.record.id);
  line("platform", config.platform);
  line("size", FormatMebibytes(image.record.size_bytes));
  line("files", absl::StrCat(image.record.entry_count));
  line("layers", absl::StrCat(config.layer_digests.size()));
  line("environment", absl::StrJoin(config.environment, " "));
  line("working directory", config.working_directory);
  line("entry point", absl::StrJoin(config.entrypoint, " "));
  line("command", absl::StrJoin(config.command, " "));
  line("user (not used)", config.user);
  line("at", image.root_path);
  return absl::OkStatus();
}

absl::Status Remove(const ImageStore& store, const ImageReference& reference,
                    const ImageFlags& flags) {
  ASSAY_RETURN_IF_ERROR(store.Remove(reference));
  if (flags.json) Print({{"removed", reference.path}});
  return absl::OkStatus();
}

absl::Status Collect(const ImageStore& store, const ImageFlags& flags) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ImageRecord> removed, store.CollectGarbage());
  if (flags.json) {
    Json list = Json::array();
    for (const ImageRecord& record : removed) list.push_back(ToJson(record));
    Print({{"removed", std::move(list)}});
    return absl::OkStatus();
  }
  int64_t bytes = 0;
  for (const ImageRecord& record : removed) bytes += record.size_bytes;
  absl::PrintF("%d images removed, %s\n", removed.size(), FormatMebibytes(bytes));
  return absl::OkStatus();
}

absl::Status Verify(const ImageStore& store, const ImageReference& reference,
                    const ImageFlags& flags) {
  ASSAY_RETURN_IF_ERROR(store.Verify(reference));
  if (flags.json) {
    Print({{"verified", reference.path}});
  } else {
    std::puts("all files are as they were imported");
  }
  return absl::OkStatus();
}

absl::Status Act(const ImageFlags& flags) {
  using Verb = ImageFlags::Verb;
  ASSAY_ASSIGN_OR_RETURN(const ImageStore store,
                         OpenImageStore({.max_store_bytes = flags.max_store_bytes,
                                         .strip_privileges = flags.strip_privileges}));
  if (flags.verb == Verb::kList) return List(store, flags);
  if (flags.verb == Verb::kCollect) return Collect(store, flags);
  ASSAY_ASSIGN_OR_RETURN(const ImageReference reference, ParseImageReference(flags.image));
  if (flags.verb == Verb::kImport) return Import(store, reference, flags);
  if (reference.kind != ImageReference::Kind::kStored) {
    return absl::InvalidArgumentError(absl::StrCat("\"", MakePrintableLine(flags.image),
                                                   "\" is no NAME[:TAG] or id of the store"));
  }
  if (flags.verb == Verb::kInspect) return Inspect(store, reference, flags);
  if (flags.verb == Verb::kRemove) return Remove(store, reference, flags);
  return Verify(store, reference, flags);
}

int Image(const ImageFlags& flags) {
  const absl::Status status = Act(flags);
  if (status.ok()) return kExitAccepted;
  if (absl::IsDataLoss(status) && flags.verb == ImageFlags::Verb::kVerify) {
    return Fail(kExitOtherVerdict, status);
  }
  // What the image, and not the host, is to blame for.
  const bool is_image = absl::IsDataLoss(status) || absl::IsFailedPrecondition(status);
  return Fail(is_image ? kExitUsage : ExitCodeOfArgument(status), status);
}

}  // namespace

void AddImageCommand(CLI::App* app, std::function<int()>* action) {
  AddImageFlags(app,
                [action](const ImageFlags& flags) { *action = [flags] { return Image(flags); }; });
}

}  // namespace assay::judge
