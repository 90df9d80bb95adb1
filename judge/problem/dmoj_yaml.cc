#include "judge/problem/dmoj_yaml.h"

#include <map>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/test_name.h"
#include "judge/problem/yaml.h"
#include "judge/problem/yaml_fields.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr double kMaxPoints = 1e12;
constexpr size_t kMaxTests = 100'000;
constexpr int64_t kMaxOutputBytes = int64_t{1} << 40;

// What bears on DMOJ's own feedback, schedule or pipes only.
bool IsPassedOver(const std::string& key) {
  static const auto* const kPassedOver = new std::set<std::string>{
      "unbuffered", "output_prefix_length", "wall_time_factor", "binary_data", "hints", "meta"};
  return kPassedOver->count(key) != 0;
}

class Reader {
 public:
  absl::StatusOr<DmojSettings> Read(const YamlMap& map, absl::string_view file);

 private:
  absl::Status ReadKey(const YamlEntry& entry, const YamlPlace& place);
  absl::Status ReadCases(const YamlValue& value, const YamlPlace& place);
  absl::StatusOr<DmojCase> ReadCase(const YamlValue& value, const YamlPlace& place);
  absl::Status ReadBatch(const YamlEntry& entry, const YamlPlace& place, DmojCase& result);
  absl::StatusOr<DmojTest> ReadTest(const YamlMap& map, const YamlPlace& place, double points);
  absl::Status ReadChecker(const YamlValue& value, const YamlPlace& place);
  absl::Status ReadFloats(const YamlMap& args, const YamlPlace& place, std::string mode);
  absl::StatusOr<DmojProgram> ReadProgram(const YamlMap& map, const YamlPlace& place);
  absl::Status ReadFileIo(const YamlValue& value, const YamlPlace& place);
  void Beyond(const YamlPlace& place) { settings_.beyond.push_back(place.Name()); }

  DmojSettings settings_;
  double points_ = 1;
  int batch_count_ = 0;
  size_t test_count_ = 0;
};

const YamlEntry* Find(const YamlMap& map, absl::string_view key) {
  for (const YamlEntry& entry : map) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

absl::StatusOr<double> PointsOf(const YamlMap& map, const YamlPlace& place, double otherwise) {
  const YamlEntry* const entry = Find(map, "points");
  if (entry == nullptr) return otherwise;
  return ReadYamlNumber(entry->value, PlaceOf(*entry, place), 0, kMaxPoints);
}

absl::StatusOr<DmojTest> Reader::ReadTest(const YamlMap& map, const YamlPlace& place,
                                          double points) {
  if (++test_count_ > kMaxTests) {
    return place.Fault(absl::StrCat("has more than ", kMaxTests, " tests"));
  }
  DmojTest test;
  test.line = place.line;
  ASSAY_ASSIGN_OR_RETURN(test.points, PointsOf(map, place, points));
  for (const YamlEntry& entry : map) {
    const YamlPlace here = PlaceOf(entry, place);
    if (entry.key == "in") {
      ASSAY_ASSIGN_OR_RETURN(test.input, ReadYamlPlainText(entry.value, here));
    } else if (entry.key == "out") {
      ASSAY_ASSIGN_OR_RETURN(test.answer, ReadYamlPlainText(entry.value, here));
    } else if (entry.key != "points" && !IsPassedOver(entry.key)) {
      Beyond(here);
    }
  }
  if (test.input.empty()) settings_.beyond.push_back(absl::StrCat(place.Name(), " without in"));
  return test;
}

absl::Status Reader::ReadBatch(const YamlEntry& entry, const YamlPlace& place, DmojCase& result) {
  const YamlPlace here = PlaceOf(entry, place);
  if (entry.value.list() == nullptr || entry.value.list()->empty()) {
    return here.Fault("must be a list of tests");
  }
  result.is_batch = true;
  for (const YamlValue& item : *entry.value.list()) {
    YamlPlace test_place = here;
    test_place.line = item.line;
    if (item.map() == nullptr) return test_place.Fault("must have a map for each test");
    if (Find(*item.map(), "batched") != nullptr) return test_place.Fault("has a batch in a batch");
    ASSAY_ASSIGN_OR_RETURN(DmojTest test, ReadTest(*item.map(), test_place, result.points));
    result.tests.push_back(std::move(test));
  }
  return absl::OkStatus();
}

absl::StatusOr<DmojCase> Reader::ReadCase(const YamlValue& value, const YamlPlace& place) {
  DmojCase result;
  if (value.map() == nullptr) return place.Fault("must have a map for each test");
  ASSAY_ASSIGN_OR_RETURN(result.points, PointsOf(*value.map(), place, points_));
  const YamlEntry* const batched = Find(*value.map(), "batched");
  if (batched == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(DmojTest test, ReadTest(*value.map(), place, result.points));
    result.tests.push_back(std::move(test));
    return result;
  }
  ASSAY_RETURN_IF_ERROR(ReadBatch(*batched, place, result));
  for (const YamlEntry& entry : *value.map()) {
    const YamlPlace here = PlaceOf(entry, place);
    if (entry.key == "dependencies") {
      ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> numbers,
                             ReadYamlTexts(entry.value, here));
      for (size_t i = 0; i < numbers.size(); ++i) {
        if (batch_count_ == 0) return here.Fault("must be numbers of earlier batches");
        ASSAY_ASSIGN_OR_RETURN(const int64_t number,
                               ReadYamlInteger((*entry.value.list())[i], here, 1, batch_count_));
        result.dependencies.push_back(static_cast<int>(number));
      }
    } else if (entry.key != "points" && entry.key != "batched" && !IsPassedOver(entry.key)) {
      Beyond(here);
    }
  }
  ++batch_count_;
  return result;
}

absl::Status Reader::ReadCases(const YamlValue& value, const YamlPlace& place) {
  if (value.map() != nullptr) {
    settings_.beyond.push_back(absl::StrCat(place.Name(), " by patterns"));
    return absl::OkStatus();
  }
  if (value.list() == nullptr) return place.Fault("must be a list of tests");
  for (const YamlValue& item : *value.list()) {
    YamlPlace here = place;
    here.line = item.line;
    ASSAY_ASSIGN_OR_RETURN(DmojCase result, ReadCase(item, here));
    settings_.cases.push_back(std::move(result));
  }
  return absl::OkStatus();
}

absl::StatusOr<DmojProgram> Reader::ReadProgram(const YamlMap& map, const YamlPlace& place) {
  static const auto* const kProtocols =
      new std::map<std::string, ValidatorProtocol>{{"default", ValidatorProtocol::kExitCode},
                                                   {"testlib", ValidatorProtocol::kTestlib},
                                                   {"coci", ValidatorProtocol::kCoci}};
  DmojProgram program;
  for (const YamlEntry& entry : map) {
    const YamlPlace here = PlaceOf(entry, place);
    if (entry.key == "files") {
      ASSAY_ASSIGN_OR_RETURN(program.files,
                             ReadYamlTexts(entry.value.list() != nullptr
                                               ? entry.value
                                               : YamlValue{entry.value.line, YamlList{entry.value}},
                                           here));
    } else if (entry.key == "lang") {
      ASSAY_ASSIGN_OR_RETURN(program.language, ReadYamlPlainText(entry.value, here));
    } else if (entry.key == "type") {
      ASSAY_ASSIGN_OR_RETURN(const std::string type, ReadYamlText(entry.value, here));
      const auto protocol = kProtocols->find(type);
      if (protocol == kProtocols->end()) {
        Beyond(here);
      } else {
        program.protocol = protocol->second;
      }
    } else if (entry.key == "flags") {
      Beyond(here);
    }
    // The rest are DMOJ's own limits and feedback.
  }
  if (program.files.empty()) return place.Fault("must name files");
  return program;
}

absl::Status Reader::ReadFloats(const YamlMap& args, const YamlPlace& place, std::string mode) {
  int64_t precision = 6;
  for (const YamlEntry& entry : args) {
    const YamlPlace here = PlaceOf(entry, place);
    if (entry.key == "precision") {
      ASSAY_ASSIGN_OR_RETURN(precision, ReadYamlInteger(entry.value, here, 0, 100));
    } else if (entry.key == "error_mode") {
      ASSAY_ASSIGN_OR_RETURN(mode, ReadYamlText(entry.value, here));
    } else {
      Beyond(here);
    }
  }
  const std::map<std::string, std::string> words = {{"default", "float_tolerance"},
                                                    {"relative", "float_relative_tolerance"},
                                                    {"absolute", "float_absolute_tolerance"}};
  const auto word = words.find(mode);
  if (word == words.end()) return place.Fault(absl::StrCat("has the error_mode ", Quote(mode)));
  settings_.validator_args = {"case_sensitive", word->second, absl::StrCat("1e-", precision)};
  return absl::OkStatus();
}

absl::Status Reader::ReadChecker(const YamlValue& value, const YamlPlace& place) {
  std::string name;
  YamlMap args;
  if (value.map() == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(name, ReadYamlText(value, place));
  } else {
    const YamlEntry* const given = Find(*value.map(), "name");
    if (given == nullptr) return place.Fault("must have a name");
    ASSAY_ASSIGN_OR_RETURN(name, ReadYamlText(given->value, place));
    const YamlEntry* const given_args = Find(*value.map(), "args");
    if (given_args != nullptr && given_args->value.map() != nullptr)
      args = *given_args->value.map();
  }
  if (name == "standard") {
    settings_.validator_args = {"case_sensitive"};
  } else if (name == "identical") {
    settings_.validator_args = {"case_sensitive", "space_change_sensitive"};
  } else if (name == "floats") {
    return ReadFloats(args, place, "default");
  } else if (name == "floatsabs") {
    return ReadFloats(args, place, "absolute");
  } else if (name == "floatsrel") {
    return ReadFloats(args, place, "relative");
  } else if (name == "bridged") {
    ASSAY_ASSIGN_OR_RETURN(settings_.checker, ReadProgram(args, place));
  } else {
    settings_.beyond.push_back(absl::StrCat(place.Name(), " ", Quote(name)));
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadFileIo(const YamlValue& value, const YamlPlace& place) {
  if (value.map() == nullptr) return place.Fault("must be a map");
  for (const YamlEntry& entry : *value.map()) {
    const YamlPlace here = PlaceOf(entry, place);
    if (entry.key == "input") {
      ASSAY_ASSIGN_OR_RETURN(settings_.input_file_name, ReadYamlPlainText(entry.value, here));
    } else if (entry.key == "output") {
      ASSAY_ASSIGN_OR_RETURN(settings_.output_file_name, ReadYamlPlainText(entry.value, here));
    } else {
      Beyond(here);
    }
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadKey(const YamlEntry& entry, const YamlPlace& place) {
  const std::string& key = entry.key;
  if (key == "archive") {
    ASSAY_ASSIGN_OR_RETURN(settings_.archive, ReadYamlPlainText(entry.value, place));
  } else if (key == "test_cases") {
    return ReadCases(entry.value, place);
  } else if (key == "checker") {
    return ReadChecker(entry.value, place);
  } else if (key == "interactive") {
    if (entry.value.map() == nullptr) return place.Fault("must be a map");
    ASSAY_ASSIGN_OR_RETURN(settings_.interactor, ReadProgram(*entry.value.map(), place));
  } else if (key == "output_limit_length") {
    ASSAY_ASSIGN_OR_RETURN(settings_.output_bytes,
                           ReadYamlInteger(entry.value, place, 1, kMaxOutputBytes));
  } else if (key == "file_io") {
    return ReadFileIo(entry.value, place);
  } else if (key != "points" && key != "pretest_test_cases" && !IsPassedOver(key)) {
    Beyond(place);
  }
  return absl::OkStatus();
}

absl::StatusOr<DmojSettings> Reader::Read(const YamlMap& map, absl::string_view file) {
  const YamlPlace top = {.file = file};
  settings_.validator_args = {"case_sensitive"};
  ASSAY_ASSIGN_OR_RETURN(points_, PointsOf(map, top, 1));
  for (const YamlEntry& entry : map) {
    ASSAY_RETURN_IF_ERROR(ReadKey(entry, PlaceOf(entry, top)));
  }
  if (settings_.cases.empty() && settings_.beyond.empty()) {
    return ProblemFault(absl::StrCat(file, ":1: test_cases has no tests"));
  }
  return std::move(settings_);
}

}  // namespace

absl::StatusOr<DmojSettings> ParseDmojYaml(absl::string_view text, absl::string_view file) {
  ASSAY_ASSIGN_OR_RETURN(const YamlMap map, ParseYaml(text, file));
  return Reader().Read(map, file);
}

}  // namespace assay::judge
