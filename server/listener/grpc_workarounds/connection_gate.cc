#include "server/listener/grpc_workarounds/connection_gate.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "server/listener/host_port.h"

namespace txtsentry::server {
namespace {

// Pause if accepting fails for another reason than the limit or missing descriptors.
constexpr int kPauseMs = 10;

struct AddressDeleter {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using AddressPtr = std::unique_ptr<addrinfo, AddressDeleter>;

AddressPtr Resolve(const HostPort& at) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(at.host.c_str(), std::to_string(at.port).c_str(), &hints, &list);
  return AddressPtr(error == 0 ? list : nullptr);
}

void SetInt(int fd, int level, int name, int value) {
  ::setsockopt(fd, level, name, &value, sizeof(value));
}

FileDescriptor Listen(const addrinfo& address) {
  FileDescriptor fd(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return fd;
  SetInt(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  // Accepted connections inherit this option.
  SetInt(fd.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  if (address.ai_family == AF_INET6) SetInt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
  if (::bind(fd.get(), address.ai_addr, address.ai_addrlen) != 0 ||
      ::listen(fd.get(), SOMAXCONN) != 0) {
    fd.Reset(-1);
  }
  return fd;
}

int PortOf(int fd) {
  sockaddr_storage address = {};
  socklen_t bytes = sizeof(address);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &bytes);
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                   : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

// Identifies a host by bytes of the peer's address.
std::string HostOf(const sockaddr_storage& peer) {
  if (peer.ss_family == AF_INET) {
    const in_addr& address = reinterpret_cast<const sockaddr_in&>(peer).sin_addr;
    return {reinterpret_cast<const char*>(&address), sizeof(address)};
  }
  if (peer.ss_family != AF_INET6) return {};
  const in6_addr& address = reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr;
  const auto* const bytes = reinterpret_cast<const char*>(&address);
  // Hosts of IPv4-mapped addresses differ in the last four bytes.
  constexpr size_t kNetworkBytes = 8;
  return IN6_IS_ADDR_V4MAPPED(&address) ? std::string(bytes + 12, 4)
                                        : std::string(bytes, kNetworkBytes);
}

int OpenSpare() { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }

}  // namespace

absl::StatusOr<std::unique_ptr<ConnectionGate>> ConnectionGate::Bind(
    const std::vector<std::string>& addresses, const ConnectionLimits& limits) {
  std::unique_ptr<ConnectionGate> gate(new ConnectionGate(limits));
  gate->stop_.Reset(::eventfd(0, EFD_CLOEXEC));
  gate->spare_.Reset(OpenSpare());
  if (!gate->stop_.valid() || !gate->spare_.valid()) {
    return absl::FailedPreconditionError("no file descriptors are left");
  }
  for (const std::string& address : addresses) TXTSENTRY_RETURN_IF_ERROR(gate->Open(address));
  return gate;
}

absl::Status ConnectionGate::Open(const std::string& address) {
  TXTSENTRY_ASSIGN_OR_RETURN(HostPort at, ParseHostPort(address));
  FileDescriptor listener;
  // An IPv6 any-address socket also accepts IPv4; a machine without IPv6 has only IPv4.
  if (at.host == "0.0.0.0") {
    if (const AddressPtr any = Resolve({"::", at.port})) listener = Listen(*any);
  }
  const AddressPtr list = Resolve(at);
  for (const addrinfo* next = list.get(); next != nullptr && !listener.valid();
       next = next->ai_next) {
    listener = Listen(*next);
  }
  if (!listener.valid()) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s: cannot be bound: the port is taken, or the address is not of this machine", address));
  }
  ports_.push_back(PortOf(listener.get()));
  listeners_.push_back(std::move(listener));
  return absl::OkStatus();
}

ConnectionGate::~ConnectionGate() { Stop(); }

void ConnectionGate::Serve(std::unique_ptr<Acceptor> acceptor) {
  acceptor_ = std::move(acceptor);
  thread_ = std::thread([this] { Work(); });
}

void ConnectionGate::Stop() {
  if (thread_.joinable()) {
    ::eventfd_write(stop_.get(), 1);
    thread_.join();
  }
  listeners_.clear();
}

ConnectionGateStats ConnectionGate::stats() const {
  const base::MutexLock lock(mu_);
  ConnectionGateStats stats = stats_;
  stats.cut = watch_.cut();
  return stats;
}

void ConnectionGate::Count(int64_t ConnectionGateStats::*which) {
  const base::MutexLock lock(mu_);
  ++(stats_.*which);
}

void ConnectionGate::Work() {
  pthread_setname_np(pthread_self(), "accept");
  std::vector<pollfd> polled = {{stop_.get(), POLLIN, 0}};
  for (const FileDescriptor& listener : listeners_) polled.push_back({listener.get(), POLLIN, 0});
  while (true) {
    // While memory is short, new connections wait in the kernel.
    const bool waits = watch_.short_of_memory();
    const int ready = ::poll(polled.data(), waits ? 1 : polled.size(), waits ? kPauseMs : -1);
    if (ready < 0) continue;  // EINTR
    if (polled[0].revents != 0) return;
    if (waits) continue;
    for (size_t i = 1; i < polled.size(); ++i) {
      if (polled[i].revents != 0) Accept(polled[i].fd);
    }
  }
}

void ConnectionGate::Accept(int listener) {
  sockaddr_storage peer = {};
  socklen_t peer_bytes = sizeof(peer);
  FileDescriptor connection(::accept4(listener, reinterpret_cast<sockaddr*>(&peer), &peer_bytes,
                                      SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!connection.valid()) {
    if (errno == EMFILE || errno == ENFILE) {
      RefuseWithoutDescriptors(listener);
    } else if (errno == ENOBUFS || errno == ENOMEM) {
      ::poll(nullptr, 0, kPauseMs);
    }
    return;  // Otherwise the connection was already closed by the peer.
  }
  std::string host = HostOf(peer);
  if (!watch_.HasRoomFor(host)) {
    Count(&ConnectionGateStats::refused);
    return;
  }
  Count(&ConnectionGateStats::accepted);
  watch_.Keep(connection.get(), std::move(host));
  Acceptor::NewConnectionParameters parameters;
  parameters.listener_fd = listener;
  parameters.fd = connection.Release();
  acceptor_->HandleNewConnection(&parameters);
}

void ConnectionGate::RefuseWithoutDescriptors(int listener) {
  spare_.Reset(-1);
  const FileDescriptor refused(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
  if (refused.valid()) Count(&ConnectionGateStats::refused);
  spare_.Reset(OpenSpare());
}

}  // namespace txtsentry::server
