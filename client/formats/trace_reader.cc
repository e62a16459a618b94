#include "client/formats/trace_reader.h"

#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "client/formats/event_reader.h"
#include "client/formats/json_parser.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

constexpr double kOffsetUsMax = 1e15;
constexpr double kUsAMs = 1e3;

absl::StatusOr<int64_t> OffsetUs(const simdjson::dom::object& object) {
  int found = 0;
  double offset_us = 0;
  for (const auto& [name, us_a_unit] : {std::pair("offset_us", 1.0), {"offset_ms", kUsAMs}}) {
    for (const auto& member : object) {
      if (member.key != name) continue;
      double value = 0;
      if (member.value.get(value) != simdjson::SUCCESS) {
        return absl::InvalidArgumentError(absl::StrFormat("%s is not a number", name));
      }
      offset_us = value * us_a_unit;
      ++found;
    }
  }
  if (found != 1) {
    return absl::InvalidArgumentError(
        absl::StrFormat("members offset_us and offset_ms: %d, expected one of them", found));
  }
  if (!(offset_us >= 0 && offset_us <= kOffsetUsMax)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("offset_us=%.9g is not from 0 to %.9g", offset_us, kOffsetUsMax));
  }
  return std::llround(offset_us);
}

absl::StatusOr<TracedRecord> ToTracedRecord(Event& event, JsonParser& parser) {
  TXTSENTRY_RETURN_IF_ERROR(event.status);
  TXTSENTRY_ASSIGN_OR_RETURN(const auto object, parser.Parse(event.json));
  TracedRecord record;
  TXTSENTRY_ASSIGN_OR_RETURN(record.offset_us, OffsetUs(object));
  record.request = std::move(event.records.front().request);
  return record;
}

// Returns false at the end.
absl::StatusOr<bool> ReadNext(EventReader& reader, JsonParser& parser,
                              std::vector<TracedRecord>& trace) {
  Event event;
  TXTSENTRY_ASSIGN_OR_RETURN(const bool more, reader.Next(event));
  if (!more) return false;
  TXTSENTRY_ASSIGN_OR_RETURN(TracedRecord record, ToTracedRecord(event, parser));
  if (!trace.empty() && record.offset_us < trace.back().offset_us) {
    return absl::InvalidArgumentError(absl::StrFormat("offset_us=%d is before offset_us=%d above",
                                                      record.offset_us, trace.back().offset_us));
  }
  trace.push_back(std::move(record));
  return true;
}

}  // namespace

absl::StatusOr<std::vector<TracedRecord>> ReadTrace(LineReader& lines, int64_t records_max) {
  const auto reader = NewNdjsonReader(lines);
  JsonParser parser;
  std::vector<TracedRecord> trace;
  for (;;) {
    const absl::StatusOr<bool> more = ReadNext(*reader, parser, trace);
    if (absl::IsInvalidArgument(more.status())) {
      return absl::InvalidArgumentError(
          absl::StrFormat("line %d: %s", lines.number(), std::string(more.status().message())));
    }
    TXTSENTRY_RETURN_IF_ERROR(more.status());
    if (!*more) break;
    if (static_cast<int64_t>(trace.size()) > records_max) {
      return absl::InvalidArgumentError(
          absl::StrFormat("line %d: more than records_max=%d", lines.number(), records_max));
    }
  }
  if (trace.empty()) return absl::InvalidArgumentError("records=0, expected at least 1");
  return trace;
}

}  // namespace txtsentry::client
