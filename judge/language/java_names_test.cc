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
      // What is called main and is none: the JVM starts with a static, public one of one String[].
      {std::string("class H { void main(int x) {} } class Sol ") + kMain, "Sol", "Sol"},
      {std::string("class H { void main(String[] a) {} } class Sol ") + kMain, "Sol", "Sol"},
      {std::string("class H { public static void main(int x) {} } class Sol ") + kMain, "Sol",
       "Sol"},
      {std::string("class H { public static void main(String s) {} } class Sol ") + kMain, "Sol",
       "Sol"},
      {std::string("class H { public static void main(String[] a, int x) {} } class Sol ") + kMain,
       "Sol", "Sol"},
      {std::string("class H { public static void main() {} } class Sol ") + kMain, "Sol", "Sol"},
      {std::string("class H { static void main(String[] a) {} } class Sol ") + kMain, "Sol", "Sol"},
      {std::string("class H { public static int main(String[] a) { return 0; } } class Sol ") +
           kMain,
       "Sol", "Sol"},
      {std::string("class H { static int x; public void main(String[] a) {} } class Sol ") + kMain,
       "Sol", "Sol"},
      {std::string("class H { static { } public void main(String[] a) {} } class Sol ") + kMain,
       "Sol", "Sol"},
      // Ways to write one.
      {"class H {} class A { static public final void main(final String a[]) {} }", "A", "A"},
      {"class H {} class A { @Deprecated public static void main(java.lang.String ... a) {} }", "A",
       "A"},
      {"class H {} class A { public static synchronized void main(@X(1) String[] a) {} }", "A",
       "A"},
      {"class H {} interface A { static void main(String[] a) {} }", "A", "A"},
      // Without any, the JVM names the class that should have had one.
      {"class A { void notmain() {} void run() { main(); } } ", "A", "A"},
      {"class A { void main(String[] a) {} } class B {}", "A", "A"},
      {std::string("public class Stra\u00dfe ") + kMain, "Stra\u00dfe", "Stra\u00dfe"},
      {std::string("public class \u00e9 ") + kMain, "\u00e9", "\u00e9"},
      // A name that is no file name falls back to the default.
      {"public class \xe9 {}", "Main", "Main"},
      {"public class a\u202eb {}", "Main", "Main"},
      {"public class A\xff {}", "Main", "Main"},
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
