#include "server/http/http_server.h"

#include <httplib.h>
#include <pthread.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "server/http/bounded_workers.h"
#include "server/listener/host_port.h"

namespace txtsentry::server {
namespace {

constexpr int kThreads = 4;
constexpr size_t kWaitingMax = 16;
// No handler reads a body.
constexpr size_t kBodyBytesMax = 1024;
constexpr int kReadSeconds = 5;
constexpr int kWriteSeconds = 5;

void Answer(const std::function<absl::Status()>& check, httplib::Response& response) {
  const absl::Status status = check();
  response.status = status.ok() ? 200 : 503;
  response.set_content(status.ok() ? "ok\n" : std::string(status.message()) + "\n", "text/plain");
}

}  // namespace

struct HttpServer::Impl {
  httplib::Server server;
  std::atomic<bool> ended = false;
  std::thread thread;
};

metrics::TextFormat FormatFor(std::string_view accept) {
  const bool open = accept.find("application/openmetrics-text") != std::string_view::npos;
  return open ? metrics::TextFormat::kOpenMetrics : metrics::TextFormat::kPrometheus;
}

HttpServer::HttpServer(HttpHandlers handlers)
    : handlers_(std::move(handlers)), impl_(std::make_unique<Impl>()) {}

void HttpServer::AddRoutes() {
  httplib::Server& server = impl_->server;
  server.Get("/metrics", [this](const httplib::Request& request, httplib::Response& response) {
    const metrics::TextFormat format = FormatFor(request.get_header_value("Accept"));
    response.set_content(handlers_.metrics(format), metrics::ContentType(format));
  });
  server.Get("/livez", [this](const httplib::Request& /*request*/, httplib::Response& response) {
    Answer(handlers_.live, response);
  });
  server.Get("/readyz", [this](const httplib::Request& /*request*/, httplib::Response& response) {
    Answer(handlers_.ready, response);
  });
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const std::string& address,
                                                              HttpHandlers handlers) {
  TXTSENTRY_ASSIGN_OR_RETURN(const HostPort at, ParseHostPort(address));
  std::unique_ptr<HttpServer> http(new HttpServer(std::move(handlers)));
  httplib::Server& server = http->impl_->server;
  server.new_task_queue = [] { return new BoundedWorkers(kThreads, kWaitingMax); };
  // One request per connection, because an idle connection would occupy one of the few threads.
  server.set_keep_alive_max_count(1);
  server.set_read_timeout(kReadSeconds);
  server.set_write_timeout(kWriteSeconds);
  server.set_payload_max_length(kBodyBytesMax);
  // The library's default allows a second process to bind the same port and take half of the
  // requests.
  server.set_socket_options([](socket_t socket) {
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  });
  http->AddRoutes();
  const bool bound = at.port == 0 ? (http->port_ = server.bind_to_any_port(at.host)) > 0
                                  : server.bind_to_port(at.host, http->port_ = at.port);
  if (!bound) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s: cannot be bound: the port is taken, or the address is not of this machine", address));
  }
  Impl& impl = *http->impl_;
  impl.thread = std::thread([&impl] {
    pthread_setname_np(pthread_self(), "http-accept");
    impl.server.listen_after_bind();
    impl.ended = true;
  });
  // Before the server runs, stop() does nothing and the destructor would wait forever.
  while (!impl.server.is_running() && !impl.ended) std::this_thread::yield();
  return http;
}

HttpServer::~HttpServer() {
  impl_->server.stop();
  if (impl_->thread.joinable()) impl_->thread.join();
}

}  // namespace txtsentry::server
