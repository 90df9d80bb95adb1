#ifndef ASSAY_JUDGE_PROBLEM_POLYGON_XML_H_
#define ASSAY_JUDGE_PROBLEM_POLYGON_XML_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "judge/problem/test_group.h"

namespace assay::judge {

// A <test> of the testset.
struct PolygonTest {
  // Empty: none.
  std::string group = {};
  std::optional<double> points = {};
  bool sample = false;
};

struct PolygonGroup {
  std::string name = {};
  // Without dependencies.
  PointsPolicy policy = {};
  // Names of groups, all of which there are; without cycles.
  std::vector<std::string> dependencies = {};
};

// A source of the package: path in the package, and Polygon's name of its language.
struct PolygonSource {
  std::string path = {};
  std::string type = {};
};

struct PolygonSolution {
  PolygonSource source = {};
  std::string tag = {};
  // Group and tag.
  std::vector<std::pair<std::string, std::string>> group_tags = {};
};

// What a problem.xml says.
struct PolygonXml {
  // In English, or else the first; else the short name. Empty when there is none.
  std::string name = {};
  absl::Duration time_limit = {};
  int64_t memory_bytes = 0;
  // Two for each test: see TestPath().
  std::string input_pattern = {};
  std::string answer_pattern = {};
  std::vector<PolygonTest> tests = {};
  // Also those that tests name and <groups> does not.
  std::vector<PolygonGroup> groups = {};
  // Whether anything has points.
  bool has_points = false;
  std::string input_file_name = {};
  std::string output_file_name = {};
  std::optional<PolygonSource> checker = {};
  std::optional<PolygonSource> interactor = {};
  std::vector<PolygonSource> validators = {};
  std::vector<PolygonSolution> solutions = {};
  // As Problem::beyond.
  std::vector<std::string> beyond = {};
};

inline constexpr int kMaxPolygonXmlBytes = 16 << 20;

// Reads a problem.xml of Polygon (https://polygon.codeforces.com), which is specified nowhere: this
// is what its packages have. The tests are those of the testset "tests", or of the only one. What
// else there is (statements, generators, stresses, ...) is passed over. `file` is for messages.
//
// Document types are refused, so that no entity is ever looked up; nothing recurses, however deep
// the elements.
//
// The problem's fault, as "FILE:LINE: reason": not XML, what is missing or out of range, a group
// that depends on one that is not there or on itself, more than 100,000 tests or 1,000 groups.
absl::StatusOr<PolygonXml> ParsePolygonXml(absl::string_view text, absl::string_view file);

// The path of the test `number` (from 1) by a pattern such as "tests/%02d.a". INVALID_ARGUMENT: not
// exactly one %d, %0Nd or %Nd with N from 1 to 9.
absl::StatusOr<std::string> TestPath(absl::string_view pattern, int number);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_POLYGON_XML_H_
