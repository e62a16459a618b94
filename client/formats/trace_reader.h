// Reads traces: records with their arrival times, to replay as a load.
#ifndef TXTSENTRY_CLIENT_FORMATS_TRACE_READER_H_
#define TXTSENTRY_CLIENT_FORMATS_TRACE_READER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "client/formats/line_reader.h"
#include "client/scorer.h"

namespace txtsentry::client {

struct TracedRecord {
  int64_t offset_us = 0;  // From the start of the trace.
  ScoreRequest request;
};

// Reads NDJSON as NewNdjsonReader does, with an additional number in each object: `offset_us` or
// `offset_ms`, possibly with a fraction, rounded to a microsecond, from 0 to 10^15 us and in
// non-decreasing order. Returns InvalidArgument with the line number for any other line, for more
// than `records_max` records, or for none.
absl::StatusOr<std::vector<TracedRecord>> ReadTrace(LineReader& lines, int64_t records_max);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_TRACE_READER_H_
