#include "judge/batch/runner.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/batch/digests.h"
#include "judge/batch/record_json.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::BatchRecord;
using ::judge::v1::Judgement;

// Copies that wait are few bytes each.
constexpr int64_t kMostWaitingCopies = 10'000;

BatchRecord RecordOf(int64_t index, const std::string& id, const std::string& problem,
                     const std::string& origin) {
  BatchRecord record;
  record.set_index(index);
  record.set_id(id);
  record.set_problem(problem);
  record.set_origin(origin);
  return record;
}

}  // namespace

BatchCounts BatchRunner::counts() const {
  const absl::MutexLock lock(&mutex_);
  return counts_;
}

void BatchRunner::Stop(const absl::Status& status) {
  {
    const absl::MutexLock lock(&mutex_);
    if (stop_.ok()) stop_ = status;
  }
  parts_.judge.Stop();
}

bool BatchRunner::WaitForRoom() {
  const absl::MutexLock lock(&mutex_);
  const int window = parts_.judge.window();
  const auto has_room = [this, window]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return in_flight_ < window && waiting_copies_ < kMostWaitingCopies;
  };
  // What is cancelled ends, and makes room.
  mutex_.Await(absl::Condition(&has_room));
  return stop_.ok() && !parts_.cancellation.cancelled();
}

absl::Status BatchRunner::Run(EntrySource& entries) {
  int64_t index = 0;
  while (WaitForRoom()) {
    absl::StatusOr<std::optional<BatchEntry>> entry = entries.Next();
    if (!entry.ok()) {
      Stop(entry.status());
      break;
    }
    if (!entry->has_value()) break;
    (*entry)->index = ++index;
    if (parts_.done.Contains(index)) continue;
    if (const absl::Status status = Admit(**std::move(entry)); !status.ok()) Stop(status);
  }
  {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](int* in_flight) { return *in_flight == 0; }, &in_flight_));
  }
  parts_.judge.Finish();
  if (parts_.memo != nullptr) {
    if (const absl::Status status = parts_.memo->Flush(); !status.ok()) Stop(status);
  }
  if (const absl::Status status = parts_.results.Finish(); !status.ok()) Stop(status);
  if (parts_.cancellation.cancelled()) return absl::AbortedError("stopped");
  const absl::MutexLock lock(&mutex_);
  return stop_;
}

absl::Status BatchRunner::Admit(BatchEntry entry) {
  if (!entry.error.ok()) {
    if (parts_.strict) return Annotate(entry.error, entry.origin);
    BatchRecord record = RecordOf(entry.index, entry.id, entry.problem, entry.origin);
    record.set_error(MakePrintableLine(entry.error.message()));
    Store(std::move(record));
    return absl::OkStatus();
  }
  std::string key;
  if (parts_.memo != nullptr) {
    ASSAY_ASSIGN_OR_RETURN(const bool taken, TakeFromMemo(entry, &key));
    if (taken) return absl::OkStatus();
  }
  Place place = {.index = entry.index,
                 .id = entry.id,
                 .problem = entry.problem,
                 .origin = entry.origin,
                 .memo_key = std::move(key)};
  {
    const absl::MutexLock lock(&mutex_);
    ++in_flight_;
  }
  parts_.judge.Start(std::move(entry), [this, place = std::move(place)](EntryEnd end) {
    Finish(place, std::move(end));
  });
  return absl::OkStatus();
}

absl::StatusOr<bool> BatchRunner::TakeFromMemo(const BatchEntry& entry, std::string* key) {
  const absl::StatusOr<std::string> toolchain = parts_.toolchain(*entry.language);
  if (!toolchain.ok()) return false;
  FieldDigest digest;
  digest.Add(parts_.memo_salt);
  digest.Add(*toolchain);
  digest.Add(entry.language->SerializeAsString());
  if (!entry.evaluation.has_value()) digest.Add(parts_.problems.at(entry.problem).digest);
  AddProgram(entry, &digest);
  *key = digest.Finish();
  {
    const absl::MutexLock lock(&mutex_);
    const auto judged = copies_.find(*key);
    if (judged != copies_.end()) {
      judged->second.push_back({entry.index, entry.id, entry.problem, entry.origin});
      ++waiting_copies_;
      return true;
    }
  }
  ASSAY_ASSIGN_OR_RETURN(const std::optional<Memo::Known> known, parts_.memo->Find(*key));
  if (known.has_value()) {
    StoreCopies({{entry.index, entry.id, entry.problem, entry.origin}}, known->id,
                known->judgement);
    return true;
  }
  // This thread alone makes entries, so there is none by now.
  const absl::MutexLock lock(&mutex_);
  copies_[*key];
  return false;
}

void BatchRunner::Finish(const Place& place, EntryEnd end) {
  absl::StatusOr<Judgement>& judgement = end.judgement;
  const bool memorable = judgement.ok() && !place.memo_key.empty() &&
                         judgement->verdict() != ::judge::v1::VERDICT_JUDGE_ERROR;
  if (memorable) {
    const absl::Status put = parts_.memo->Put(place.memo_key, {place.id, *judgement});
    if (!put.ok()) Stop(put);
  }
  std::vector<Copy> copies;
  if (!place.memo_key.empty()) {
    const absl::MutexLock lock(&mutex_);
    const auto waiting = copies_.find(place.memo_key);
    copies = std::move(waiting->second);
    copies_.erase(waiting);
    waiting_copies_ -= static_cast<int64_t>(copies.size());
  }
  BatchRecord record = RecordOf(place.index, place.id, place.problem, place.origin);
  if (judgement.ok()) {
    Judgement for_copies;
    if (!copies.empty()) for_copies = *judgement;
    *record.mutable_judgement() = *std::move(judgement);
    Store(std::move(record));
    StoreCopies(copies, place.id, for_copies);
  } else if (end.bad_entry) {
    record.set_error(MakePrintableLine(judgement.status().message()));
    Store(record);
    for (const Copy& copy : copies) {
      BatchRecord same = RecordOf(copy.index, copy.id, copy.problem, copy.origin);
      same.set_error(record.error());
      Store(std::move(same));
    }
  } else if (!absl::IsAborted(judgement.status())) {
    FailHost(place.origin, judgement.status(), static_cast<int64_t>(copies.size()));
  }
  const absl::MutexLock lock(&mutex_);
  --in_flight_;
}

void BatchRunner::Store(BatchRecord record) {
  BatchCounts one;
  one.done = 1;
  one.memo = record.memo() ? 1 : 0;
  if (!record.error().empty()) {
    one.bad_entries = 1;
  } else if (record.judgement().verdict() == ::judge::v1::VERDICT_ACCEPTED) {
    one.accepted = 1;
  } else if (record.judgement().verdict() == ::judge::v1::VERDICT_JUDGE_ERROR) {
    one.judge_errors = 1;
  } else {
    one.rejected = 1;
  }
  if (!record.memo()) {
    for (const ::judge::v1::TestResult& result : record.judgement().test_results()) {
      if (result.has_usage()) ++one.tests;
    }
  }
  const absl::Status appended = parts_.results.Append(RecordLine(std::move(record)));
  if (!appended.ok()) return Stop(appended);
  const absl::MutexLock lock(&mutex_);
  counts_.Add(one);
  failures_in_a_row_ = 0;
  if (parts_.on_progress) parts_.on_progress(counts_);
}

void BatchRunner::StoreCopies(const std::vector<Copy>& copies, const std::string& id,
                              const Judgement& judgement) {
  for (const Copy& copy : copies) {
    BatchRecord record = RecordOf(copy.index, copy.id, copy.problem, copy.origin);
    record.set_memo(true);
    record.set_memo_id(id);
    *record.mutable_judgement() = judgement;
    Store(std::move(record));
  }
}

void BatchRunner::FailHost(const std::string& origin, const absl::Status& status, int64_t copies) {
  bool stop = false;
  {
    const absl::MutexLock lock(&mutex_);
    counts_.host_failures += 1 + copies;
    if (parts_.on_host_failure) parts_.on_host_failure(origin, status);
    if (parts_.on_progress) parts_.on_progress(counts_);
    stop = ++failures_in_a_row_ == kMostFailures;
  }
  if (!stop) return;
  Stop(Annotate(status, absl::StrCat(kMostFailures, " submissions in a row, the last: ", origin)));
}

}  // namespace assay::judge
