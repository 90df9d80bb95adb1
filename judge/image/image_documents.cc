#include "judge/image/image_documents.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "judge/base/printable.h"
#include "judge/batch/json_fields.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr size_t kMostIndexEntries = 1000;
constexpr size_t kMostStrings = 1000;

absl::Status Wrong(absl::string_view field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": ", what));
}

absl::StatusOr<std::string> ParseDigest(absl::string_view field, const std::string& text) {
  absl::string_view hex = text;
  if (!absl::ConsumePrefix(&hex, "sha256:")) {
    return Wrong(field, "is not of the form sha256:HEX, the only digest that is known");
  }
  const bool is_hex = std::all_of(hex.begin(), hex.end(), [](char each) {
    return absl::ascii_isdigit(each) || (each >= 'a' && each <= 'f');
  });
  if (hex.size() != 64 || !is_hex) {
    return Wrong(field, "is not sha256: and 64 hexadecimal digits");
  }
  return std::string(hex);
}

absl::StatusOr<BlobReference> ParseBlob(const JsonFields& object) {
  BlobReference blob;
  ASSAY_ASSIGN_OR_RETURN(const std::string digest, object.String("digest"));
  ASSAY_ASSIGN_OR_RETURN(blob.digest, ParseDigest("digest", digest));
  ASSAY_ASSIGN_OR_RETURN(const std::optional<int64_t> size, object.OptionalInteger("size"));
  if (!size.has_value() || *size < 0) return Wrong("size", "is missing or negative");
  blob.size_bytes = *size;
  ASSAY_ASSIGN_OR_RETURN(std::optional<std::string> type, object.OptionalString("mediaType"));
  blob.media_type = std::move(type).value_or("");
  return blob;
}

absl::StatusOr<std::string> ParsePlatform(const JsonFields& object) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> os, object.OptionalString("os"));
  ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> architecture,
                         object.OptionalString("architecture"));
  if (!os.has_value() && !architecture.has_value()) return std::string();
  return absl::StrCat(os.value_or(""), "/", architecture.value_or(""));
}

// Strings that a process is given.
absl::StatusOr<std::vector<std::string>> ParseArguments(const JsonFields& object,
                                                        const char* field) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<std::string> strings, object.Strings(field));
  if (strings.size() > kMostStrings) return Wrong(field, "has too many entries");
  for (const std::string& each : strings) {
    if (absl::StrContains(each, absl::string_view("\0", 1))) return Wrong(field, "has a NUL byte");
  }
  return strings;
}

absl::Status CheckDocument(absl::string_view text) {
  if (text.size() <= static_cast<size_t>(kMostDocumentBytes)) return absl::OkStatus();
  return absl::InvalidArgumentError("is too large");
}

absl::Status CheckWorkingDirectory(const std::string& path) {
  if (path.empty()) return absl::OkStatus();
  if (path.front() != '/' || path.size() > 1000 || !IsPlainText(path)) {
    return Wrong("config.WorkingDir", "is not an absolute path in plain text");
  }
  return absl::OkStatus();
}

absl::Status ParseProcess(const JsonFields& process, ImageConfig* config) {
  ASSAY_ASSIGN_OR_RETURN(config->environment, ParseArguments(process, "Env"));
  for (const std::string& each : config->environment) {
    if (each.find('=') == 0 || !absl::StrContains(each, "=")) {
      return Wrong("config.Env", "has an entry that is not NAME=value");
    }
  }
  ASSAY_ASSIGN_OR_RETURN(config->entrypoint, ParseArguments(process, "Entrypoint"));
  ASSAY_ASSIGN_OR_RETURN(config->command, ParseArguments(process, "Cmd"));
  ASSAY_ASSIGN_OR_RETURN(std::optional<std::string> folder, process.OptionalString("WorkingDir"));
  config->working_directory = std::move(folder).value_or("");
  ASSAY_RETURN_IF_ERROR(CheckWorkingDirectory(config->working_directory));
  ASSAY_ASSIGN_OR_RETURN(std::optional<std::string> user, process.OptionalString("User"));
  config->user = std::move(user).value_or("");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<IndexEntry>> ParseIndex(absl::string_view text) {
  ASSAY_RETURN_IF_ERROR(CheckDocument(text));
  ASSAY_ASSIGN_OR_RETURN(const JsonFields index, JsonFields::Parse(text));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<JsonFields> manifests, index.Objects("manifests"));
  if (manifests.size() > kMostIndexEntries) return Wrong("manifests", "has too many entries");
  std::vector<IndexEntry> entries;
  for (const JsonFields& each : manifests) {
    IndexEntry entry;
    absl::StatusOr<BlobReference> blob = ParseBlob(each);
    if (!blob.ok()) return Annotate(blob.status(), "manifests");
    entry.blob = *std::move(blob);
    ASSAY_ASSIGN_OR_RETURN(const auto platform, each.OptionalObject("platform"));
    if (platform.has_value()) {
      ASSAY_ASSIGN_OR_RETURN(entry.platform, ParsePlatform(*platform));
    }
    ASSAY_ASSIGN_OR_RETURN(const auto annotations, each.OptionalObject("annotations"));
    if (annotations.has_value()) {
      ASSAY_ASSIGN_OR_RETURN(std::optional<std::string> tag,
                             annotations->OptionalString("org.opencontainers.image.ref.name"));
      entry.tag = std::move(tag).value_or("");
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

bool LooksLikeIndex(absl::string_view text) {
  const absl::StatusOr<JsonFields> document = JsonFields::Parse(text);
  return document.ok() && document->Has("manifests") && !document->Has("config");
}

absl::StatusOr<ImageManifest> ParseManifest(absl::string_view text) {
  ASSAY_RETURN_IF_ERROR(CheckDocument(text));
  ASSAY_ASSIGN_OR_RETURN(const JsonFields document, JsonFields::Parse(text));
  ASSAY_ASSIGN_OR_RETURN(const std::optional<int64_t> version,
                         document.OptionalInteger("schemaVersion"));
  if (version != 2) return Wrong("schemaVersion", "is not 2: this is no image manifest");
  ImageManifest manifest;
  ASSAY_ASSIGN_OR_RETURN(const auto config, document.OptionalObject("config"));
  if (!config.has_value()) return Wrong("config", "is missing");
  absl::StatusOr<BlobReference> blob = ParseBlob(*config);
  if (!blob.ok()) return Annotate(blob.status(), "config");
  manifest.config = *std::move(blob);
  ASSAY_ASSIGN_OR_RETURN(const std::vector<JsonFields> layers, document.Objects("layers"));
  if (layers.size() > kMostLayers) {
    return Wrong("layers", absl::StrCat("are more than ", kMostLayers));
  }
  for (const JsonFields& each : layers) {
    absl::StatusOr<BlobReference> layer = ParseBlob(each);
    if (!layer.ok()) return Annotate(layer.status(), "layers");
    manifest.layers.push_back(*std::move(layer));
  }
  return manifest;
}

absl::StatusOr<ImageConfig> ParseConfig(absl::string_view text) {
  ASSAY_RETURN_IF_ERROR(CheckDocument(text));
  ASSAY_ASSIGN_OR_RETURN(const JsonFields document, JsonFields::Parse(text));
  ImageConfig config;
  ASSAY_ASSIGN_OR_RETURN(config.platform, ParsePlatform(document));
  if (config.platform.empty()) return Wrong("os", "is missing");
  ASSAY_ASSIGN_OR_RETURN(const auto process, document.OptionalObject("config"));
  if (process.has_value()) ASSAY_RETURN_IF_ERROR(ParseProcess(*process, &config));
  ASSAY_ASSIGN_OR_RETURN(const auto rootfs, document.OptionalObject("rootfs"));
  if (!rootfs.has_value()) return Wrong("rootfs", "is missing");
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> digests, rootfs->Strings("diff_ids"));
  if (digests.size() > kMostLayers) {
    return Wrong("rootfs.diff_ids", absl::StrCat("are more than ", kMostLayers));
  }
  for (const std::string& each : digests) {
    ASSAY_ASSIGN_OR_RETURN(std::string digest, ParseDigest("rootfs.diff_ids", each));
    config.layer_digests.push_back(std::move(digest));
  }
  return config;
}

absl::StatusOr<std::vector<ArchivedImage>> ParseArchiveManifest(absl::string_view text) {
  ASSAY_RETURN_IF_ERROR(CheckDocument(text));
  // The document is a list, and a reader of objects reads it as a field.
  ASSAY_ASSIGN_OR_RETURN(const JsonFields document,
                         JsonFields::Parse(absl::StrCat("{\"images\":", text, "}")));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<JsonFields> objects, document.Objects("images"));
  if (objects.empty()) return Wrong("manifest.json", "has no image");
  if (objects.size() > kMostIndexEntries) return Wrong("manifest.json", "has too many images");
  std::vector<ArchivedImage> images;
  for (const JsonFields& object : objects) {
    ArchivedImage image;
    ASSAY_ASSIGN_OR_RETURN(image.config, object.String("Config"));
    ASSAY_ASSIGN_OR_RETURN(image.tags, ParseArguments(object, "RepoTags"));
    ASSAY_ASSIGN_OR_RETURN(image.layers, ParseArguments(object, "Layers"));
    if (image.layers.size() > kMostLayers) {
      return Wrong("Layers", absl::StrCat("are more than ", kMostLayers));
    }
    images.push_back(std::move(image));
  }
  return images;
}

}  // namespace assay::judge
