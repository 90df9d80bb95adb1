#include "judge/language/java_names.h"

#include <string>

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(JavaNamesTest, FindsFileNameAndEntryPoint) {
  constexpr char kMain[] = "{ public static void main(String[] a) {} }";
  struct Case {
    std::string source;
    const char* file_stem;
    const char* main_class;
  };
  const Case cases[] = {
      {"", "Main", "Main"},
      {std::string("public class Solution ") + kMain, "Solution", "Solution"},
      {std::string("class Helper {} class Start ") + kMain, "Start", "Start"},
      {std::string("public class Api {} class Start ") + kMain, "Api", "Start"},
      {std::string("class A ") + kMain + " public class B " + kMain, "B", "B"},
      {std::string("class A ") + kMain + " class B " + kMain, "A", "A"},
      {std::string("public final strictfp class X ") + kMain, "X", "X"},
      {std::string("package a . b; public class X ") + kMain, "X", "a.b.X"},
      {std::string("import java.util.*; public enum E ") + kMain, "E", "E"},
      {std::string("public interface I ") + kMain, "I", "I"},
      {std::string("public record R(int x) ") + kMain, "R", "R"},
      {std::string("@SuppressWarnings(\"x\") public class X<T> ") + kMain, "X", "X"},
      {std::string("// public class No {}\n/* public class No2 */ public class X ") + kMain, "X",
       "X"},
      {"class A { String s = \"}} public class No {\"; char c = '{'; char d = '\\''; "
       "public static void main(String... a) {} } public class Z {}",
       "Z", "A"},
      {"class A { String s = \"\"\"\n } public class No { \\\"\"\" \"\"\"; } public class Z {}",
       "Z", "Z"},
      // Inner classes are no entry points.
      {std::string("class A { static class B ") + kMain + " } class C " + kMain, "C", "C"},
      {"class A { void notmain() {} void run() { main(); } } ", "Main", "Main"},
      // A name that is no file name falls back to the default.
      {"public class \xc3\xa9 {}", "Main", "Main"},
      {"public class " + std::string(300, 'A') + " {}", "Main", "Main"},
      {"public class", "Main", "Main"},
      {"}}}} public class X {", "X", "X"},
      {"/* open", "Main", "Main"},
      {"\"\\", "Main", "Main"},
  };
  for (const Case& c : cases) {
    const JavaNames names = FindJavaNames(c.source);
    EXPECT_EQ(names.file_stem, c.file_stem) << c.source;
    EXPECT_EQ(names.main_class, c.main_class) << c.source;
  }
}

}  // namespace
}  // namespace assay::judge
