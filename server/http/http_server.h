// HTTP server for metrics and probes.
//
//   GET /metrics  Prometheus text 0.0.4, or OpenMetrics 1.0 if the request accepts it
//   GET /livez    200 "ok", or 503 with the reason
//   GET /readyz   likewise
//
// Plain HTTP without authentication: use it inside a trusted network only.
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

// The content of each path. Called from several threads at once; must not block.
struct HttpHandlers {
  std::function<std::string(metrics::TextFormat)> metrics;
  std::function<absl::Status()> live;   // OK, or why the process should be restarted.
  std::function<absl::Status()> ready;  // OK, or why the process should get no calls.
};

// The format that an Accept header asks for.
metrics::TextFormat FormatFor(std::string_view accept);

// Thread-safe. One request per connection, limited in size and time; four concurrent connections,
// and a short kernel queue behind them.
class HttpServer {
 public:
  // Binds `address` (HOST:PORT) and serves. InvalidArgument if it is no address; FailedPrecondition
  // if it cannot be bound.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const std::string& address,
                                                           HttpHandlers handlers);
  // Finishes requests being read, then ends.
  ~HttpServer();

  int port() const { return port_; }

 private:
  struct Impl;  // The library's server and its thread.

  explicit HttpServer(HttpHandlers handlers);
  void AddRoutes();

  const HttpHandlers handlers_;
  int port_ = 0;
  std::unique_ptr<Impl> impl_;  // Last member: its thread uses the others.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_HTTP_HTTP_SERVER_H_
