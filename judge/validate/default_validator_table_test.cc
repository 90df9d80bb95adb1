// The default output validator, case by case, from the words of the ICPC problem package format
// (spec/legacy.md and spec/2025-09.md, "Default Output Validator Specification") and its grammar of
// floating-point numbers. Where Kattis' own validator differs docs/packages.md says so.

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "judge/validate/default_validator.h"
#include "judge/validate/validator_flags.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

// A literal, which may have NUL bytes in it.
class Text {
 public:
  template <size_t kSize>
  constexpr Text(const char (&literal)[kSize])  // NOLINT(google-explicit-constructor)
      : data_(literal), size_(kSize - 1) {}
  absl::string_view view() const { return absl::string_view(data_, size_); }

 private:
  const char* data_;
  size_t size_;
};

struct Row {
  // Separated by spaces.
  Text flags;
  // In both <c*n> stands for the byte c, n times.
  Text answer;
  Text output;
  // "accepted", or LINE:COLUMN [expected] [found] reason, of the first difference.
  Text result;
};

constexpr Row kRows[] = {
    // Without flags.
    {"", "", "", "accepted"},
    {"", "", " \n\t\r\n", "accepted"},
    {"", " \n", "", "accepted"},
    {"", "42\n", "42\n", "accepted"},
    {"", "42\n", "42", "accepted"},
    {"", "42", "42\n", "accepted"},
    {"", "42\n", "42 \n\n\n", "accepted"},
    {"", "a b\nc\n", "a b\r\nc\r\n", "accepted"},
    {"", "a b\r\nc\r\n", "a b\nc\n", "accepted"},
    {"", "a b c", "\n a\v\fb\tc", "accepted"},
    {"", "\n\n a b c", "a b c", "accepted"},
    {"", "Yes No", "YES nO", "accepted"},
    {"", "[", "{", "1:1 [[] [{] token"},
    {"", "@", "`", "1:1 [@] [`] token"},
    {"", "\xc3\x84", "\xc3\xa4", "1:1 [\\xc3\\x84] [\\xc3\\xa4] token"},
    {"", "\xc3\x84", "\xc3\x84", "accepted"},
    {"", "a\000b", "A\000B", "accepted"},
    {"", "a\000x", "a\000y", "1:1 [a\\x00x] [a\\x00y] token"},
    {"", "a", "a\0", "1:1 [a] [a\\x00] token"},
    {"", "a x", "a\000x", "1:1 [a] [a\\x00x] token"},
    {"", "42\n", "43\n", "1:1 [42] [43] token"},
    {"", "1 2\n3 4\n", "1 2\n3 5 6\n", "2:3 [4] [5] token"},
    {"", "1 2\n3 4\n", "1\n2\r\n\r\n 3 44", "4:4 [4] [44] token"},
    {"", "ab cd", "abcd", "1:1 [ab] [abcd] token"},
    {"", "abcd", "ab cd", "1:1 [abcd] [ab] token"},
    {"", "abcd", "ab", "1:1 [abcd] [ab] token"},
    {"", "1.0", "1", "1:1 [1.0] [1] token"},
    {"", "1 2 3\n", "1 2\n", "2:1 [3] [] output ends before the answer"},
    {"", "1 2 3\n", "1 2", "1:4 [3] [] output ends before the answer"},
    {"", "x", "", "1:1 [x] [] output ends before the answer"},
    {"", "1\n", "1\n2\n", "2:1 [] [2] output goes on after the end of the answer"},
    {"", "1", "1 2 3", "1:3 [] [2] output goes on after the end of the answer"},
    {"", "", "x", "1:1 [] [x] output goes on after the end of the answer"},
    // White space.
    {"", "1 2", "1\t2", "accepted"},
    {"", "1 2", "1\v2", "accepted"},
    {"", "1 2", "1\f2", "accepted"},
    {"", "1 2", "1\r2", "accepted"},
    {"", "1 2", "1\n\n\n2\n\n", "accepted"},
    {"", "1\n2", "1 2", "accepted"},
    {"", "1 2\n", "  1 2", "accepted"},
    {"", "1 2 \n", "1 2\n", "accepted"},
    {"", "\t1", "1", "accepted"},
    {"", "1\r\n", "1\n", "accepted"},
    {"", "1\n", "1\r\n", "accepted"},
    {"", "1\r", "1", "accepted"},
    {"", "1 2", "1\2402", "1:1 [1] [1\\xa0\\x32] token"},
    {"", "1 2", "1\xc2\2402", "1:1 [1] [1\\xc2\\xa0\\x32] token"},
    {"", "1", "\357\273\2771", "1:1 [1] [\\xef\\xbb\\xbf\\x31] token"},
    {"", "1 2", "1\b2", "1:1 [1] [1\\x08\\x32] token"},
    {"", "1", "< *100000>1< *100000>", "accepted"},
    {"", "1 2", "1<\n*100000>2", "accepted"},
    {"", "1 2", "1<\n*3>3", "4:1 [2] [3] token"},
    {"", "< *100000>", "", "accepted"},
    {"", "", "< *100000>", "accepted"},
    {"", "1", "<\r*5>2", "1:6 [1] [2] token"},
    {"", "1\n", "\n2", "2:1 [1] [2] token"},
    // NUL bytes.
    {"", "\0", "\0", "accepted"},
    {"", "\0", "", "1:1 [\\x00] [] output ends before the answer"},
    {"", "", "\0", "1:1 [] [\\x00] output goes on after the end of the answer"},
    {"", "1", "1\0", "1:1 [1] [1\\x00] token"},
    {"", "1", "\0001", "1:1 [1] [\\x00\\x31] token"},
    {"", "1 2", "1\0002", "1:1 [1] [1\\x00\\x32] token"},
    {"", "1\n", "1\n\0", "2:1 [] [\\x00] output goes on after the end of the answer"},
    // Too many tokens, and too few.
    {"", "1 2 3", "1 2 3 3", "1:7 [] [3] output goes on after the end of the answer"},
    {"", "1 2 3 3", "1 2 3", "1:6 [3] [] output ends before the answer"},
    {"", "1 2 3 3", "1 2 3\n", "2:1 [3] [] output ends before the answer"},
    {"", "1\n2\n", "1\n", "2:1 [2] [] output ends before the answer"},
    {"", "", "\n", "accepted"},
    {"", "\n", "\n\n", "accepted"},
    {"", "x", " ", "1:2 [x] [] output ends before the answer"},
    {"", "x", "\n\n", "3:1 [x] [] output ends before the answer"},
    {"", "1 2 3", "2 3", "1:1 [1] [2] token"},
    {"", "1 2 3", "1 3", "1:3 [2] [3] token"},
    {"", "1 2", "2 1", "1:1 [1] [2] token"},
    {"", "12", "1 2", "1:1 [12] [1] token"},
    {"", "1 2", "12", "1:1 [1] [12] token"},
    // Without a tolerance numbers are text; tokens of any length.
    {"", "7", "007", "1:1 [7] [007] token"},
    {"", "5", "+5", "1:1 [5] [+5] token"},
    {"", "0", "-0", "1:1 [0] [-0] token"},
    {"", "1e3", "1000", "1:1 [1e3] [1000] token"},
    {"", "1e3", "1E3", "accepted"},
    {"", "18446744073709551616", "18446744073709551616", "accepted"},
    {"", "18446744073709551616", "18446744073709551617",
     "1:1 [18446744073709551616] [18446744073709551617] token"},
    {"", "18446744073709551616", "0", "1:1 [18446744073709551616] [0] token"},
    {"", "0x1F", "0x1f", "accepted"},
    {"", "0x1F", "31", "1:1 [0x1F] [31] token"},
    {"", "NaN", "nan", "accepted"},
    {"", "nan", "-nan", "1:1 [nan] [-nan] token"},
    {"", "inf", "INF", "accepted"},
    {"", "inf", "Infinity", "1:1 [inf] [Infinity] token"},
    {"", "Impossible", "impossible", "accepted"},
    {"", "IMPOSSIBLE", "imposs1ble", "1:1 [IMPOSSIBLE] [imposs1ble] token"},
    {"", "i", "\xc4\xb0", "1:1 [i] [\\xc4\\xb0] token"},
    {"", "ss", "\xc3\x9f", "1:1 [ss] [\\xc3\\x9f] token"},
    {"", "a-b", "a_b", "1:1 [a-b] [a_b] token"},
    {"", "\x7f", "\x7f", "accepted"},
    {"", "\xff", "\xff", "accepted"},
    {"", "<7*3000000>", "<7*3000000>", "accepted"},
    {"", "<a*3000000>", "<A*3000000>", "accepted"},
    {"", "<7*3000000>", "<7*3000000>8", "1:3000001 [] [8] token"},
    {"", "<7*3000000>8", "<7*3000000>", "1:3000001 [8] [] token"},
    {"", "<7*3000000>", "<7*2999999>8", "1:3000000 [7] [8] token"},
    {"", "1 <7*3000000> 2", "1\n<7*3000000> 3", "2:3000002 [2] [3] token"},
    // Case.
    {"case_sensitive", "Yes", "Yes", "accepted"},
    {"case_sensitive", "Yes\n", " Yes", "accepted"},
    {"case_sensitive", "a Yes", "a YES", "1:3 [Yes] [YES] token"},
    {"case_sensitive", "a", "A", "1:1 [a] [A] token"},
    {"case_sensitive", "A", "a", "1:1 [A] [a] token"},
    {"case_sensitive", "1e3", "1E3", "1:1 [1e3] [1E3] token"},
    {"case_sensitive", "NaN", "nan", "1:1 [NaN] [nan] token"},
    {"case_sensitive", "Yes No", "Yes\nNo\r\n", "accepted"},
    {"case_sensitive", "yes\nno", "yes\nNo", "2:1 [no] [No] token"},
    {"case_sensitive", "", "", "accepted"},
    {"case_sensitive", "\xc3\x84", "\xc3\x84", "accepted"},
    {"case_sensitive", "0x1F", "0x1f", "1:1 [0x1F] [0x1f] token"},
    // White space that counts.
    {"space_change_sensitive", "", "", "accepted"},
    {"space_change_sensitive", "a b\n", "A b\n", "accepted"},
    {"space_change_sensitive", "a b\n", "a b", "1:4 [\\n] [] output ends before the answer"},
    {"space_change_sensitive", "a b", "a b\n",
     "1:4 [] [\\n] output goes on after the end of the answer"},
    {"space_change_sensitive", "a b", "a  b", "1:3 [b] [ ] white space"},
    {"space_change_sensitive", "a  b", "a b", "1:3 [ ] [b] white space"},
    {"space_change_sensitive", "a b", "a\tb", "1:2 [ ] [\\t] white space"},
    {"space_change_sensitive", "a\nb\n", "a\nb\r\n", "2:2 [\\n] [\\r\\n] white space"},
    {"space_change_sensitive", "a", " a", "1:1 [a] [ ] white space"},
    {"space_change_sensitive", " a", "a", "1:1 [ ] [a] white space"},
    {"space_change_sensitive", "a b", "ab", "1:1 [a] [ab] token"},
    {"space_change_sensitive", "a b", "a c", "1:3 [b] [c] token"},
    {"space_change_sensitive", "a b", "a ", "1:3 [b] [] output ends before the answer"},
    {"space_change_sensitive", "a", "a b", "1:2 [] [ ] output goes on after the end of the answer"},
    {"space_change_sensitive", "1\n", "1\r\n", "1:2 [\\n] [\\r\\n] white space"},
    {"space_change_sensitive", "1\r\n", "1\n", "1:2 [\\r\\n] [\\n] white space"},
    {"space_change_sensitive", "1\r\n", "1\r\n", "accepted"},
    {"space_change_sensitive", "1 2", "1 2\n",
     "1:4 [] [\\n] output goes on after the end of the answer"},
    {"space_change_sensitive", "1\n\n2", "1\n2", "2:1 [\\n] [2] white space"},
    {"space_change_sensitive", "1\n2", "1\n\n2", "2:1 [2] [\\n] white space"},
    {"space_change_sensitive", "\n", "", "1:1 [\\n] [] output ends before the answer"},
    {"space_change_sensitive", "", "\n", "1:1 [] [\\n] output goes on after the end of the answer"},
    {"space_change_sensitive", "\t\v\f\r\n ", "\t\v\f\r\n ", "accepted"},
    {"space_change_sensitive", "\v", "\f", "1:1 [\\x0b] [\\x0c] white space"},
    {"space_change_sensitive", "1 \n", "1\n", "1:2 [ \\n] [\\n] white space"},
    {"space_change_sensitive", "1\n", "1 \n", "1:2 [\\n] [ \\n] white space"},
    {"space_change_sensitive", "A b", "a B", "accepted"},
    {"space_change_sensitive", "1\0002 ", "1\0002 ", "accepted"},
    {"space_change_sensitive", "1<\n*100000>2", "1<\n*100000>2", "accepted"},
    {"space_change_sensitive", "1<\n*99999>2", "1<\n*100000>2", "100000:1 [2] [\\n] white space"},
    // Absolute tolerance: its boundary, the grammar of numbers, what is no number, what no double
    // holds.
    {"float_absolute_tolerance 0.5", "1", "1.5", "accepted"},
    {"float_absolute_tolerance 0.5", "1", "0.5", "accepted"},
    {"float_absolute_tolerance 0.5", "1", "1.5000000000000002",
     "1:1 [1] [1.5000000000000002] number out of tolerance"},
    {"float_absolute_tolerance 0.5", "1", "0.4999999999999999",
     "1:1 [1] [0.4999999999999999] number out of tolerance"},
    {"float_absolute_tolerance 0.5", "-1", "-1.5", "accepted"},
    {"float_absolute_tolerance 0.5", "0.25", "-0.25", "accepted"},
    {"float_absolute_tolerance 0.5", "0.25", "-0.2500001",
     "1:1 [0.25] [-0.2500001] number out of tolerance"},
    {"float_absolute_tolerance 0.5", "0", "-0.0", "accepted"},
    {"float_absolute_tolerance 0.5", "-0", "0", "accepted"},
    {"float_absolute_tolerance 0.5", "0", "+0", "accepted"},
    {"float_absolute_tolerance 0.5", "7", "0000000000000000000007", "accepted"},
    {"float_absolute_tolerance 0.5", "7", "+007.000", "accepted"},
    {"float_absolute_tolerance 0.5", "7", "--7", "1:1 [7] [--7] token"},
    {"float_absolute_tolerance 0.5", "7", "+-7", "1:1 [7] [+-7] token"},
    {"float_absolute_tolerance 0.5", "7", "+", "1:1 [7] [+] token"},
    {"float_absolute_tolerance 0.5", "7", "7.", "accepted"},
    {"float_absolute_tolerance 0.5", "0.5", ".5", "accepted"},
    {"float_absolute_tolerance 0.5", "0", ".", "1:1 [0] [.] token"},
    {"float_absolute_tolerance 0.5", "0", "-.", "1:1 [0] [-.] token"},
    {"float_absolute_tolerance 0.5", "0", "", "1:1 [0] [] output ends before the answer"},
    {"float_absolute_tolerance 0.5", "1000", "1e3", "accepted"},
    {"float_absolute_tolerance 0.5", "1000", "1E+3", "accepted"},
    {"float_absolute_tolerance 0.5", "1000", "10000e-1", "accepted"},
    {"float_absolute_tolerance 0.5", "1000", "1e", "1:1 [1000] [1e] token"},
    {"float_absolute_tolerance 0.5", "1000", "1e+", "1:1 [1000] [1e+] token"},
    {"float_absolute_tolerance 0.5", "1000", "e3", "1:1 [1000] [e3] token"},
    {"float_absolute_tolerance 0.5", "1000", "1e3.0", "1:1 [1000] [1e3.0] token"},
    {"float_absolute_tolerance 0.5", "1000", "1 e3", "1:1 [1000] [1] number out of tolerance"},
    {"float_absolute_tolerance 0.5", "1000", "1d3", "1:1 [1000] [1d3] token"},
    {"float_absolute_tolerance 0.5", "1000", "1e0003", "accepted"},
    {"float_absolute_tolerance 0.5", "1", "1e-0", "accepted"},
    {"float_absolute_tolerance 0.5", "16", "0x10", "1:1 [16] [0x10] token"},
    {"float_absolute_tolerance 0.5", "0x10", "16", "1:1 [0x10] [16] token"},
    {"float_absolute_tolerance 0.5", "0x10", "0X10", "accepted"},
    {"float_absolute_tolerance 0.5", "1", "0x1p0", "1:1 [1] [0x1p0] token"},
    {"float_absolute_tolerance 0.5", "8", "0b1000", "1:1 [8] [0b1000] token"},
    {"float_absolute_tolerance 0.5", "1000", "1,000", "1:1 [1000] [1,000] token"},
    {"float_absolute_tolerance 0.5", "1000", "1_000", "1:1 [1000] [1_000] token"},
    {"float_absolute_tolerance 0.5", "1", "1f", "1:1 [1] [1f] token"},
    {"float_absolute_tolerance 0.5", "1", "1%", "1:1 [1] [1%] token"},
    {"float_absolute_tolerance 0.5", "1.5", "1,5", "1:1 [1.5] [1,5] token"},
    {"float_absolute_tolerance 0.5", "1", "1.0.0", "1:1 [1] [1.0.0] token"},
    {"float_absolute_tolerance 0.5", "1", "\xef\xbc\x91", "1:1 [1] [\\xef\\xbc\\x91] token"},
    {"float_absolute_tolerance 0.5", "1", "1\0", "1:1 [1] [1\\x00] token"},
    {"float_absolute_tolerance 0.5", "1", "nan", "1:1 [1] [nan] token"},
    {"float_absolute_tolerance 0.5", "1", "inf", "1:1 [1] [inf] token"},
    {"float_absolute_tolerance 0.5", "1", "-Infinity", "1:1 [1] [-Infinity] token"},
    {"float_absolute_tolerance 0.5", "nan", "nan", "accepted"},
    {"float_absolute_tolerance 0.5", "NaN", "nAn", "accepted"},
    {"float_absolute_tolerance 0.5", "nan", "1", "1:1 [nan] [1] token"},
    {"float_absolute_tolerance 0.5", "inf", "inf", "accepted"},
    {"float_absolute_tolerance 0.5", "inf", "Inf", "accepted"},
    {"float_absolute_tolerance 0.5", "inf", "-inf", "1:1 [inf] [-inf] token"},
    {"float_absolute_tolerance 0.5", "inf", "1e400", "1:1 [inf] [1e400] token"},
    {"float_absolute_tolerance 0.5", "inf", "infinity", "1:1 [inf] [infinity] token"},
    {"float_absolute_tolerance 0.5", "1e400", "1e400", "accepted"},
    {"float_absolute_tolerance 0.5", "1e400", "1E400", "accepted"},
    {"float_absolute_tolerance 0.5", "1e400", "1e401",
     "1:1 [1e400] [1e401] number out of tolerance"},
    {"float_absolute_tolerance 0.5", "1e400", "10e399",
     "1:1 [1e400] [10e399] number out of tolerance"},
    {"float_absolute_tolerance 0.5", "1e308", "1e308", "accepted"},
    {"float_absolute_tolerance 0.5", "1", "1e400", "1:1 [1] [1e400] number out of tolerance"},
    {"float_absolute_tolerance 0.5", "-1e400", "1e400",
     "1:1 [-1e400] [1e400] number out of tolerance"},
    {"float_absolute_tolerance 0.5", "1.7976931348623157e308", "1.7976931348623157e308",
     "accepted"},
    {"float_absolute_tolerance 0.5", "1e308", "-1e308",
     "1:1 [1e308] [-1e308] number out of tolerance"},
    {"float_absolute_tolerance 0.5", "0", "1e-400", "accepted"},
    {"float_absolute_tolerance 0.5", "1e-400", "0", "accepted"},
    {"float_absolute_tolerance 0.5", "1e-320", "0", "accepted"},
    {"float_absolute_tolerance 0.5", "4.9e-324", "-4.9e-324", "accepted"},
    {"float_absolute_tolerance 0.5", "0", "1e-99999999999999999999", "accepted"},
    {"float_absolute_tolerance 0.5", "1", "1e99999999999999999999",
     "1:1 [1] [1e99999999999999999999] number out of tolerance"},
    {"float_absolute_tolerance 0.5", "0", "0e99999999999999999999", "accepted"},
    {"float_absolute_tolerance 0.5", "0", "-0e-1", "accepted"},
    {"float_absolute_tolerance 0.5", "18446744073709551616", "18446744073709551616.0", "accepted"},
    {"float_absolute_tolerance 0.5", "18446744073709551616", "18446744073709551617", "accepted"},
    {"float_absolute_tolerance 0.5", "18446744073709551616", "18446744073709561616",
     "1:1 [18446744073709551616] [18446744073709561616] number out of tolerance"},
    {"float_absolute_tolerance 0.5", "9007199254740993", "9007199254740992", "accepted"},
    {"float_absolute_tolerance 0.5", "340282366920938463463374607431768211456",
     "3.40282366920938463463374607431768211456e38", "accepted"},
    {"float_absolute_tolerance 0.5", "3.14159265358979323846264338327950288", "3.14", "accepted"},
    {"float_absolute_tolerance 0.5", "0.100000000000000000000000000000", "0.1", "accepted"},
    {"float_absolute_tolerance 0.5", "Case 1: 2.5", "case 1: 2.25", "accepted"},
    {"float_absolute_tolerance 0.5", "Case 1: 2.5", "case 1.25: 2.25", "1:6 [1:] [1.25:] token"},
    {"float_absolute_tolerance 0.5", "a 1", "b 1", "1:1 [a] [b] token"},
    {"float_absolute_tolerance 0.5", "1 2", "1.25", "1:5 [2] [] output ends before the answer"},
    {"float_absolute_tolerance 0.5", "1", "1.25 2",
     "1:6 [] [2] output goes on after the end of the answer"},
    {"float_absolute_tolerance 0.5", "1\n2\n3\n", "1.25\n2.25\n4\n",
     "3:1 [3] [4] number out of tolerance"},
    {"float_absolute_tolerance 0.5", "1", "x", "1:1 [1] [x] token"},
    {"float_absolute_tolerance 0.5", "x", "1", "1:1 [x] [1] token"},
    {"float_absolute_tolerance 0.5", "<0*4095>1", "1", "accepted"},
    {"float_absolute_tolerance 0.5", "<0*4096>1", "1",
     "1:1 [0000000000000000000000000000000000000000000000000000000000000000] [1] token"},
    {"float_absolute_tolerance 0.5", "<0*4096>1", "<0*4096>1", "accepted"},
    {"float_absolute_tolerance 0.5", "1", "<0*4095>1.25",
     "1:1 [1] [0000000000000000000000000000000000000000000000000000000000000000] token"},
    {"float_absolute_tolerance 0.5", "<1*3000000>", "<1*3000000>", "accepted"},
    {"float_absolute_tolerance 0.5", "<1*3000000>", "<1*2999999>2", "1:3000000 [1] [2] token"},
    // More of the same.
    {"float_absolute_tolerance 0.01", "1", "1.0", "accepted"},
    {"float_absolute_tolerance 0.01", "1.0", "1", "accepted"},
    {"float_absolute_tolerance 0.01", "1.000", "1.005 ", "accepted"},
    {"float_absolute_tolerance 0.01", "1e3", "1000.005", "accepted"},
    {"float_absolute_tolerance 0.01", "1E3", "1e3", "accepted"},
    {"float_absolute_tolerance 0.01", "0", "-0", "accepted"},
    {"float_absolute_tolerance 0.01", "5", "+5", "accepted"},
    {"float_absolute_tolerance 0.01", "7", "007", "accepted"},
    {"float_absolute_tolerance 0.01", "0.5", ".5", "accepted"},
    {"float_absolute_tolerance 0.01", "0", "1e-400", "accepted"},
    {"float_absolute_tolerance 0.01", "1e400", "1e400", "accepted"},
    {"float_absolute_tolerance 0.01", "1e400", "1e401",
     "1:1 [1e400] [1e401] number out of tolerance"},
    {"float_absolute_tolerance 0.01", "1e400", "-1e400",
     "1:1 [1e400] [-1e400] number out of tolerance"},
    {"float_absolute_tolerance 0.01", "1e308", "1e400",
     "1:1 [1e308] [1e400] number out of tolerance"},
    {"float_absolute_tolerance 0.01", "1", "1.02", "1:1 [1] [1.02] number out of tolerance"},
    {"float_absolute_tolerance 0.01", "100", "100.5", "1:1 [100] [100.5] number out of tolerance"},
    {"float_absolute_tolerance 0.01", "1", "nan", "1:1 [1] [nan] token"},
    {"float_absolute_tolerance 0.01", "1", "1x", "1:1 [1] [1x] token"},
    {"float_absolute_tolerance 0.01", "1", "inf", "1:1 [1] [inf] token"},
    {"float_absolute_tolerance 0.01", "inf", "1", "1:1 [inf] [1] token"},
    {"float_absolute_tolerance 0.01", "inf", "INF", "accepted"},
    {"float_absolute_tolerance 0.01", "nan", "NaN", "accepted"},
    {"float_absolute_tolerance 0.01", "nan", "nan0", "1:1 [nan] [nan0] token"},
    {"float_absolute_tolerance 0.01", "16", "0x10", "1:1 [16] [0x10] token"},
    {"float_absolute_tolerance 0.01", "1 a\n2", "1.001 A\n2.001\n", "accepted"},
    {"float_absolute_tolerance 0.01", "1 2", "1.001", "1:6 [2] [] output ends before the answer"},
    {"float_absolute_tolerance 0.01", "1", "1.001 7",
     "1:7 [] [7] output goes on after the end of the answer"},
    {"float_absolute_tolerance 0.01", "1 2", "1.02 2", "1:1 [1] [1.02] number out of tolerance"},
    {"float_absolute_tolerance 0.01", "1 2", "1.0 3", "1:5 [2] [3] number out of tolerance"},
    {"float_absolute_tolerance 0.01", "abc 1", "abd 1", "1:1 [abc] [abd] token"},
    // A tolerance of nothing.
    {"float_absolute_tolerance 0", "1", "1.0", "accepted"},
    {"float_absolute_tolerance 0", "0.1", "0.1000000000000000055511151231257827", "accepted"},
    {"float_absolute_tolerance 0", "0.1", "0.1000000000000001",
     "1:1 [0.1] [0.1000000000000001] number out of tolerance"},
    {"float_absolute_tolerance 0", "9007199254740993", "9007199254740992", "accepted"},
    {"float_absolute_tolerance 0", "nan", "NAN", "accepted"},
    {"float_absolute_tolerance 0", "1e400", "2e400", "1:1 [1e400] [2e400] number out of tolerance"},
    // Relative tolerance.
    {"float_relative_tolerance 0.5", "2", "3", "accepted"},
    {"float_relative_tolerance 0.5", "2", "1", "accepted"},
    {"float_relative_tolerance 0.5", "2", "3.0000000000000004",
     "1:1 [2] [3.0000000000000004] number out of tolerance"},
    {"float_relative_tolerance 0.5", "-2", "-3", "accepted"},
    {"float_relative_tolerance 0.5", "-2", "-1", "accepted"},
    {"float_relative_tolerance 0.5", "-2", "2", "1:1 [-2] [2] number out of tolerance"},
    {"float_relative_tolerance 0.5", "3", "2", "accepted"},
    {"float_relative_tolerance 0.5", "1", "2", "1:1 [1] [2] number out of tolerance"},
    {"float_relative_tolerance 0.5", "0", "0", "accepted"},
    {"float_relative_tolerance 0.5", "0", "1e-300", "1:1 [0] [1e-300] number out of tolerance"},
    {"float_relative_tolerance 0.5", "0", "1e-400", "accepted"},
    {"float_relative_tolerance 0.5", "1e-300", "0", "1:1 [1e-300] [0] number out of tolerance"},
    {"float_relative_tolerance 0.5", "1e-310", "1.5e-310", "accepted"},
    {"float_relative_tolerance 0.5", "1e300", "1.5e300", "accepted"},
    {"float_relative_tolerance 0.5", "1e308", "1.5e308", "accepted"},
    {"float_relative_tolerance 0.5", "1e308", "2e308",
     "1:1 [1e308] [2e308] number out of tolerance"},
    {"float_relative_tolerance 0.5", "1e400", "1e400", "accepted"},
    {"float_relative_tolerance 0.5", "18446744073709551616", "9223372036854775808", "accepted"},
    {"float_relative_tolerance 0.5", "inf", "inf", "accepted"},
    {"float_relative_tolerance 0.5", "nan", "0", "1:1 [nan] [0] token"},
    // More of the same.
    {"float_relative_tolerance 0.01", "100", "100.5", "accepted"},
    {"float_relative_tolerance 0.01", "-100", "-100.5", "accepted"},
    {"float_relative_tolerance 0.01", "0", "0.0", "accepted"},
    {"float_relative_tolerance 0.01", "0", "1e-9", "1:1 [0] [1e-9] number out of tolerance"},
    {"float_relative_tolerance 0.01", "100", "101.5", "1:1 [100] [101.5] number out of tolerance"},
    {"float_relative_tolerance 0.01", "1e400", "5", "1:1 [1e400] [5] number out of tolerance"},
    // Either is enough.
    {"float_absolute_tolerance 0.5 float_relative_tolerance 0.25", "0", "0.5", "accepted"},
    {"float_absolute_tolerance 0.5 float_relative_tolerance 0.25", "0", "0.75",
     "1:1 [0] [0.75] number out of tolerance"},
    {"float_absolute_tolerance 0.5 float_relative_tolerance 0.25", "100", "125", "accepted"},
    {"float_absolute_tolerance 0.5 float_relative_tolerance 0.25", "100", "126",
     "1:1 [100] [126] number out of tolerance"},
    {"float_absolute_tolerance 0.5 float_relative_tolerance 0.25", "1", "1.5", "accepted"},
    {"float_absolute_tolerance 0.5 float_relative_tolerance 0.25", "2", "2.5", "accepted"},
    {"float_absolute_tolerance 0.5 float_relative_tolerance 0.25", "4", "5", "accepted"},
    {"float_absolute_tolerance 0.5 float_relative_tolerance 0.25", "4", "5.125",
     "1:1 [4] [5.125] number out of tolerance"},
    // The short form.
    {"float_tolerance 0.01", "100", "100.5", "accepted"},
    {"float_tolerance 0.01", "0", "0.005", "accepted"},
    {"float_tolerance 0.01", "10", "10.2", "1:1 [10] [10.2] number out of tolerance"},
    // The later word counts.
    {"float_tolerance 0.5 float_absolute_tolerance 0.125", "0", "0.5",
     "1:1 [0] [0.5] number out of tolerance"},
    {"float_tolerance 0.5 float_absolute_tolerance 0.125", "0", "0.125", "accepted"},
    {"float_tolerance 0.5 float_absolute_tolerance 0.125", "1", "1.5", "accepted"},
    // Flags combined.
    {"case_sensitive float_tolerance 1e-6", "1E3", "1e3", "accepted"},
    {"case_sensitive float_tolerance 1e-6", "1e400", "1E400",
     "1:1 [1e400] [1E400] number out of tolerance"},
    {"case_sensitive float_tolerance 1e-6", "NaN", "nan", "1:1 [NaN] [nan] token"},
    {"case_sensitive float_tolerance 1e-6", "Yes 1", "Yes 1.0000001", "accepted"},
    {"case_sensitive float_tolerance 1e-6", "Yes 1", "yes 1", "1:1 [Yes] [yes] token"},
    {"case_sensitive float_tolerance 1e-6", "0x1F", "0x1f", "1:1 [0x1F] [0x1f] token"},
    {"space_change_sensitive float_tolerance 1e-6", "1 2\n", "1.0 2.0\n", "accepted"},
    {"space_change_sensitive float_tolerance 1e-6", "1 2\n", "1.0  2.0\n",
     "1:5 [2] [ ] white space"},
    {"space_change_sensitive float_tolerance 1e-6", "1\n", "1.0",
     "1:4 [\\n] [] output ends before the answer"},
    {"space_change_sensitive float_tolerance 1e-6", "1\n", "1.0\r\n",
     "1:4 [\\n] [\\r\\n] white space"},
    {"space_change_sensitive float_tolerance 1e-6", "1\n", "1.1\n",
     "1:1 [1] [1.1] number out of tolerance"},
    {"case_sensitive space_change_sensitive", "A b\n", "A b\n", "accepted"},
    {"case_sensitive space_change_sensitive", "A b\n", "a b\n", "1:1 [A] [a] token"},
    {"case_sensitive space_change_sensitive", "A b\n", "A  b\n", "1:3 [b] [ ] white space"},
    {"case_sensitive space_change_sensitive", "A", "A ",
     "1:2 [] [ ] output goes on after the end of the answer"},
    {"float_tolerance 0.01 case_sensitive space_change_sensitive", "1e1 A\n", "1.0E1 A\n",
     "accepted"},
    {"float_tolerance 0.01 case_sensitive space_change_sensitive", "1 A\n", "1.0 a\n",
     "1:5 [A] [a] token"},
    {"float_tolerance 0.01 case_sensitive space_change_sensitive", "1 A\n", "1.0  A\n",
     "1:5 [A] [ ] white space"},
    {"float_tolerance 0.01 case_sensitive space_change_sensitive", "1\n", "1.0",
     "1:4 [\\n] [] output ends before the answer"},
};

static_assert(std::size(kRows) >= 150);

UniqueFd FileWith(absl::string_view content) {
  UniqueFd fd(memfd_create("answer", MFD_CLOEXEC));
  EXPECT_EQ(write(fd.get(), content.data(), content.size()), static_cast<ssize_t>(content.size()));
  EXPECT_EQ(lseek(fd.get(), 0, SEEK_SET), 0);
  return fd;
}

std::string Expand(absl::string_view text) {
  std::string result;
  while (!text.empty()) {
    const size_t end = text.find('>');
    int count = 0;
    if (text.size() > 3 && text[0] == '<' && text[2] == '*' && end != absl::string_view::npos &&
        absl::SimpleAtoi(text.substr(3, end - 3), &count)) {
      result.append(count, text[1]);
      text.remove_prefix(end + 1);
    } else {
      result += text.front();
      text.remove_prefix(1);
    }
  }
  return result;
}

std::string Validate(const ValidatorFlags& flags, absl::string_view answer,
                     absl::string_view output, size_t piece_bytes) {
  DefaultValidator validator(flags, FileWith(answer), "1.ans");
  for (size_t i = 0; i < output.size(); i += piece_bytes) {
    validator.Feed(output.substr(i, piece_bytes));
  }
  const absl::StatusOr<ValidationResult> result = validator.Finish();
  if (!result.ok()) return result.status().ToString();
  if (result->accepted) return "accepted";
  if (!result->difference.has_value()) return "rejected without a difference";
  const Difference& d = *result->difference;
  return absl::StrCat(d.line, ":", d.column, " [", absl::CHexEscape(d.expected), "] [",
                      absl::CHexEscape(d.found), "] ", d.reason);
}

TEST(DefaultValidator, Table) {
  for (const Row& row : kRows) {
    const std::vector<std::string> words = absl::StrSplit(row.flags.view(), ' ', absl::SkipEmpty());
    const absl::StatusOr<ValidatorFlags> flags = ParseValidatorFlags(words);
    ASSERT_TRUE(flags.ok()) << flags.status();
    const std::string answer = Expand(row.answer.view());
    const std::string output = Expand(row.output.view());
    // Single bytes only of what is short.
    const size_t least_piece = output.size() > 1'000'000 ? 4093 : 1;
    for (const size_t piece_bytes : {least_piece, size_t{3}, size_t{7}, size_t{1} << 30}) {
      if (piece_bytes < least_piece) continue;
      EXPECT_EQ(Validate(*flags, answer, output, piece_bytes), row.result.view())
          << "flags \"" << row.flags.view() << "\", answer \""
          << absl::CHexEscape(row.answer.view()) << "\", output \""
          << absl::CHexEscape(row.output.view()) << "\", in pieces of " << piece_bytes;
    }
  }
}

}  // namespace
}  // namespace assay::judge
