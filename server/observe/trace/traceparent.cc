#include "server/observe/trace/traceparent.h"

#include <algorithm>

namespace txtsentry::server {
namespace {

// Format: 00-<32 hex digits>-<16 hex digits>-<2 hex digits>
constexpr size_t kTraceAt = 3;
constexpr size_t kSpanAt = 36;
constexpr size_t kFlagsAt = 53;
constexpr size_t kBytes = 55;
constexpr uint8_t kSampledFlag = 1;
constexpr uint8_t kForbiddenVersion = 0xFF;

// Returns -1 unless c is a lower-case hex digit: the standard forbids upper case.
int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

template <size_t N>
bool ReadHex(std::string_view digits, std::array<uint8_t, N>& out) {
  for (size_t i = 0; i < N; ++i) {
    const int high = HexValue(digits[2 * i]);
    const int low = HexValue(digits[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return true;
}

template <size_t N>
std::string Hex(const std::array<uint8_t, N>& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * N);
  for (const uint8_t byte : bytes) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

template <size_t N>
bool IsZero(const std::array<uint8_t, N>& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

}  // namespace

std::optional<TraceParent> ParseTraceParent(std::string_view header) {
  if (header.size() < kBytes) return std::nullopt;
  if (header[kTraceAt - 1] != '-' || header[kSpanAt - 1] != '-' || header[kFlagsAt - 1] != '-') {
    return std::nullopt;
  }
  std::array<uint8_t, 1> version;
  std::array<uint8_t, 1> flags;
  TraceParent parent;
  if (!ReadHex(header, version) || !ReadHex(header.substr(kTraceAt), parent.trace_id) ||
      !ReadHex(header.substr(kSpanAt), parent.span_id) ||
      !ReadHex(header.substr(kFlagsAt), flags)) {
    return std::nullopt;
  }
  if (version[0] == kForbiddenVersion) return std::nullopt;
  // Later versions may have more fields after a dash; version 00 ends here.
  if (header.size() > kBytes && (version[0] == 0 || header[kBytes] != '-')) return std::nullopt;
  if (IsZero(parent.trace_id) || IsZero(parent.span_id)) return std::nullopt;
  parent.sampled = (flags[0] & kSampledFlag) != 0;
  return parent;
}

std::string FormatTraceParent(const TraceParent& parent) {
  return "00-" + TraceIdHex(parent) + "-" + SpanIdHex(parent) + (parent.sampled ? "-01" : "-00");
}

std::string TraceIdHex(const TraceParent& parent) { return Hex(parent.trace_id); }
std::string SpanIdHex(const TraceParent& parent) { return Hex(parent.span_id); }

}  // namespace txtsentry::server
