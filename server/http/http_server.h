// The port for what does not speak gRPC: metrics for a scraper, probes for an orchestrator.
//
//   GET /metrics  Prometheus text 0.0.4, or OpenMetrics 1.0 where the request accepts it
//   GET /livez    200 "ok" or 503 and why not
//   GET /readyz   the same
//
// Plain HTTP without authentication: it is for the inside of a network.
#ifndef TXTSENTRY_SERVER_HTTP_HTTP_SERVER_H_
#define TXTSENTRY_SERVER_HTTP_HTTP_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/metrics/text_writer.h"

namespace txtsentry::server {

// What a path answers with. Each is called from several threads at a time and does not block.
struct HttpHandlers {
  std::function<std::string(metrics::TextFormat)> metrics;
  std::function<absl::Status()> live;   // OK, or why the process should be ended.
  std::function<absl::Status()> ready;  // OK, or why it should get no calls.
};

// Whether a value of the header Accept asks for OpenMetrics.
metrics::TextFormat FormatFor(std::string_view accept);

// Thread-safe. One request a connection, bounded in size and time; four at once, and the kernel's
// short queue behind them.
class HttpServer {
 public:
  // Binds `address` (HOST:PORT) and serves. InvalidArgument for no address; FailedPrecondition when
  // it cannot be bound.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const std::string& address,
                                                           HttpHandlers handlers);
  // Answers what is being read and ends.
  ~HttpServer();

  int port() const { return port_; }

 private:
  struct Impl;  // The library's server and its thread.

  explicit HttpServer(HttpHandlers handlers);
  void AddRoutes();

  const HttpHandlers handlers_;
  int port_ = 0;
  std::unique_ptr<Impl> impl_;  // Last: its thread uses the rest.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_HTTP_HTTP_SERVER_H_
