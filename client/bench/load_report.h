// A finished load as text, JSON and a page.
#ifndef TXTSENTRY_CLIENT_BENCH_LOAD_REPORT_H_
#define TXTSENTRY_CLIENT_BENCH_LOAD_REPORT_H_

#include <string>
#include <vector>

#include "client/bench/bench_options.h"
#include "client/bench/load_result.h"

namespace txtsentry::client {

struct LoadReport {
  BenchOptions options;
  std::string server;       // What the server says it is; empty when it does not say.
  int64_t records = 0;      // Different records, or those of the trace.
  std::string first_fault;  // Of the first wrong answer; empty when there was none.
  std::vector<LoadResult> runs;
};

// A run's load in words: "8 callers", "2500 calls/s".
std::string LoadName(const LoadResult& run);

// "RESOURCE_EXHAUSTED" for 8, as gRPC writes them.
std::string CodeName(size_t code);

// Of the calls meant to be sent, those answered OK within the deadline, 0..1; 0 without calls.
double GoodShare(const LoadResult& run);

// For a person: a line a run, then what went wrong.
std::string LoadAsText(const LoadReport& report);

// One object; docs/load.md describes it. Ends in a line feed.
std::string LoadAsJson(const LoadReport& report);

// A page that needs nothing else, with plots of latency and throughput against load.
std::string LoadAsHtml(const LoadReport& report);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_LOAD_REPORT_H_
