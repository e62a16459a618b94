// Traces: records with the times at which they came, for a load to be replayed.
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

// Reads NDJSON as NewNdjsonReader does, with a number more in each object: `offset_us` or
// `offset_ms`, whole or not, rounded to a microsecond, from 0 to 10^15 us and never less than that
// of the line before. InvalidArgument with the line's number when a line is anything else, when
// there are more than `records_max`, or when there is none.
absl::StatusOr<std::vector<TracedRecord>> ReadTrace(LineReader& lines, int64_t records_max);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_TRACE_READER_H_
