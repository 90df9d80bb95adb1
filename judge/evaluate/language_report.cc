#include "judge/evaluate/language_report.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/base/printable.h"
#include "judge/evaluate/toolchain_version.h"
#include "sandbox/base/thread.h"

namespace assay::judge {
namespace {

using ::judge::v1::Language;
using ::judge::v1::LanguagesReport;
using ::judge::v1::LanguageStatus;

LanguageStatus StatusOf(const Language& language, const JudgeContext* context) {
  LanguageStatus status;
  status.set_id(language.id());
  status.set_display_name(language.display_name());
  *status.mutable_extensions() = language.extensions();
  const absl::Status installed = CheckInstalled(language);
  status.set_installed(installed.ok());
  if (!installed.ok()) {
    status.set_problem(std::string(installed.message()));
    status.set_install_command(InstallCommand(language));
  } else if (context != nullptr) {
    const absl::StatusOr<std::string> version = ToolchainVersion(*context, language);
    if (version.ok()) {
      status.set_version(*version);
    } else {
      status.set_problem(MakePrintableLine(version.status().message()));
    }
  }
  return status;
}

}  // namespace

LanguagesReport DescribeLanguages(const LanguageStore& languages, const JudgeContext* context) {
  LanguagesReport report;
  std::vector<std::pair<const Language*, LanguageStatus*>> work;
  work.reserve(languages.languages().size());
  for (const Language& language : languages.languages()) {
    work.emplace_back(&language, report.add_languages());
  }
  // Some toolchains take a second to say who they are.
  std::atomic<size_t> next = 0;
  const auto describe = [&] {
    for (size_t i = next++; i < work.size(); i = next++) {
      *work[i].second = StatusOf(*work[i].first, context);
    }
  };
  std::vector<std::thread> threads;
  const size_t most = context == nullptr ? 1 : std::max(1U, std::thread::hardware_concurrency());
  while (threads.size() + 1 < std::min(most, work.size())) {
    absl::StatusOr<std::thread> thread = StartThread(describe);
    if (!thread.ok()) break;
    threads.push_back(*std::move(thread));
  }
  describe();
  for (std::thread& thread : threads) thread.join();
  return report;
}

}  // namespace assay::judge
