// The daemon's settings: from flags, from TXTSENTRY_<FLAG> in the environment, or from a file.
#ifndef TXTSENTRY_SERVER_OPTIONS_OPTIONS_H_
#define TXTSENTRY_SERVER_OPTIONS_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/options/endpoint_options.h"

namespace txtsentry::server {

struct ServerOptions {
  std::string model;       // A model folder (model/model.h); or else
  std::string repository;  // A folder of models and versions (repository_folder.h).
  std::string repository_mode = "explicit";  // Or "poll".
  int64_t repository_poll_ms = 10'000;       // Between two looks at the folder.
  std::string default_model;                 // Of the repository; empty: the first by name.
  double shadow_sample = 0.1;                // Share of the records that a shadow version gets.
  std::vector<std::string> listen = {"127.0.0.1:8500"};  // HOST:PORT each; port 0 takes a free one.
  std::string engine = "auto";
  std::string device = "auto";
  std::string precision = "fp32";   // Of the engine simd.
  int workers = 0;                  // Engine threads; 0: what CPU affinity and cgroup quota allow.
  bool pin_workers = false;         // Each engine thread on a processor of its own.
  int64_t prefix_states = 1024;     // Of each engine thread, behind which a record can start.
  double threshold = -1;            // Below 0: the model's own.
  std::string policy = "notebook";  // How probability and reasons give the label; or "triage".
  std::string owner_names;          // Path of a list of owner names; empty: the built-in list.
  int64_t watchdog_ms = 2'000;      // Between looks at the process's own listeners; 0: none.
  int64_t records_max = 10'000;     // Of one request.
  int64_t message_bytes_max = 4 << 20;  // Of one request message.
  int64_t stream_requests_max = 16;     // Of one stream, read and not yet answered.
  int64_t queue_rows_max = 65'536;      // Accepted and not yet answered, all calls together.
  int64_t queue_tokens_max = 16'777'216;
  int64_t queue_bytes_max = 67'108'864;
  int64_t cache_bytes_max = 64 << 20;  // Of kept results; 0: none are kept.
  int64_t batch_rows_max = 0;          // 0: what the engine works best on.
  int64_t batch_tokens_max = 0;        // The same, counted with padding.
  int64_t explain_bytes_max = 4096;    // Of a record to explain.
  int64_t explain_calls_max = 16;      // Explain calls that wait for the one that is worked on.
  int64_t lame_duck_ms = 0;            // After SIGTERM: serve on this long, health NOT_SERVING.
  int64_t drain_ms = 25'000;           // Then: answer what is accepted, at most this long.
  std::string port_file;               // When set: the ports bound are written here, one a line:
                                       // those of listen, of http, of health_listen.
  std::string log_level = "info";
  EndpointOptions endpoints;  // Security, ports beside the data's, access log, traces.
};

// What the command line asks for.
struct ParsedOptions {
  ServerOptions options;
  bool exit = false;  // --help or --version was answered, or the arguments are wrong.
  int exit_code = 0;  // Then: 0 or 2.
};

// Parses flags, environment and --config FILE (TOML or INI, keys named as the flags). Prints help
// to stdout and complaints to stderr.
ParsedOptions ParseOptions(int argc, const char* const* argv);

// InvalidArgument naming the flag, the value and the bound.
absl::Status Validate(const ServerOptions& options);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OPTIONS_OPTIONS_H_
