#include "judge/base/printable.h"

#include <cstdint>

#include "absl/strings/str_format.h"

namespace assay::judge {
namespace {

struct Decoded {
  uint32_t code_point = 0;
  // Bytes of the sequence; 0 when it is not UTF-8.
  size_t length = 0;
};

// The first code point of non-empty `data`, by the table of well-formed sequences (Unicode 15,
// table 3-7).
Decoded DecodeUtf8(absl::string_view data) {
  const auto byte = [&](size_t i) -> uint32_t { return static_cast<unsigned char>(data[i]); };
  const uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  size_t length = 0;
  uint32_t code_point = 0;
  uint32_t smallest = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2, code_point = lead & 0x1F, smallest = 0x80;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3, code_point = lead & 0x0F, smallest = 0x800;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4, code_point = lead & 0x07, smallest = 0x10000;
  } else {
    return {};
  }
  if (data.size() < length) return {};
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code_point = code_point << 6 | (byte(i) & 0x3F);
  }
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < smallest || code_point > 0x10FFFF || surrogate) return {};
  return {code_point, length};
}

struct Range {
  uint32_t first;
  uint32_t last;
};

// What is not plain, see the header.
constexpr Range kHarmful[] = {
    {0x0000, 0x001F},    // C0
    {0x007F, 0x009F},    // DEL, C1
    {0x061C, 0x061C},    // Arabic letter mark
    {0x200B, 0x200B},    // zero-width space
    {0x200E, 0x200F},    // left-to-right and right-to-left mark
    {0x2028, 0x202E},    // line and paragraph separator, embeddings, overrides
    {0x2060, 0x206F},    // word joiner, invisible operators, isolates, deprecated controls
    {0xFEFF, 0xFEFF},    // byte order mark
    {0xFFF9, 0xFFFB},    // interlinear annotation
    {0xE0000, 0xE007F},  // tags
};

bool IsHarmful(uint32_t code_point) {
  for (const Range& range : kHarmful) {
    if (code_point >= range.first && code_point <= range.last) return true;
  }
  return false;
}

std::string Escape(absl::string_view data, bool one_line) {
  std::string text;
  text.reserve(data.size());
  while (!data.empty()) {
    Decoded decoded = DecodeUtf8(data);
    const char first = data.front();
    if (first == '\r' && !one_line && data.size() > 1 && data[1] == '\n') {
      data.remove_prefix(1);
      continue;
    }
    const bool layout = !one_line && (first == '\n' || first == '\t');
    if (decoded.length > 0 && (layout || !IsHarmful(decoded.code_point))) {
      text.append(data.data(), decoded.length);
    } else {
      if (decoded.length == 0) decoded.length = 1;
      for (size_t i = 0; i < decoded.length; ++i) {
        absl::StrAppendFormat(&text, "\\x%02x", static_cast<unsigned char>(data[i]));
      }
    }
    data.remove_prefix(decoded.length);
  }
  return text;
}

}  // namespace

bool IsPlainText(absl::string_view text) {
  while (!text.empty()) {
    const Decoded decoded = DecodeUtf8(text);
    if (decoded.length == 0 || IsHarmful(decoded.code_point)) return false;
    text.remove_prefix(decoded.length);
  }
  return true;
}

std::string MakePrintable(absl::string_view data) { return Escape(data, /*one_line=*/false); }

std::string MakePrintableLine(absl::string_view data) { return Escape(data, /*one_line=*/true); }

absl::string_view Truncate(absl::string_view data, size_t limit_bytes) {
  if (data.size() <= limit_bytes) return data;
  data = data.substr(0, limit_bytes);
  // A lead byte among the last three whose sequence does not fit was cut from what followed.
  for (size_t back = 1; back <= 3 && back <= data.size(); ++back) {
    const auto byte = static_cast<unsigned char>(data[data.size() - back]);
    if ((byte & 0xC0) == 0x80) continue;
    const size_t length = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    if (length > back) data.remove_suffix(back);
    break;
  }
  return data;
}

}  // namespace assay::judge
