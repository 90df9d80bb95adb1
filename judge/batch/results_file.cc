#include "judge/batch/results_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "judge/base/printable.h"
#include "judge/batch/line_reader.h"
#include "judge/batch/record_json.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::judge {
namespace {

using ::judge::v1::BatchManifest;
using ::judge::v1::BatchRecord;

constexpr absl::Duration kSyncInterval = absl::Seconds(1);

// What a line says of its submission. Index 0: it is none.
struct LineOf {
  int64_t index = 0;
  uint64_t mark = 0;
};

std::string TextOf(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return "";
  return found->get<std::string>();
}

// Without the cost of reading all of the line into a message.
LineOf ReadLineOf(const std::string& line) {
  const auto keep = [](int depth, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
    using Event = nlohmann::json::parse_event_t;
    if (depth < 1) return true;
    if (depth > 1) return false;
    if (event == Event::value) return true;
    return event == Event::key && (parsed == "index" || parsed == "id" || parsed == "problem");
  };
  const nlohmann::json object = nlohmann::json::parse(line, keep, /*allow_exceptions=*/false);
  if (!object.is_object()) return {};
  int64_t index = 0;
  for (const char digit : TextOf(object, "index")) {
    if (digit < '0' || digit > '9' || index > INT64_MAX / 20) return {};
    index = index * 10 + (digit - '0');
  }
  return {.index = index, .mark = MarkOf(TextOf(object, "id"), TextOf(object, "problem"))};
}

std::map<std::string, std::string> Toolchains(const BatchManifest& manifest) {
  return {manifest.toolchains().begin(), manifest.toolchains().end()};
}

}  // namespace

uint64_t MarkOf(absl::string_view id, absl::string_view problem) {
  return absl::Hash<std::pair<absl::string_view, absl::string_view>>()({id, problem});
}

bool DoneSet::Contains(int64_t index) const {
  return index >= 0 && index < static_cast<int64_t>(done_.size()) &&
         done_[static_cast<size_t>(index)];
}

bool DoneSet::Add(int64_t index) {
  if (Contains(index)) return false;
  if (index >= static_cast<int64_t>(done_.size())) done_.resize(static_cast<size_t>(index) + 1);
  done_[static_cast<size_t>(index)] = true;
  ++size_;
  return true;
}

std::string DifferenceOf(const BatchManifest& then, const BatchManifest& now) {
  if (then.version() != now.version() || then.assay_version() != now.assay_version()) {
    return absl::StrCat("they are of version ", then.assay_version(), " of Assay, and this is ",
                        now.assay_version());
  }
  if (then.evaluation_set() != now.evaluation_set()) return "they are of another kind of set";
  if (then.options() != now.options()) {
    return absl::StrCat("they were made with other options: ", then.options(), "; now it is ",
                        now.options());
  }
  for (int i = 0; i < std::max(then.problems_size(), now.problems_size()); ++i) {
    if (i >= then.problems_size() || i >= now.problems_size() ||
        then.problems(i).name() != now.problems(i).name()) {
      return "they are of other problems";
    }
    if (then.problems(i).digest() != now.problems(i).digest()) {
      return absl::StrCat("problem ", now.problems(i).name(), " has changed");
    }
  }
  const auto was = Toolchains(then);
  const auto is = Toolchains(now);
  if (then.input_digest() != now.input_digest() ||
      then.submission_count() != now.submission_count()) {
    return absl::StrCat("the submissions have changed (", then.submission_count(), " then, ",
                        now.submission_count(), " now)");
  }
  if (was != is) return "a language has another toolchain now";
  return "";
}

ResultsFile::ResultsFile(UniqueFd fd, int descriptor, std::string name, SyncPolicy policy)
    : owned_(std::move(fd)), fd_(descriptor), name_(std::move(name)), policy_(policy) {}

absl::StatusOr<std::unique_ptr<ResultsFile>> ResultsFile::Open(const std::string& path,
                                                               SyncPolicy policy) {
  const std::string shown = MakePrintableLine(path);
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, OpenFile(path, O_RDWR | O_CREAT | O_APPEND | O_NONBLOCK));
  struct stat info;
  if (fstat(fd.get(), &info) != 0) return ErrnoStatus(errno, absl::StrCat("fstat ", shown));
  if (!S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(shown, " is not a regular file"));
  }
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    return absl::UnavailableError(absl::StrCat(shown, " is being written by another batch"));
  }
  const int descriptor = fd.get();
  return std::unique_ptr<ResultsFile>(new ResultsFile(std::move(fd), descriptor, shown, policy));
}

absl::Status ResultsFile::Start(const std::string& path, const BatchManifest& manifest) {
  BatchRecord first;
  *first.mutable_manifest() = manifest;
  ASSAY_RETURN_IF_ERROR(Append(RecordLine(first)));
  if (fsync(fd_) != 0) return ErrnoStatus(errno, absl::StrCat("fsync ", name_));
  // The file's name is its folder's to keep.
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd folder_fd,
                         OpenFile(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY));
  if (fsync(folder_fd.get()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("fsync the folder of ", name_));
  }
  return StartSyncing();
}

absl::Status ResultsFile::StartSyncing() {
  if (policy_ != SyncPolicy::kSecond) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(syncer_, StartThread([this] { SyncEachSecond(); }));
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<ResultsFile>> ResultsFile::Create(const std::string& path,
                                                                 const BatchManifest& manifest,
                                                                 SyncPolicy policy) {
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<ResultsFile> file, Open(path, policy));
  struct stat info;
  if (fstat(file->fd_, &info) != 0) return ErrnoStatus(errno, absl::StrCat("fstat ", file->name_));
  if (info.st_size != 0) {
    return absl::AlreadyExistsError(absl::StrCat(
        file->name_, " has results already; go on with --resume, or name another file"));
  }
  ASSAY_RETURN_IF_ERROR(file->Start(path, manifest));
  return file;
}

absl::StatusOr<std::unique_ptr<ResultsFile>> ResultsFile::Resume(const std::string& path,
                                                                 const BatchManifest& manifest,
                                                                 SyncPolicy policy,
                                                                 const std::vector<uint64_t>& marks,
                                                                 DoneSet* done) {
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<ResultsFile> file, Open(path, policy));
  ASSAY_ASSIGN_OR_RETURN(UniqueFd copy, OpenFile(path, O_RDONLY));
  LineReader lines(std::move(copy), file->name_, kMostRecordBytes);
  int64_t good_bytes = 0;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<LineReader::Line> line, lines.Next());
    if (!line.has_value() || line->torn) break;
    const std::string place = absl::StrCat(file->name_, ":", line->number);
    if (line->number == 1) {
      const absl::StatusOr<BatchRecord> first = ParseRecord(line->text);
      if (!first.ok() || !first->has_manifest()) {
        return absl::FailedPreconditionError(
            absl::StrCat(place, ": is no manifest; these are no results of a batch"));
      }
      if (const std::string difference = DifferenceOf(first->manifest(), manifest);
          !difference.empty()) {
        return absl::FailedPreconditionError(
            absl::StrCat(file->name_, " cannot be gone on with: ", difference));
      }
    } else {
      const LineOf read = line->too_long ? LineOf() : ReadLineOf(line->text);
      if (read.index == 0 || read.index > static_cast<int64_t>(marks.size())) {
        return absl::DataLossError(absl::StrCat(place, ": is no result of this batch"));
      }
      if (read.mark != marks[static_cast<size_t>(read.index) - 1]) {
        return absl::DataLossError(absl::StrCat(place, ": is not of submission ", read.index,
                                                " of the input, which has another id or problem"));
      }
      if (!done->Add(read.index)) {
        return absl::DataLossError(
            absl::StrCat(place, ": submission ", read.index, " is there twice"));
      }
    }
    good_bytes = line->end_offset;
  }
  if (ftruncate(file->fd_, good_bytes) != 0) {
    return ErrnoStatus(errno, absl::StrCat("ftruncate ", file->name_));
  }
  ASSAY_RETURN_IF_ERROR(good_bytes == 0 ? file->Start(path, manifest) : file->StartSyncing());
  return file;
}

std::unique_ptr<ResultsFile> ResultsFile::OnDescriptor(int fd, std::string name) {
  return std::unique_ptr<ResultsFile>(
      new ResultsFile(UniqueFd(), fd, std::move(name), SyncPolicy::kEnd));
}

ResultsFile::~ResultsFile() {
  {
    const absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  if (syncer_.joinable()) syncer_.join();
}

absl::Status ResultsFile::Append(const std::string& line) {
  const absl::MutexLock lock(&mutex_);
  ASSAY_RETURN_IF_ERROR(error_);
  // Nothing may follow half a line.
  error_ = WriteDescriptor(fd_, line, name_);
  unsynced_ = true;
  if (error_.ok() && policy_ == SyncPolicy::kEach && owned_.valid() && fdatasync(fd_) != 0) {
    error_ = ErrnoStatus(errno, absl::StrCat("fdatasync ", name_));
  }
  return error_;
}

void ResultsFile::SyncEachSecond() {
  const absl::MutexLock lock(&mutex_);
  while (!mutex_.AwaitWithTimeout(absl::Condition(&stop_), kSyncInterval)) {
    if (!unsynced_) continue;
    unsynced_ = false;
    // Nobody waits for the disk.
    mutex_.Unlock();
    const int error = fdatasync(fd_) == 0 ? 0 : errno;
    mutex_.Lock();
    if (error != 0) error_ = ErrnoStatus(error, absl::StrCat("fdatasync ", name_));
  }
}

absl::Status ResultsFile::Finish() {
  const absl::MutexLock lock(&mutex_);
  if (error_.ok() && owned_.valid() && fdatasync(fd_) != 0) {
    error_ = ErrnoStatus(errno, absl::StrCat("fdatasync ", name_));
  }
  return error_;
}

}  // namespace assay::judge
