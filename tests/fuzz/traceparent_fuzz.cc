// Any header is a traceparent or none; one that is says the same when it is written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "server/observe/trace/traceparent.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using txtsentry::server::FormatTraceParent;
  using txtsentry::server::ParseTraceParent;
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  const auto parent = ParseTraceParent(header);
  if (!parent) return 0;
  const std::string written = FormatTraceParent(*parent);
  const auto again = ParseTraceParent(written);
  // The identifiers are the header's own characters, whatever its version.
  if (!again || FormatTraceParent(*again) != written ||
      written.substr(2, 51) != header.substr(2, 51)) {
    std::abort();
  }
  return 0;
}
