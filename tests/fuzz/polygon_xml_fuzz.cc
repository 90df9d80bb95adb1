// A problem.xml of Polygon.

#include <cstdint>

#include "absl/strings/string_view.h"
#include "judge/problem/polygon_xml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const auto xml = assay::judge::ParsePolygonXml(text, "problem.xml");
  // What was checked for one test must do for all.
  if (xml.ok() && !assay::judge::TestPath(xml->input_pattern, 100'000).ok()) __builtin_trap();
  return 0;
}
