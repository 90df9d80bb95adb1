#include "judge/problem/polygon_xml.h"

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "judge/base/printable.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/test_name.h"
#include "judge/validate/decimal_number.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using pugi::xml_node;

constexpr int64_t kLeastMemoryBytes = 2 << 20;
constexpr int64_t kMaxMemoryBytes = int64_t{1} << 40;
constexpr int64_t kMaxTimeMilliseconds = 3'600'000;
constexpr size_t kMaxTests = 100'000;
constexpr size_t kMaxGroups = 1'000;
constexpr double kMaxPoints = 1e12;

class Reader {
 public:
  Reader(absl::string_view text, absl::string_view file) : text_(text), file_(file) {}

  absl::StatusOr<PolygonXml> Read();

 private:
  absl::Status Fault(ptrdiff_t offset, absl::string_view reason) const {
    const size_t end = std::min(text_.size(), static_cast<size_t>(std::max<ptrdiff_t>(0, offset)));
    const auto line =
        1 + std::count(text_.begin(), text_.begin() + static_cast<ptrdiff_t>(end), '\n');
    return ProblemFault(absl::StrCat(file_, ":", line, ": ", reason));
  }
  absl::Status Fault(xml_node node, absl::string_view reason) const {
    return Fault(node.offset_debug(), absl::StrCat("<", node.name(), "> ", reason));
  }

  absl::StatusOr<std::string> Attribute(xml_node node, const char* name) const;
  absl::StatusOr<std::optional<double>> Points(xml_node node) const;
  absl::StatusOr<int64_t> Integer(xml_node parent, const char* name, int64_t least,
                                  int64_t greatest) const;
  absl::StatusOr<std::string> Pattern(xml_node testset, const char* name) const;
  absl::StatusOr<PolygonSource> Source(xml_node parent) const;

  absl::StatusOr<xml_node> FindTestset(xml_node judging) const;
  absl::Status ReadName(xml_node problem);
  absl::Status ReadTestset(xml_node testset);
  absl::Status ReadTests(xml_node testset);
  absl::Status ReadGroups(xml_node testset);
  absl::Status CheckDependencies(xml_node groups) const;
  absl::Status ReadAssets(xml_node assets);
  absl::Status ReadSolutions(xml_node solutions);
  void NoteGraders(xml_node files);

  const absl::string_view text_;
  const absl::string_view file_;
  PolygonXml xml_;
};

absl::StatusOr<std::string> Reader::Attribute(xml_node node, const char* name) const {
  const std::string value = node.attribute(name).value();
  if (value.empty() || !IsPlainText(value)) {
    return Fault(node, absl::StrCat("must have the attribute ", name, ", as plain text"));
  }
  return value;
}

absl::StatusOr<std::optional<double>> Reader::Points(xml_node node) const {
  const pugi::xml_attribute attribute = node.attribute("points");
  if (attribute.empty()) return std::optional<double>();
  const std::optional<double> points = ParseDecimalNumber(attribute.value());
  if (!points.has_value() || !(*points >= 0) || !(*points <= kMaxPoints)) {
    return Fault(node, absl::StrCat("must have points from 0 to ", kMaxPoints, ", not ",
                                    Quote(attribute.value())));
  }
  return points;
}

absl::StatusOr<int64_t> Reader::Integer(xml_node parent, const char* name, int64_t least,
                                        int64_t greatest) const {
  const xml_node node = parent.child(name);
  if (node.empty()) return Fault(parent, absl::StrCat("has no <", name, ">"));
  int64_t number = 0;
  if (!absl::SimpleAtoi(node.child_value(), &number) || number < least || number > greatest) {
    return Fault(node, absl::StrCat("must be a whole number from ", least, " to ", greatest,
                                    ", not ", Quote(node.child_value())));
  }
  return number;
}

absl::StatusOr<std::string> Reader::Pattern(xml_node testset, const char* name) const {
  const xml_node node = testset.child(name);
  if (node.empty()) return Fault(testset, absl::StrCat("has no <", name, ">"));
  const std::string pattern(absl::StripAsciiWhitespace(node.child_value()));
  const absl::StatusOr<std::string> path = TestPath(pattern, 1);
  if (!path.ok()) return Fault(node, path.status().message());
  return pattern;
}

absl::StatusOr<PolygonSource> Reader::Source(xml_node parent) const {
  const xml_node node = parent.child("source");
  if (node.empty()) return Fault(parent, "has no <source>");
  PolygonSource source;
  ASSAY_ASSIGN_OR_RETURN(source.path, Attribute(node, "path"));
  source.type = MakePrintableLine(node.attribute("type").value());
  return source;
}

absl::Status Reader::ReadName(xml_node problem) {
  const xml_node names = problem.child("names");
  xml_node chosen = names.find_child_by_attribute("name", "language", "english");
  if (chosen.empty()) chosen = names.child("name");
  xml_.name =
      chosen.empty() ? problem.attribute("short-name").value() : chosen.attribute("value").value();
  if (!IsPlainText(xml_.name)) {
    return Fault(chosen.empty() ? problem : chosen, "must have a name of plain text");
  }
  return absl::OkStatus();
}

absl::StatusOr<xml_node> Reader::FindTestset(xml_node judging) const {
  const xml_node tests = judging.find_child_by_attribute("testset", "name", "tests");
  if (!tests.empty()) return tests;
  const xml_node first = judging.child("testset");
  if (first.empty()) return Fault(judging, "has no <testset>");
  if (!first.next_sibling("testset").empty()) {
    return Fault(judging, "has several testsets, and none is called \"tests\"");
  }
  return first;
}

absl::Status Reader::ReadTestset(xml_node testset) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t milliseconds,
                         Integer(testset, "time-limit", 1, kMaxTimeMilliseconds));
  xml_.time_limit = absl::Milliseconds(milliseconds);
  ASSAY_ASSIGN_OR_RETURN(xml_.memory_bytes,
                         Integer(testset, "memory-limit", kLeastMemoryBytes, kMaxMemoryBytes));
  ASSAY_ASSIGN_OR_RETURN(xml_.input_pattern, Pattern(testset, "input-path-pattern"));
  ASSAY_ASSIGN_OR_RETURN(xml_.answer_pattern, Pattern(testset, "answer-path-pattern"));
  ASSAY_RETURN_IF_ERROR(ReadTests(testset));
  return ReadGroups(testset);
}

absl::Status Reader::ReadTests(xml_node testset) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t count, Integer(testset, "test-count", 1, kMaxTests));
  for (const xml_node node : testset.child("tests").children("test")) {
    if (xml_.tests.size() == kMaxTests) return Fault(node, "is one too many");
    PolygonTest test;
    test.group = node.attribute("group").value();
    if (!IsPlainText(test.group)) return Fault(node, "must have a group of plain text");
    ASSAY_ASSIGN_OR_RETURN(test.points, Points(node));
    test.sample = node.attribute("sample").as_bool();
    xml_.has_points = xml_.has_points || test.points.has_value();
    xml_.tests.push_back(std::move(test));
  }
  // Some tools write the count alone.
  if (xml_.tests.empty()) xml_.tests.resize(count);
  if (xml_.tests.size() != static_cast<size_t>(count)) {
    return Fault(testset,
                 absl::StrCat("has ", xml_.tests.size(), " tests and a test-count of ", count));
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadGroups(xml_node testset) {
  std::set<std::string> names;
  const xml_node groups = testset.child("groups");
  for (const xml_node node : groups.children("group")) {
    PolygonGroup group;
    ASSAY_ASSIGN_OR_RETURN(group.name, Attribute(node, "name"));
    if (!names.insert(group.name).second) {
      return Fault(node, absl::StrCat(Quote(group.name), " comes twice"));
    }
    if (names.size() > kMaxGroups) return Fault(node, "is one too many");
    const std::string policy = node.attribute("points-policy").value();
    if (policy == "complete-group") {
      group.policy.mode = PointsPolicy::Mode::kCompleteGroup;
    } else if (!policy.empty() && policy != "each-test") {
      return Fault(node, absl::StrCat("has the unknown points-policy ", Quote(policy)));
    }
    ASSAY_ASSIGN_OR_RETURN(group.policy.points, Points(node));
    xml_.has_points = xml_.has_points || group.policy.points.has_value();
    for (const xml_node dependency : node.child("dependencies").children("dependency")) {
      ASSAY_ASSIGN_OR_RETURN(std::string name, Attribute(dependency, "group"));
      group.dependencies.push_back(std::move(name));
    }
    xml_.groups.push_back(std::move(group));
  }
  for (const PolygonTest& test : xml_.tests) {
    if (test.group.empty() || !names.insert(test.group).second) continue;
    if (names.size() > kMaxGroups) return Fault(testset, "has too many groups");
    xml_.groups.push_back({.name = test.group, .policy = {}, .dependencies = {}});
  }
  return CheckDependencies(groups);
}

// Takes away groups that depend on nothing that is left, until none is: then all is well, or the
// others stand in a circle.
absl::Status Reader::CheckDependencies(xml_node groups) const {
  std::map<std::string, size_t> index;
  for (size_t i = 0; i < xml_.groups.size(); ++i) index[xml_.groups[i].name] = i;
  std::vector<size_t> open_count(xml_.groups.size());
  std::vector<std::vector<size_t>> dependents(xml_.groups.size());
  std::vector<size_t> ready;
  for (size_t i = 0; i < xml_.groups.size(); ++i) {
    for (const std::string& name : xml_.groups[i].dependencies) {
      const auto found = index.find(name);
      if (found == index.end()) {
        return Fault(groups,
                     absl::StrCat("group ", Quote(xml_.groups[i].name), " depends on the group ",
                                  Quote(name), ", which is not there"));
      }
      ++open_count[i];
      dependents[found->second].push_back(i);
    }
    if (open_count[i] == 0) ready.push_back(i);
  }
  size_t taken = 0;
  while (!ready.empty()) {
    const size_t group = ready.back();
    ready.pop_back();
    ++taken;
    for (const size_t dependent : dependents[group]) {
      if (--open_count[dependent] == 0) ready.push_back(dependent);
    }
  }
  if (taken == xml_.groups.size()) return absl::OkStatus();
  const auto circle =
      std::find_if(open_count.begin(), open_count.end(), [](size_t open) { return open > 0; });
  return Fault(groups, absl::StrCat("group ", Quote(xml_.groups[circle - open_count.begin()].name),
                                    " depends on itself, by way of its dependencies"));
}

absl::Status Reader::ReadAssets(xml_node assets) {
  if (const xml_node checker = assets.child("checker"); !checker.empty()) {
    ASSAY_ASSIGN_OR_RETURN(xml_.checker, Source(checker));
    const absl::string_view type = checker.attribute("type").value();
    if (!type.empty() && type != "testlib") {
      xml_.beyond.push_back(absl::StrCat(file_, ": a checker of type ", Quote(type)));
    }
  }
  if (const xml_node interactor = assets.child("interactor"); !interactor.empty()) {
    ASSAY_ASSIGN_OR_RETURN(xml_.interactor, Source(interactor));
  }
  for (const xml_node validator : assets.child("validators").children("validator")) {
    ASSAY_ASSIGN_OR_RETURN(PolygonSource source, Source(validator));
    xml_.validators.push_back(std::move(source));
  }
  return ReadSolutions(assets.child("solutions"));
}

absl::Status Reader::ReadSolutions(xml_node solutions) {
  for (const xml_node node : solutions.children("solution")) {
    PolygonSolution solution;
    ASSAY_ASSIGN_OR_RETURN(solution.source, Source(node));
    ASSAY_ASSIGN_OR_RETURN(solution.tag, Attribute(node, "tag"));
    for (const xml_node extra : node.child("extra-tags").children("extra-tag")) {
      // Those of other testsets are about other tests.
      if (extra.attribute("group").empty()) continue;
      ASSAY_ASSIGN_OR_RETURN(std::string group, Attribute(extra, "group"));
      ASSAY_ASSIGN_OR_RETURN(std::string tag, Attribute(extra, "tag"));
      solution.group_tags.emplace_back(std::move(group), std::move(tag));
    }
    xml_.solutions.push_back(std::move(solution));
  }
  return absl::OkStatus();
}

// Resources that are compiled with a solution: graders in the IOI's way.
void Reader::NoteGraders(xml_node files) {
  for (const xml_node resource : files.child("resources").children("file")) {
    for (const xml_node asset : resource.child("assets").children("asset")) {
      if (absl::EqualsIgnoreCase(asset.attribute("name").value(), "solution")) {
        xml_.beyond.push_back(absl::StrCat(
            file_, ": the resource ", Quote(resource.attribute("path").value()), " for solutions"));
        return;
      }
    }
  }
}

absl::StatusOr<PolygonXml> Reader::Read() {
  if (text_.size() > kMaxPolygonXmlBytes) {
    return ProblemFault(absl::StrCat(file_, " is larger than ", kMaxPolygonXmlBytes, " bytes"));
  }
  pugi::xml_document document;
  const pugi::xml_parse_result parsed =
      document.load_buffer(text_.data(), text_.size(), pugi::parse_default | pugi::parse_doctype);
  if (!parsed) return Fault(parsed.offset, absl::StrCat("not XML: ", parsed.description()));
  for (const xml_node node : document.children()) {
    if (node.type() == pugi::node_doctype) {
      return Fault(0, "has a document type, which no Polygon package has");
    }
  }
  const xml_node problem = document.child("problem");
  if (problem.empty()) return Fault(0, "has no <problem>");
  ASSAY_RETURN_IF_ERROR(ReadName(problem));
  const xml_node judging = problem.child("judging");
  if (judging.empty()) return Fault(problem, "has no <judging>");
  xml_.input_file_name = MakePrintableLine(judging.attribute("input-file").value());
  xml_.output_file_name = MakePrintableLine(judging.attribute("output-file").value());
  if (judging.attribute("run-count").as_int(1) > 1) {
    xml_.beyond.push_back(absl::StrCat(file_, ": run-count, to run a solution more than once"));
  }
  ASSAY_ASSIGN_OR_RETURN(const xml_node testset, FindTestset(judging));
  ASSAY_RETURN_IF_ERROR(ReadTestset(testset));
  ASSAY_RETURN_IF_ERROR(ReadAssets(problem.child("assets")));
  NoteGraders(problem.child("files"));
  return std::move(xml_);
}

}  // namespace

absl::StatusOr<PolygonXml> ParsePolygonXml(absl::string_view text, absl::string_view file) {
  return Reader(text, file).Read();
}

absl::StatusOr<std::string> TestPath(absl::string_view pattern, int number) {
  const absl::Status fault = absl::InvalidArgumentError(
      "must be a path of plain text with one number in it, such as tests/%02d");
  const size_t percent = pattern.find('%');
  if (percent == absl::string_view::npos || !IsPlainText(pattern)) return fault;
  absl::string_view rest = pattern.substr(percent + 1);
  const bool zeros = absl::StartsWith(rest, "0");
  if (zeros) rest.remove_prefix(1);
  int width = 0;
  if (!rest.empty() && absl::ascii_isdigit(rest[0])) {
    width = rest[0] - '0';
    rest.remove_prefix(1);
  }
  if (!absl::StartsWith(rest, "d") || rest.find('%') != absl::string_view::npos) return fault;
  const std::string text =
      zeros ? absl::StrFormat("%0*d", width, number) : absl::StrFormat("%*d", width, number);
  return absl::StrCat(pattern.substr(0, percent), text, rest.substr(1));
}

}  // namespace assay::judge
