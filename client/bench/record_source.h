// Reads the records of a load from files.
#ifndef TXTSENTRY_CLIENT_BENCH_RECORD_SOURCE_H_
#define TXTSENTRY_CLIENT_BENCH_RECORD_SOURCE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/formats/event_reader.h"
#include "client/formats/trace_reader.h"
#include "client/scorer.h"

namespace txtsentry::client {

inline constexpr int64_t kLoadRecordsMax = 1'000'000;

// Returns all TXT records of a log; "-" is standard input. Returns InvalidArgument with the line
// number if a record cannot be read, if there are more than kLoadRecordsMax, or if there are none.
absl::StatusOr<std::vector<ScoreRequest>> ReadLoadRecords(const std::string& path,
                                                          InputFormat format);

// Same as ReadTrace, with the file's name in errors.
absl::StatusOr<std::vector<TracedRecord>> ReadTraceFile(const std::string& path);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_RECORD_SOURCE_H_
