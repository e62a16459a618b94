#include "server/observe/access_log.h"

#include <fcntl.h>
#include <pthread.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/json_text.h"
#include "core/base/random.h"
#include "core/base/status.h"

namespace txtsentry::server {
namespace {

void AppendMember(std::string_view key, std::string_view value, std::string& out) {
  if (value.empty()) return;
  absl::StrAppendFormat(&out, ",\"%s\":", std::string(key));
  base::AppendJsonString(value, out);
}

}  // namespace

std::string ToLine(const AccessEntry& entry) {
  std::string out =
      absl::StrFormat(R"({"time":"%s")",
                      absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", entry.start, absl::UTCTimeZone()));
  AppendMember("method", entry.method, out);
  AppendMember("peer", entry.peer, out);
  AppendMember("caller", entry.caller, out);
  AppendMember("code", absl::StatusCodeToString(entry.code), out);
  absl::StrAppendFormat(&out, R"(,"duration_us":%d,"requests":%d,"records":%d,"bytes":%d)",
                        entry.duration_us, entry.requests, entry.records, entry.bytes);
  AppendMember("texts_hash", entry.texts_hash, out);
  AppendMember("model", entry.model, out);
  AppendMember("trace_id", entry.trace_id, out);
  AppendMember("span_id", entry.span_id, out);
  out += "}\n";
  return out;
}

void TextHasher::Add(std::string_view text) {
  // Hashes each text separately first, so that the boundaries between texts matter.
  const cache::Bits128 hash = cache::SipHash128(key_, text);
  hash_.AddWord(hash.low);
  hash_.AddWord(hash.high);
}

std::string TextHasher::Hex() { return absl::StrFormat("%016x", hash_.Finish({}).low); }

class AccessLog::File {
 public:
  explicit File(std::string path) : path_(std::move(path)) {}
  ~File() { Close(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  absl::Status Open() {
    Close();
    if (path_ == "-") {
      fd_ = STDOUT_FILENO;
      return absl::OkStatus();
    }
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    return fd_ >= 0 ? absl::OkStatus() : Error("cannot be opened");
  }

  // Writes all lines or returns an error. After an error the file may end within a line; the next
  // write then starts a new line.
  absl::Status Write(std::string_view lines) {
    if (Moved()) TXTSENTRY_RETURN_IF_ERROR(Open());
    if (torn_) TXTSENTRY_RETURN_IF_ERROR(WriteAll("\n"));
    torn_ = true;
    TXTSENTRY_RETURN_IF_ERROR(WriteAll(lines));
    torn_ = false;
    return absl::OkStatus();
  }

 private:
  absl::Status WriteAll(std::string_view lines) {
    while (!lines.empty()) {
      const ssize_t n = ::write(fd_, lines.data(), lines.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return Error("cannot be written");
      lines.remove_prefix(static_cast<size_t>(n));
    }
    return absl::OkStatus();
  }
  void Close() {
    if (fd_ > STDERR_FILENO) ::close(fd_);
    fd_ = -1;
  }
  // Whether the path no longer names the open file, because log rotation has moved it.
  bool Moved() const {
    if (fd_ < 0) return true;
    if (path_ == "-") return false;
    struct stat open = {};
    struct stat named = {};
    if (::fstat(fd_, &open) != 0) return true;
    return ::stat(path_.c_str(), &named) != 0 || open.st_ino != named.st_ino ||
           open.st_dev != named.st_dev;
  }
  absl::Status Error(const char* what) const {
    return absl::FailedPreconditionError(absl::StrFormat("access log %s: %s: %s", path_, what,
                                                         std::generic_category().message(errno)));
  }

  const std::string path_;
  int fd_ = -1;
  bool torn_ = false;  // The file may end within a line.
};

absl::StatusOr<std::unique_ptr<AccessLog>> AccessLog::Create(const AccessLogOptions& options) {
  TXTSENTRY_ASSIGN_OR_RETURN(const cache::Bits128 key, cache::RandomSipKey());
  auto file = std::make_unique<File>(options.path);
  TXTSENTRY_RETURN_IF_ERROR(file->Open());
  return std::unique_ptr<AccessLog>(new AccessLog(options, key, std::move(file)));
}

AccessLog::AccessLog(const AccessLogOptions& options, const cache::Bits128& key,
                     std::unique_ptr<File> file)
    : options_(options), key_(key), file_(std::move(file)), thread_([this] { Work(); }) {}

AccessLog::~AccessLog() {
  {
    const base::MutexLock lock(mu_);
    stop_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
}

bool AccessLog::Sample() const { return base::InRandomShare(options_.sample); }

void AccessLog::Write(const AccessEntry& entry) {
  const std::string line = ToLine(entry);
  const base::MutexLock lock(mu_);
  if (waiting_.size() + line.size() > options_.queue_bytes) {
    ++stats_.dropped;
    return;
  }
  waiting_ += line;
  ++waiting_lines_;
  changed_.NotifyOne();
}

AccessLogStats AccessLog::stats() const {
  const base::MutexLock lock(mu_);
  return stats_;
}

void AccessLog::Work() {
  pthread_setname_np(pthread_self(), "access-log");
  while (true) {
    std::string lines;
    int64_t count = 0;
    {
      const base::MutexLock lock(mu_);
      while (waiting_.empty() && !stop_) changed_.Wait(mu_);
      if (waiting_.empty()) return;
      lines.swap(waiting_);
      count = std::exchange(waiting_lines_, 0);
    }
    Note(file_->Write(lines), count);
  }
}

void AccessLog::Note(const absl::Status& status, int64_t lines) {
  bool changed = false;
  {
    const base::MutexLock lock(mu_);
    (status.ok() ? stats_.written : stats_.failed) += lines;
    changed = failing_ == status.ok();
    failing_ = !status.ok();
  }
  if (!changed) return;
  if (status.ok()) {
    spdlog::info("access log {}: written again", options_.path);
  } else {
    spdlog::warn("{}; calls go on, their lines are lost until it can", status.ToString());
  }
}

}  // namespace txtsentry::server
