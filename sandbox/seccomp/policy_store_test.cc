#include "sandbox/seccomp/policy_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "sandbox/seccomp/filter.h"

namespace assay::sandbox {
namespace {

using ::testing::ElementsAre;

TEST(PolicyStoreTest, HasTheBuiltInPolicies) {
  PolicyStore store;
  EXPECT_THAT(store.Names(), ElementsAre("base", "compiler", "crystal", "erlang", "java", "mono",
                                         "native", "network", "node", "octave", "python", "ruby",
                                         "run", "script", "shell", "terminal", "validator"));
  for (const std::string& name : store.Names()) {
    const auto filter = store.Get(name);
    ASSERT_TRUE(filter.ok()) << filter.status();
    EXPECT_EQ((*filter)->name, name);
    EXPECT_FALSE((*filter)->program.empty());
  }
}

TEST(PolicyStoreTest, CompilesOnceForAllThreads) {
  PolicyStore store;
  std::vector<std::shared_ptr<const SeccompFilter>> filters(8);
  std::vector<std::thread> threads;
  for (auto& filter : filters) {
    threads.emplace_back([&store, &filter] { filter = store.Get("native").value(); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& filter : filters) EXPECT_EQ(filter, filters[0]);
}

TEST(PolicyStoreTest, TellsErrorsEachTime) {
  PolicyStore store(std::map<std::string, std::string>{{"p", "what"}});
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(store.Get("p").status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(store.Get("q").status().code(), absl::StatusCode::kNotFound);
  }
}

}  // namespace
}  // namespace assay::sandbox
