// Formats the results of a load as text, JSON and HTML.
#ifndef TXTSENTRY_CLIENT_BENCH_LOAD_REPORT_H_
#define TXTSENTRY_CLIENT_BENCH_LOAD_REPORT_H_

#include <string>
#include <vector>

#include "client/bench/bench_options.h"
#include "client/bench/load_result.h"

namespace txtsentry::client {

struct LoadReport {
  BenchOptions options;
  std::string server;       // The server's description; empty if it does not provide one.
  int64_t records = 0;      // Number of distinct records, or of records in the trace.
  std::string first_fault;  // Description of the first wrong answer; empty if there was none.
  std::vector<LoadResult> runs;
};

// Returns a run's load: "8 callers", "2500 calls/s".
std::string LoadName(const LoadResult& run);

// Returns "RESOURCE_EXHAUSTED" for 8, with gRPC's spelling.
std::string CodeName(size_t code);

// Returns the fraction of intended calls that were answered OK within the deadline, 0..1; 0 without
// calls.
double GoodShare(const LoadResult& run);

// Human-readable: one line per run, then the errors.
std::string LoadAsText(const LoadReport& report);

// One object, documented in docs/load.md. Ends with a newline.
std::string LoadAsJson(const LoadReport& report);

// A self-contained page with plots of latency and throughput against load.
std::string LoadAsHtml(const LoadReport& report);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_LOAD_REPORT_H_
