// The daemon's settings, read from flags, from TXTSENTRY_<FLAG> in the environment and from a file.
#ifndef TXTSENTRY_SERVER_OPTIONS_OPTIONS_H_
#define TXTSENTRY_SERVER_OPTIONS_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/options/endpoint_options.h"

namespace txtsentry::server {

struct ServerOptions {
  std::string model;       // A model folder (model/model.h); use this or `repository`.
  std::string repository;  // A folder with models and versions (repository_folder.h).
  std::string repository_mode = "explicit";  // Or "poll".
  int64_t repository_poll_ms = 10'000;       // Poll interval of the folder.
  std::string default_model;                 // In the repository; empty: the first by name.
  double shadow_sample = 0.1;                // Share of records that a shadow version also scores.
  std::vector<std::string> listen = {"127.0.0.1:8500"};  // HOST:PORT each; port 0: any free port.
  std::string engine = "auto";
  std::string device = "auto";
  std::string precision = "fp32";   // Of the simd engine.
  int workers = 0;                  // Engine threads; 0: as CPU affinity and cgroup quota allow.
  bool pin_workers = false;         // Pin each engine thread to one processor.
  int64_t prefix_states = 1024;     // Cached prefix states per engine thread.
  double threshold = -1;            // Negative: the model's threshold.
  std::string policy = "notebook";  // Or "triage"; decides the label from probability and reasons.
  std::string owner_names;          // File of owner names, added to the built-in list.
  int64_t watchdog_ms = 2'000;      // Interval of the watchdog; 0: off.
  int64_t records_max = 10'000;     // Per request.
  int64_t message_bytes_max = 4 << 20;  // Per request message.
  int64_t stream_requests_max = 16;     // Per stream, read and not yet answered.
  int64_t queue_rows_max = 65'536;      // Accepted and not yet answered, over all calls.
  int64_t queue_tokens_max = 16'777'216;
  int64_t queue_bytes_max = 67'108'864;
  int64_t cache_bytes_max = 64 << 20;  // Memory for cached results; 0: no cache.
  int64_t batch_rows_max = 0;          // 0: the engine's preferred value.
  int64_t batch_tokens_max = 0;        // Includes padding; 0: the engine's preferred value.
  int64_t explain_bytes_max = 4096;    // Of a record to explain.
  int64_t explain_calls_max = 16;      // Waiting Explain calls.
  int64_t lame_duck_ms = 0;            // After SIGTERM: time to serve on with health NOT_SERVING.
  int64_t drain_ms = 25'000;           // Then: maximum time to answer accepted records.
  // If set: a file to which the bound ports are written, one per line: those of listen, http and
  // health_listen, in that order.
  std::string port_file;
  std::string log_level = "info";
  EndpointOptions endpoints;  // Security, other ports, access log, traces.
};

// The result of parsing the command line.
struct ParsedOptions {
  ServerOptions options;
  bool exit = false;  // --help or --version was printed, or the arguments are wrong.
  int exit_code = 0;  // Set if `exit`: 0 or 2.
};

// Parses flags, environment and --config FILE (TOML or INI, keys named like the flags). Prints help
// to stdout and errors to stderr.
ParsedOptions ParseOptions(int argc, const char* const* argv);

// InvalidArgument naming the flag, the value and the bound.
absl::Status Validate(const ServerOptions& options);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OPTIONS_OPTIONS_H_
