#include <pugixml.hpp>
#include <string>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/base/duration_proto.h"
#include "judge/cli/verify_junit.h"
#include "judge/cli/verify_text.h"
#include "proto/judge/v1/verify.pb.h"

namespace assay::judge {
namespace {

using ::judge::v1::PackageReport;
using testing::HasSubstr;
using testing::Not;

// A package with a bit of everything.
PackageReport Example() {
  PackageReport report;
  report.set_path("problems/aplusb");
  report.set_name("A + B");
  report.set_result(::judge::v1::CHECK_RESULT_DISCREPANCY);
  auto* check = report.add_checks();
  check->set_name("layout");
  check->set_result(::judge::v1::CHECK_RESULT_WARNING);
  check->set_message("x <y> & \"z\" is not of the package format");
  auto* good = report.add_submissions();
  good->set_name("accepted/a.cpp");
  good->set_language("cpp17");
  good->set_expected("AC");
  good->set_verdict(::judge::v1::VERDICT_ACCEPTED);
  good->set_result(::judge::v1::CHECK_RESULT_PASSED);
  good->set_slowest_test("secret/2");
  *good->mutable_slowest_cpu_time() = ToDurationProto(absl::Milliseconds(300));
  *good->mutable_cpu_time_limit() = ToDurationProto(absl::Seconds(2));
  good->set_peak_memory_bytes(3 << 20);
  auto* bad = report.add_submissions();
  bad->set_name("wrong_answer/b.py");
  bad->set_language("python3");
  bad->set_expected("AC or WA, at least one WA");
  bad->set_verdict(::judge::v1::VERDICT_RUNTIME_ERROR);
  bad->set_result(::judge::v1::CHECK_RESULT_DISCREPANCY);
  auto* discrepancy = bad->add_discrepancies();
  discrepancy->set_expectation("AC or WA, at least one WA");
  discrepancy->set_test("sample/1");
  discrepancy->set_found("RTE");
  discrepancy->set_evidence("exit code 1");
  auto* other = report.add_submissions();
  other->set_name("accepted/c.f90");
  other->set_result(::judge::v1::CHECK_RESULT_ERROR);
  other->set_message("the host lacks something");
  auto* limit = report.mutable_time_limit();
  *limit->mutable_limit() = ToDurationProto(absl::Seconds(2));
  limit->set_computed(true);
  limit->set_slowest_accepted("accepted/a.cpp on secret/2");
  *limit->mutable_slowest_accepted_time() = ToDurationProto(absl::Milliseconds(300));
  limit->set_accepted_margin(6.67);
  limit->set_result(::judge::v1::CHECK_RESULT_WARNING);
  limit->set_message("too near");
  return report;
}

TEST(VerifyText, Table) {
  EXPECT_EQ(VerifyText(Example(), /*color=*/false),
            R"(problems/aplusb: A + B
  WARNING  layout: x <y> & "z" is not of the package format
  submission         language  expected                   got            slowest   time of limit       memory
  accepted/a.cpp     cpp17     AC                         ACCEPTED       secret/2  0.300 s of 2.000 s  3.0 MiB
  wrong_answer/b.py  python3   AC or WA, at least one WA  RUNTIME_ERROR
    expected AC or WA, at least one WA; came RTE on sample/1: exit code 1
  accepted/c.f90                                          not judged
    the host lacks something
  time limit 2.000 s, computed
    slowest that must be in time: 0.300 s, accepted/a.cpp on secret/2; the limit is 6.7 times that
    WARNING  too near
DISCREPANCY  problems/aplusb  1 of 3 submissions as expected
)");
}

TEST(VerifyText, ScoresHaveAColumn) {
  PackageReport report = Example();
  EXPECT_THAT(VerifyText(report, false), Not(HasSubstr("score")));
  report.mutable_submissions(0)->set_score(39.5);
  EXPECT_THAT(VerifyText(report, false), HasSubstr("ACCEPTED       39.5   secret/2"));
}

TEST(VerifyText, LongTextsAreCut) {
  PackageReport report = Example();
  report.mutable_submissions(0)->set_expected(std::string(100, 'x'));
  EXPECT_THAT(VerifyText(report, false), HasSubstr(std::string(37, 'x') + "..."));
  EXPECT_THAT(VerifyText(report, false), Not(HasSubstr(std::string(38, 'x'))));
}

TEST(VerifyText, ABrokenPackage) {
  PackageReport report;
  report.set_path("p");
  report.set_result(::judge::v1::CHECK_RESULT_FAULT);
  auto* check = report.add_checks();
  check->set_name("layout");
  check->set_result(::judge::v1::CHECK_RESULT_FAULT);
  check->set_message("p/problem.yaml:4: not YAML");
  EXPECT_EQ(VerifyText(report, false),
            "p\n  FAULT    layout: p/problem.yaml:4: not YAML\nFAULT  p\n");
  EXPECT_THAT(VerifyText(report, true), HasSubstr("\x1b[31mFAULT\x1b[0m  p"));
}

TEST(VerifyJunit, SuitesAndCases) {
  ::judge::v1::VerifyReport report;
  *report.add_packages() = Example();
  pugi::xml_document document;
  const std::string text = VerifyJunit(report);
  ASSERT_TRUE(document.load_string(text.c_str())) << text;
  const pugi::xml_node suite = document.child("testsuites").child("testsuite");
  EXPECT_STREQ(suite.attribute("name").value(), "problems/aplusb");
  EXPECT_EQ(suite.attribute("tests").as_int(), 5);
  EXPECT_EQ(suite.attribute("failures").as_int(), 1);
  EXPECT_EQ(suite.attribute("errors").as_int(), 1);
  const auto find = [&](const char* name) {
    return suite.find_child_by_attribute("testcase", "name", name);
  };
  EXPECT_STREQ(find("layout").child("system-out").child_value(),
               "x <y> & \"z\" is not of the package format");
  EXPECT_STREQ(find("accepted/a.cpp").attribute("time").value(), "0.300");
  EXPECT_TRUE(find("accepted/a.cpp").first_child().empty());
  const pugi::xml_node failure = find("wrong_answer/b.py").child("failure");
  EXPECT_STREQ(failure.attribute("type").value(), "DISCREPANCY");
  EXPECT_STREQ(failure.attribute("message").value(),
               "expected AC or WA, at least one WA; came RTE on sample/1: exit code 1");
  EXPECT_STREQ(find("accepted/c.f90").child("error").attribute("message").value(),
               "the host lacks something");
  EXPECT_STREQ(find("time limit").child("system-out").child_value(), "too near");
}

}  // namespace
}  // namespace assay::judge
