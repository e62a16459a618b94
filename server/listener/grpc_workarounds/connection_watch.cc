#include "server/listener/grpc_workarounds/connection_watch.h"

#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/base/clock.h"
#include "server/listener/grpc_workarounds/socket_traffic.h"
#include "server/observe/allocated_bytes.h"

namespace txtsentry::server {
namespace {

// Minimum interval for detecting closed connections, which costs one system call per connection.
constexpr int64_t kForgetEveryUs = 10'000;
// Interval between checks of what connections send: a minimum, and a time per connection, so that
// the checks take at most a few percent of a processor.
constexpr int64_t kCheckEveryMs = 50;
constexpr int64_t kChecksPerMs = 20;
// Shorter interval while a connection only sends, and for some time after.
constexpr int64_t kCheckSoonMs = 2;
constexpr int64_t kAlertUs = 5'000'000;
// Time within which the memory of a reset connection is freed; the next one may be reset after it.
constexpr int64_t kFreedWithinUs = 250'000;
// Minimum unanswered bytes of a suspicious connection: twice the maximum message size by default.
constexpr uint64_t kUnansweredBytesMin = 8 << 20;

ino_t InodeOf(int fd) {
  struct stat status = {};
  return ::fstat(fd, &status) == 0 ? status.st_ino : 0;
}

// Resets a connection at once, so that unread data is dropped; after a shutdown it would still be
// read.
void Abort(int fd) {
  const sockaddr nobody = {AF_UNSPEC, {}};
  (void)::connect(fd, &nobody, sizeof(nobody));
}

}  // namespace

ConnectionWatch::ConnectionWatch(const ConnectionLimits& limits)
    : limits_(limits), thread_([this] { Work(); }) {
  pthread_setname_np(thread_.native_handle(), "connections");
}

ConnectionWatch::~ConnectionWatch() {
  {
    const base::MutexLock lock(mu_);
    stop_ = true;
  }
  changed_.NotifyAll();
  thread_.join();
}

bool ConnectionWatch::HasRoomFor(const std::string& host) {
  const base::MutexLock lock(mu_);
  for (int tries = 0; tries < 2; ++tries) {
    const auto of_host = open_of_host_.find(host);
    const bool host_has_room = limits_.host_max == 0 || of_host == open_of_host_.end() ||
                               of_host->second < limits_.host_max;
    if (host_has_room && static_cast<int64_t>(open_.size()) < limits_.open_max) return true;
    if (base::SteadyClock().NowUs() - forgotten_at_us_ < kForgetEveryUs) return false;
    Forget();
  }
  return false;
}

void ConnectionWatch::Keep(int fd, std::string host) {
  {
    const base::MutexLock lock(mu_);
    // The connection that had this descriptor before has been closed.
    if (const auto old = open_.find(fd); old != open_.end()) Release(old->second);
    ++open_of_host_[host];
    open_[fd] = {InodeOf(fd), std::move(host), 0, 0};
    if (open_.size() > 1) return;
  }
  changed_.NotifyAll();
}

void ConnectionWatch::Release(const Connection& gone) {
  const auto host = open_of_host_.find(gone.host);
  if (--host->second == 0) open_of_host_.erase(host);
}

void ConnectionWatch::Forget() {
  forgotten_at_us_ = base::SteadyClock().NowUs();
  for (auto entry = open_.begin(); entry != open_.end();) {
    const auto here = entry++;
    if (InodeOf(here->first) == here->second.inode) continue;
    Release(here->second);
    open_.erase(here);
  }
}

void ConnectionWatch::Work() {
  const base::MutexLock lock(mu_);
  while (!stop_) {
    if (limits_.memory_soft_max == 0 || open_.empty()) {
      short_of_memory_ = false;
      changed_.Wait(mu_);
      continue;
    }
    const bool alert = base::SteadyClock().NowUs() < alert_until_us_;
    const auto pause = std::chrono::milliseconds(std::max(
        alert ? kCheckSoonMs : kCheckEveryMs, static_cast<int64_t>(open_.size()) / kChecksPerMs));
    const auto until = std::chrono::steady_clock::now() + pause;
    while (!stop_ && std::chrono::steady_clock::now() < until) changed_.WaitUntil(mu_, until);
    Check();
  }
}

void ConnectionWatch::Check() {
  const int64_t now_us = base::SteadyClock().NowUs();
  Forget();
  const int only_sends = FindOneThatOnlySends();
  if (only_sends >= 0) alert_until_us_ = now_us + kAlertUs;
  const bool is_short = now_us < alert_until_us_ && AllocatedBytes() > limits_.memory_soft_max;
  short_of_memory_ = is_short && now_us < cut_at_us_ + kFreedWithinUs;
  if (only_sends < 0 || !is_short) return;
  // Count first, so that an observer of the reset finds it counted.
  ++cut_;
  cut_at_us_ = now_us;
  // The reader finds the connection closed. If the descriptor has been reused since Forget, a
  // moment ago, the new socket is reset instead.
  Abort(only_sends);
}

int ConnectionWatch::FindOneThatOnlySends() {
  int most = -1;
  uint64_t most_bytes = kUnansweredBytesMin;
  for (auto& [fd, connection] : open_) {
    const auto traffic = TrafficOf(fd);
    if (!traffic.has_value()) continue;
    if (traffic->sent != connection.sent || traffic->read < connection.read_before) {
      connection.sent = traffic->sent;
      connection.read_before = traffic->read;
    } else if (traffic->read - connection.read_before > most_bytes) {
      most = fd;
      most_bytes = traffic->read - connection.read_before;
    }
  }
  return most;
}

}  // namespace txtsentry::server
