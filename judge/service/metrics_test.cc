#include "judge/service/metrics.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "judge/base/error_details.h"
#include "judge/service/listen_address.h"
#include "judge/service/metrics_endpoint.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

// The answer of an HTTP server at 127.0.0.1:`port`.
std::string Get(int port, const std::string& path) {
  const UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return "";
  const std::string request =
      absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(write(fd.get(), request.data(), request.size()), static_cast<ssize_t>(request.size()));
  std::string answer;
  char buffer[65536];
  for (ssize_t count; (count = read(fd.get(), buffer, sizeof buffer)) > 0;) {
    answer.append(buffer, count);
  }
  return answer;
}

// The value of a series; -1 when it is not there.
double Value(const std::string& text, const std::string& series) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::StartsWith(line, absl::StrCat(series, " "))) continue;
    double value;
    EXPECT_TRUE(absl::SimpleAtod(line.substr(series.size() + 1), &value)) << line;
    return value;
  }
  return -1;
}

size_t LineCount(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(MetricsTest, Counts) {
  Metrics metrics({"c", "cpp17"}, {"Submit", "Rejudge"});
  metrics.CountSubmission(::judge::v1::SUBMISSION_STATE_QUEUED);
  metrics.CountSubmission(::judge::v1::SUBMISSION_STATE_QUEUED);
  metrics.CountSubmission(::judge::v1::SUBMISSION_STATE_CANCELLED);
  metrics.CountVerdict("c", ::judge::v1::VERDICT_ACCEPTED);
  metrics.CountVerdict("cobol", ::judge::v1::VERDICT_WRONG_ANSWER);
  metrics.ObserveTest("c", absl::Milliseconds(15));
  metrics.ObserveCompile("cpp17", absl::Seconds(90));
  metrics.CountCompilation(/*from_cache=*/true);
  metrics.CountCompilation(/*from_cache=*/false);
  metrics.CountCompilation(/*from_cache=*/true);
  metrics.CountOomKills(3);
  metrics.CountInfrastructureError(absl::UnavailableError("x"));
  metrics.CountInfrastructureError(WithReason(absl::InternalError("x"), "DISK_FULL"));
  metrics.CountRpc("Submit", absl::StatusCode::kOk, absl::Milliseconds(1));
  metrics.CountRpc("Submit", absl::StatusCode::kNotFound, absl::Milliseconds(1));
  metrics.CountRpc("/etc/passwd", static_cast<absl::StatusCode>(77), absl::Milliseconds(1));
  const struct {
    std::string series;
    double value;
  } cases[] = {
      {"assay_submissions_total{state=\"accepted\"}", 2},
      {"assay_submissions_total{state=\"cancelled\"}", 1},
      {"assay_submissions_total{state=\"failed\"}", 0},
      {"assay_verdicts_total{language=\"c\",verdict=\"ACCEPTED\"}", 1},
      {"assay_verdicts_total{language=\"c\",verdict=\"RUNTIME_ERROR\"}", 0},
      {"assay_verdicts_total{language=\"other\",verdict=\"WRONG_ANSWER\"}", 1},
      {"assay_test_seconds_count{language=\"c\"}", 1},
      {"assay_test_seconds_bucket{language=\"c\",le=\"0.01\"}", 0},
      {"assay_test_seconds_bucket{language=\"c\",le=\"0.02\"}", 1},
      {"assay_compile_seconds_bucket{language=\"cpp17\",le=\"60\"}", 0},
      {"assay_compile_seconds_sum{language=\"cpp17\"}", 90},
      {"assay_compile_cache_hits_total", 2},
      {"assay_compile_cache_misses_total", 1},
      {"assay_oom_kills_total", 3},
      {"assay_infrastructure_errors_total{reason=\"UNAVAILABLE\"}", 1},
      {"assay_infrastructure_errors_total{reason=\"DISK_FULL\"}", 1},
      {"assay_rpcs_total{code=\"OK\",method=\"Submit\"}", 1},
      {"assay_rpcs_total{code=\"NOT_FOUND\",method=\"Submit\"}", 1},
      {"assay_rpcs_total{code=\"OK\",method=\"Rejudge\"}", 0},
      {"assay_rpcs_total{code=\"other\",method=\"other\"}", 1},
      {"assay_rpc_seconds_count{method=\"Submit\"}", 2},
  };
  const std::string text = metrics.ToText();
  for (const auto& [series, value] : cases) EXPECT_EQ(Value(text, series), value) << series;
}

TEST(MetricsTest, ReadsAtEachScrape) {
  Metrics metrics({"c"}, {"Submit"});
  EXPECT_EQ(Value(metrics.ToText(), "assay_slots"), -1);
  int64_t busy = 0;
  metrics.SetReader([&busy] {
    MetricReadings readings;
    readings.queue_depth[::judge::v1::PRIORITY_BATCH] = 17;
    readings.slots = 4;
    readings.busy_slots = ++busy;
    readings.journal_bytes = int64_t{1} << 40;
    readings.problem_bytes = 5;
    readings.sandbox.start_latency.Add(absl::Microseconds(80));
    readings.sandbox.start_latency.Add(absl::Seconds(2));
    readings.sandbox.teardown_latency.Add(absl::Milliseconds(3));
    readings.sandbox.pool_hit_count = 7;
    readings.sandbox.pool_miss_count = 3;
    return readings;
  });
  const std::string text = metrics.ToText();
  const struct {
    std::string series;
    double value;
  } cases[] = {
      {"assay_queue_depth{priority=\"batch\"}", 17},
      {"assay_queue_depth{priority=\"interactive\"}", 0},
      {"assay_slots", 4},
      {"assay_slots_busy", 1},
      {"assay_journal_bytes", 1099511627776},
      {"assay_problem_bytes", 5},
      {"assay_jail_start_seconds_bucket{le=\"5e-05\"}", 0},
      {"assay_jail_start_seconds_bucket{le=\"0.0001\"}", 1},
      {"assay_jail_start_seconds_bucket{le=\"1\"}", 1},
      {"assay_jail_start_seconds_bucket{le=\"+Inf\"}", 2},
      {"assay_jail_start_seconds_count", 2},
      {"assay_jail_teardown_seconds_count", 1},
      {"assay_jail_pool_hits_total", 7},
      {"assay_jail_pool_misses_total", 3},
  };
  for (const auto& [series, value] : cases) EXPECT_EQ(Value(text, series), value) << series;
  EXPECT_EQ(Value(metrics.ToText(), "assay_slots_busy"), 2);
  metrics.SetReader(nullptr);
  EXPECT_EQ(Value(metrics.ToText(), "assay_slots"), -1);
  EXPECT_EQ(busy, 2);
}

TEST(MetricsTest, HasABoundedNumberOfSeries) {
  Metrics metrics({"c"}, {"Submit"});
  const auto feed = [&metrics](int i) {
    const std::string odd = absl::StrCat("odd\"\n", i);
    metrics.CountVerdict(odd, static_cast<::judge::v1::Verdict>(i));
    metrics.CountVerdict("c", static_cast<::judge::v1::Verdict>(i));
    metrics.ObserveTest(odd, absl::Seconds(1));
    metrics.ObserveCompile(odd, absl::InfiniteDuration());
    metrics.CountSubmission(static_cast<::judge::v1::SubmissionState>(i));
    metrics.CountRpc(odd, static_cast<absl::StatusCode>(i), absl::Seconds(1));
    metrics.CountInfrastructureError(
        WithReason(absl::InternalError("x"), absl::StrCat("REASON_", i)));
    metrics.CountInfrastructureError(WithReason(absl::InternalError("x"), odd));
  };
  for (int i = -50; i < 100; ++i) feed(i);
  const size_t lines = LineCount(metrics.ToText());
  EXPECT_LT(lines, 300);
  for (int i = 100; i < 2000; ++i) feed(i);
  EXPECT_EQ(LineCount(metrics.ToText()), lines);
}

TEST(MetricsTest, IsScraped) {
  Metrics metrics({"c"}, {"Submit"});
  metrics.CountOomKills(7);
  const absl::StatusOr<std::unique_ptr<MetricsEndpoint>> endpoint =
      MetricsEndpoint::Start(*ParseListenAddress("127.0.0.1:0"), metrics);
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  const int port = ParseListenAddress((*endpoint)->address())->port;
  ASSERT_GT(port, 0);
  const std::string answer = Get(port, "/metrics");
  EXPECT_TRUE(absl::StartsWith(answer, "HTTP/1.1 200")) << answer;
  EXPECT_TRUE(absl::StrContains(answer, "\nassay_oom_kills_total 7\n")) << answer;
  EXPECT_TRUE(absl::StartsWith(Get(port, "/other"), "HTTP/1.1 404"));

  const absl::Status taken =
      MetricsEndpoint::Start(*ParseListenAddress((*endpoint)->address()), metrics).status();
  EXPECT_TRUE(absl::IsUnavailable(taken)) << taken;
  EXPECT_TRUE(absl::StrContains(taken.message(), (*endpoint)->address())) << taken;
}

TEST(MetricsTest, IsThreadSafe) {
  Metrics metrics({"c"}, {"Submit"});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&metrics, i] {
      for (int j = 0; j < 200; ++j) {
        metrics.CountVerdict("c", ::judge::v1::VERDICT_ACCEPTED);
        metrics.CountRpc("Submit", static_cast<absl::StatusCode>(j % 17), absl::Seconds(1));
        metrics.CountInfrastructureError(
            WithReason(absl::InternalError("x"), absl::StrCat("R_", i, "_", j)));
        metrics.SetReader([] { return MetricReadings(); });
        if (j % 50 != 0) continue;
        EXPECT_FALSE(metrics.ToText().empty());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Value(metrics.ToText(), "assay_verdicts_total{language=\"c\",verdict=\"ACCEPTED\"}"),
            800);
}

}  // namespace
}  // namespace assay::judge
