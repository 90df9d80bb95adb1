#include "judge/cli/verify_junit.h"

#include <pugixml.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "judge/cli/verify_text.h"
#include "judge/evaluate/convert.h"

namespace assay::judge {
namespace {

using ::judge::v1::CheckResult;
using ::judge::v1::PackageReport;
using ::judge::v1::SubmissionReport;
using pugi::xml_node;

void SetAttribute(xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

// One suite, and what it has counted.
class Suite {
 public:
  Suite(xml_node suites, const std::string& name) : node_(suites.append_child("testsuite")) {
    SetAttribute(node_, "name", name);
    name_ = name;
  }

  void AddCase(const std::string& name, CheckResult result, const std::string& message,
               double seconds) {
    ++cases_;
    xml_node each = node_.append_child("testcase");
    SetAttribute(each, "classname", name_);
    SetAttribute(each, "name", name);
    SetAttribute(each, "time", absl::StrFormat("%.3f", seconds));
    if (result <= ::judge::v1::CHECK_RESULT_WARNING) {
      if (!message.empty()) each.append_child("system-out").text().set(message.c_str());
      return;
    }
    const bool is_error = result == ::judge::v1::CHECK_RESULT_ERROR;
    ++(is_error ? errors_ : failures_);
    xml_node bad = each.append_child(is_error ? "error" : "failure");
    SetAttribute(bad, "type", CheckResultText(result));
    SetAttribute(bad, "message", message.substr(0, message.find('\n')));
    bad.text().set(message.c_str());
  }

  void Finish() {
    node_.append_attribute("tests").set_value(cases_);
    node_.append_attribute("failures").set_value(failures_);
    node_.append_attribute("errors").set_value(errors_);
  }

 private:
  xml_node node_;
  std::string name_;
  int cases_ = 0;
  int failures_ = 0;
  int errors_ = 0;
};

std::string MessageOf(const SubmissionReport& report) {
  std::string message = report.message();
  for (const auto& discrepancy : report.discrepancies()) {
    absl::StrAppend(
        &message, message.empty() ? "" : "\n", "expected ", discrepancy.expectation(), "; came ",
        discrepancy.found(),
        discrepancy.test().empty() ? "" : absl::StrCat(" on ", discrepancy.test()),
        discrepancy.evidence().empty() ? "" : absl::StrCat(": ", discrepancy.evidence()));
  }
  return message;
}

void AddPackage(xml_node suites, const PackageReport& report) {
  Suite suite(suites, report.path());
  for (const auto& check : report.checks()) {
    suite.AddCase(check.name(), check.result(), check.message(), 0);
  }
  for (const SubmissionReport& submission : report.submissions()) {
    suite.AddCase(submission.name(), submission.result(), MessageOf(submission),
                  absl::ToDoubleSeconds(FromProto(submission.slowest_cpu_time())));
  }
  if (report.has_time_limit()) {
    suite.AddCase("time limit", report.time_limit().result(), report.time_limit().message(), 0);
  }
  suite.Finish();
}

}  // namespace

std::string VerifyJunit(const ::judge::v1::VerifyReport& report) {
  pugi::xml_document document;
  xml_node declaration = document.append_child(pugi::node_declaration);
  SetAttribute(declaration, "version", "1.0");
  SetAttribute(declaration, "encoding", "UTF-8");
  xml_node suites = document.append_child("testsuites");
  for (const PackageReport& package : report.packages()) AddPackage(suites, package);
  std::ostringstream text;
  document.save(text, "  ");
  return text.str();
}

}  // namespace assay::judge
