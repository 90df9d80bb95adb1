#include "judge/verify/cpu_work.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "sandbox/base/thread.h"

namespace assay::judge {

absl::Status WorkOnCpus(const std::vector<int>& cpus, int jobs, int count,
                        const std::function<absl::Status(int index, int cpu)>& work) {
  const int cpu_count = static_cast<int>(cpus.size());
  const int slots = std::min({jobs == 0 ? cpu_count : jobs, cpu_count, count});
  std::atomic<int> next = 0;
  absl::Mutex mutex;
  absl::Status first_error;
  const auto run = [&](int slot) {
    for (int index = next++; index < count; index = next++) {
      const absl::Status status = work(index, cpus[slot]);
      if (status.ok()) continue;
      next = count;
      const absl::MutexLock lock(&mutex);
      first_error.Update(status);
    }
  };
  std::vector<std::thread> threads;
  for (int slot = 1; slot < slots; ++slot) {
    absl::StatusOr<std::thread> thread = StartThread([run, slot] { run(slot); });
    // A host that allows no more threads gets its work done by fewer.
    if (!thread.ok()) break;
    threads.push_back(*std::move(thread));
  }
  if (slots > 0) run(0);
  for (std::thread& thread : threads) thread.join();
  return first_error;
}

}  // namespace assay::judge
