#include "tests/bench/time_truth/figures.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "judge/cli/quantile.h"

namespace assay::bench {
namespace {

double Median(const std::vector<double>& values) { return judge::Quantile(values, 0.5); }

}  // namespace

BurnFigures Summarize(const std::vector<BurnSample>& samples, double start_up) {
  std::vector<double> own;
  std::vector<double> reported;
  std::vector<double> errors;
  std::vector<double> uncertainties;
  BurnFigures figures;
  for (const BurnSample& sample : samples) {
    own.push_back(sample.own);
    reported.push_back(sample.reported);
    errors.push_back(sample.reported / sample.own - 1);
    uncertainties.push_back(sample.uncertainty);
    const double net_error = (sample.reported - start_up) / sample.own - 1;
    if (std::abs(net_error) > std::abs(figures.worst_net_error)) {
      figures.worst_net_error = net_error;
    }
  }
  figures.sample_count = static_cast<int>(samples.size());
  figures.median_own = Median(own);
  figures.median_reported = Median(reported);
  figures.median_error = Median(errors);
  figures.median_uncertainty = Median(uncertainties);
  const auto [least, most] = std::minmax_element(reported.begin(), reported.end());
  figures.spread = (*most - *least) / figures.median_reported;
  const auto covered = std::count_if(samples.begin(), samples.end(), [&](const BurnSample& sample) {
    return std::abs(sample.reported - figures.median_reported) <= sample.uncertainty;
  });
  figures.covered = static_cast<double>(covered) / static_cast<double>(samples.size());
  return figures;
}

std::string Table(const StartUp& start_up, const std::vector<BurnFigures>& rows) {
  std::string text = absl::StrFormat(
      "start-up: cpu reported of `exit 0` %.3f ms, rusage without a jail %.3f ms (medians of %d)\n"
      "\n"
      "| burn | in flight | runs | own ms | reported ms | error %% | worst net error %% | spread "
      "%% "
      "| uncertainty ms | covered %% |\n"
      "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |\n",
      start_up.reported * 1e3, start_up.floor * 1e3, start_up.sample_count);
  for (const BurnFigures& row : rows) {
    absl::StrAppendFormat(
        &text, "| %s %g s | %d | %d | %.3f | %.3f | %+.3f | %+.3f | %.3f | %.3f | %.0f |\n",
        row.kind, row.burn_seconds, row.in_flight, row.sample_count, row.median_own * 1e3,
        row.median_reported * 1e3, row.median_error * 100, row.worst_net_error * 100,
        row.spread * 100, row.median_uncertainty * 1e3, row.covered * 100);
  }
  return text;
}

std::string Json(const StartUp& start_up, const std::vector<BurnFigures>& rows) {
  std::string text = absl::StrFormat(
      "{\n  \"start_up\": {\"samples\": %d, \"reported_s\": %.9f, \"floor_s\": %.9f},\n"
      "  \"burns\": [",
      start_up.sample_count, start_up.reported, start_up.floor);
  const char* separator = "\n";
  for (const BurnFigures& row : rows) {
    absl::StrAppendFormat(
        &text,
        "%s    {\"kind\": \"%s\", \"burn_s\": %g, \"in_flight\": %d, \"samples\": %d, "
        "\"own_s\": %.9f, \"reported_s\": %.9f, \"error\": %.6f, \"worst_net_error\": %.6f, "
        "\"spread\": %.6f, \"uncertainty_s\": %.9f, \"covered\": %.4f}",
        separator, row.kind, row.burn_seconds, row.in_flight, row.sample_count, row.median_own,
        row.median_reported, row.median_error, row.worst_net_error, row.spread,
        row.median_uncertainty, row.covered);
    separator = ",\n";
  }
  return text + "\n  ]\n}\n";
}

}  // namespace assay::bench
