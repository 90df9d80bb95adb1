#include "judge/problem/polygon_xml.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem_fault.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr char kXml[] = R"(<?xml version="1.0" encoding="utf-8" standalone="no"?>
<problem revision="3" short-name="sum">
  <names>
    <name language="russian" value="Сумма"/>
    <name language="english" value="Sum &amp; more"/>
  </names>
  <judging cpu-name="x" input-file="" output-file="sum.out" run-count="1">
    <testset name="pretests"><time-limit>1</time-limit></testset>
    <testset name="tests">
      <time-limit>1500</time-limit>
      <memory-limit>268435456</memory-limit>
      <test-count>3</test-count>
      <input-path-pattern>tests/%02d</input-path-pattern>
      <answer-path-pattern>tests/%02d.a</answer-path-pattern>
      <tests>
        <test method="manual" sample="true"/>
        <test cmd="gen 1" group="a" method="generated" points="10.5"/>
        <test cmd="gen 2" group="b" method="generated" points="20"/>
      </tests>
      <groups>
        <group name="b" points="20" points-policy="complete-group">
          <dependencies><dependency group="a"/></dependencies>
        </group>
      </groups>
    </testset>
  </judging>
  <assets>
    <checker name="std::wcmp.cpp" type="testlib">
      <source path="files/check.cpp" type="cpp.g++17"/>
      <testset><tests><test verdict="ok"/></tests></testset>
    </checker>
    <interactor><source path="files/interact.cpp" type="cpp.g++17"/></interactor>
    <validators><validator><source path="files/val.cpp" type="cpp.g++17"/></validator></validators>
    <solutions>
      <solution tag="main"><source path="solutions/a.cpp" type="cpp.g++17"/></solution>
      <solution tag="wrong-answer">
        <source path="solutions/b.py" type="python.3"/>
        <extra-tags>
          <extra-tag group="a" tag="accepted" testset="tests"/>
          <extra-tag tag="accepted" testset="pretests"/>
        </extra-tags>
      </solution>
    </solutions>
  </assets>
</problem>
)";

TEST(ParsePolygonXml, AllOfIt) {
  const auto xml = ParsePolygonXml(kXml, "p");
  ASSERT_TRUE(xml.ok()) << xml.status();
  EXPECT_EQ(xml->name, "Sum & more");
  EXPECT_EQ(xml->time_limit, absl::Milliseconds(1500));
  EXPECT_EQ(xml->memory_bytes, 256 << 20);
  EXPECT_EQ(*TestPath(xml->input_pattern, 3), "tests/03");
  EXPECT_EQ(*TestPath(xml->answer_pattern, 123), "tests/123.a");
  EXPECT_EQ(xml->input_file_name, "");
  EXPECT_EQ(xml->output_file_name, "sum.out");
  ASSERT_EQ(xml->tests.size(), 3);
  EXPECT_TRUE(xml->tests[0].sample);
  EXPECT_FALSE(xml->tests[0].points.has_value());
  EXPECT_EQ(xml->tests[1].group, "a");
  EXPECT_EQ(xml->tests[1].points, 10.5);
  EXPECT_TRUE(xml->has_points);
  ASSERT_EQ(xml->groups.size(), 2);
  EXPECT_EQ(xml->groups[0].name, "b");
  EXPECT_EQ(xml->groups[0].policy.mode, PointsPolicy::Mode::kCompleteGroup);
  EXPECT_EQ(xml->groups[0].policy.points, 20);
  EXPECT_THAT(xml->groups[0].dependencies, ElementsAre("a"));
  EXPECT_EQ(xml->groups[1].name, "a");
  EXPECT_EQ(xml->groups[1].policy.mode, PointsPolicy::Mode::kEachTest);
  EXPECT_EQ(xml->checker->path, "files/check.cpp");
  EXPECT_EQ(xml->checker->type, "cpp.g++17");
  EXPECT_EQ(xml->interactor->path, "files/interact.cpp");
  ASSERT_EQ(xml->validators.size(), 1);
  ASSERT_EQ(xml->solutions.size(), 2);
  EXPECT_EQ(xml->solutions[1].tag, "wrong-answer");
  EXPECT_THAT(xml->solutions[1].group_tags, ElementsAre(Pair("a", "accepted")));
  EXPECT_TRUE(xml->beyond.empty());
}

TEST(ParsePolygonXml, ProblemsFault) {
  const struct {
    std::string from;
    std::string to;
    std::string message;
  } cases[] = {
      {"<names>", "<names", "p:4: not XML"},
      {"<problem ", "<!DOCTYPE problem SYSTEM \"file:///etc/passwd\"><problem ", "document type"},
      {"<problem ", "<!DOCTYPE p [<!ENTITY a \"b\">]><problem ", "document type"},
      {"judging", "jdging", "p:2: <problem> has no <judging>"},
      {"<memory-limit>268435456</memory-limit>", "", "p:9: <testset> has no <memory-limit>"},
      {"268435456", "256M", "p:11: <memory-limit> must be a whole number"},
      {"<time-limit>1500", "<time-limit>0", "<time-limit> must be a whole number"},
      {"tests/%02d<", "tests/%s<", "<input-path-pattern> must be a path"},
      {"<test-count>3", "<test-count>4", "<testset> has 3 tests and a test-count of 4"},
      {"<test-count>3", "<test-count>100001", "<test-count> must be a whole number"},
      {"points=\"10.5\"", "points=\"-1\"", "p:17: <test> must have points from 0"},
      {"points=\"10.5\"", "points=\"nan\"", "must have points from 0"},
      {"group=\"a\" method", "group=\"a&#10;b\" method", "must have a group of plain text"},
      {"complete-group", "half-group", "has the unknown points-policy \"half-group\""},
      {"dependency group=\"a\"", "dependency group=\"c\"", "depends on the group \"c\""},
      {"dependency group=\"a\"", "dependency group=\"b\"", "\"b\" depends on itself"},
      {"</groups>", "<group name=\"b\"/></groups>", "\"b\" comes twice"},
      {"<source path=\"files/check.cpp\"", "<src path=\"x\"", "<checker> has no <source>"},
      {"path=\"solutions/b.py\"", "path=\"\"", "<source> must have the attribute path"},
      {"tag=\"main\"", "", "<solution> must have the attribute tag"},
      {"value=\"Sum &amp; more\"", "value=\"a&#27;b\"", "must have a name of plain text"},
  };
  for (const auto& c : cases) {
    const std::string text = absl::StrReplaceAll(kXml, {{c.from, c.to}});
    ASSERT_NE(text, kXml) << c.from;
    const absl::Status status = ParsePolygonXml(text, "p").status();
    EXPECT_TRUE(IsProblemFault(status)) << c.to << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message));
  }
  EXPECT_TRUE(IsProblemFault(ParsePolygonXml("", "p").status()));
  EXPECT_TRUE(IsProblemFault(ParsePolygonXml("<a/>", "p").status()));
}

TEST(ParsePolygonXml, CyclesOfGroups) {
  std::string groups;
  for (int i = 0; i < 500; ++i) {
    absl::StrAppend(&groups, "<group name=\"g", i, "\"><dependencies><dependency group=\"g",
                    (i + 1) % 500, "\"/></dependencies></group>");
  }
  const absl::Status status =
      ParsePolygonXml(absl::StrReplaceAll(kXml, {{"</groups>", groups + "</groups>"}}), "p")
          .status();
  EXPECT_TRUE(IsProblemFault(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("depends on itself"));
}

TEST(ParsePolygonXml, DepthAndSizeDoNoHarm) {
  std::string deep;
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  EXPECT_TRUE(IsProblemFault(ParsePolygonXml(deep, "p").status()));
  std::string closed = deep;
  for (int i = 0; i < 1'000'000; ++i) closed += "</a>";
  EXPECT_TRUE(IsProblemFault(ParsePolygonXml(closed, "p").status()));
  EXPECT_TRUE(
      IsProblemFault(ParsePolygonXml(std::string(kMaxPolygonXmlBytes + 1, ' '), "p").status()));
}

TEST(ParsePolygonXml, WhatIsBeyondIsNamed) {
  const struct {
    std::string from;
    std::string to;
    std::string named;
  } cases[] = {
      {"run-count=\"1\"", "run-count=\"2\"", "run-count"},
      {"type=\"testlib\"", "type=\"java\"", "a checker of type \"java\""},
      {"<assets>",
       "<files><resources><file path=\"g.cpp\"><assets><asset name=\"SOLUTION\"/></assets></file>"
       "</resources></files><assets>",
       "the resource \"g.cpp\" for solutions"},
  };
  for (const auto& c : cases) {
    const auto xml = ParsePolygonXml(absl::StrReplaceAll(kXml, {{c.from, c.to}}), "p");
    ASSERT_TRUE(xml.ok()) << xml.status();
    EXPECT_THAT(xml->beyond, ElementsAre(HasSubstr(c.named)));
  }
}

TEST(TestPath, Table) {
  EXPECT_EQ(*TestPath("%d", 7), "7");
  EXPECT_EQ(*TestPath("a/%03d.in", 7), "a/007.in");
  EXPECT_EQ(*TestPath("%02d", 100), "100");
  EXPECT_EQ(*TestPath("%2d", 7), " 7");
  for (const char* bad : {"", "a", "%", "%s", "%n", "%d%d", "%100d", "%-2d", "a\n%d", "%0"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(TestPath(bad, 1).status())) << bad;
  }
}

}  // namespace
}  // namespace assay::judge
