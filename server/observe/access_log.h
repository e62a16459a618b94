// Access log: one JSON line per call, written by a thread so that a slow or full disk does not
// delay calls.
#ifndef TXTSENTRY_SERVER_OBSERVE_ACCESS_LOG_H_
#define TXTSENTRY_SERVER_OBSERVE_ACCESS_LOG_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "core/base/mutex.h"
#include "core/cache/sip_hash.h"
#include "core/pipeline/classifier.h"

namespace txtsentry::server {

struct AccessLogOptions {
  std::string path;              // "-": standard output; empty: no log.
  double sample = 1;             // Share of logged calls; errors are always logged.
  size_t queue_bytes = 4 << 20;  // Maximum bytes of waiting lines; further lines are dropped.
};

// The fields of a line. They contain no record text, nor anything from which it could be looked up.
struct AccessEntry {
  absl::Time start;
  std::string_view method;  // "txtsentry.v1.TxtClassifier/Classify"
  std::string peer;         // "ipv4:192.0.2.7"
  std::string caller;       // The caller's token or certificate name; may be empty.
  absl::StatusCode code = absl::StatusCode::kOk;
  int64_t duration_us = 0;
  int64_t requests = 1;  // Differs from 1 only for streams.
  int64_t records = 0;
  int64_t bytes = 0;       // Bytes of the records' texts.
  std::string texts_hash;  // From TextHasher; may be empty.
  std::string model;       // May be empty.
  std::string trace_id;    // 32 hex digits; may be empty.
  std::string span_id;
};

// The JSON line, with its line feed.
std::string ToLine(const AccessEntry& entry);

// Hashes a call's texts so that only equality of texts can be seen: the key is random, private to
// the process and never stored. Used by one thread.
class TextHasher {
 public:
  explicit TextHasher(const cache::Bits128& key) : key_(key), hash_(key) {}

  void Add(std::string_view text);

  // 16 hex digits; equal for the same texts in the same order. Must be the last call.
  std::string Hex();

 private:
  const cache::Bits128 key_;
  cache::SipHasher hash_;
};

struct AccessLogStats {
  int64_t written = 0;
  int64_t dropped = 0;  // Dropped because the queue was full.
  int64_t failed = 0;   // Lost because writing failed.
};

// Thread-safe.
class AccessLog {
 public:
  // FailedPrecondition if the file cannot be opened, Internal if there are no random numbers.
  static absl::StatusOr<std::unique_ptr<AccessLog>> Create(const AccessLogOptions& options);
  // Writes the waiting lines.
  ~AccessLog();

  // Whether to log this call.
  bool Sample() const;
  TextHasher MakeHasher() const { return TextHasher(key_); }

  // Never blocks on the disk. A file that was renamed or removed is created again. Lines that
  // cannot be written are lost and counted, and the daemon's log reports it once.
  void Write(const AccessEntry& entry);

  AccessLogStats stats() const;

 private:
  class File;  // The open file.

  AccessLog(const AccessLogOptions& options, const cache::Bits128& key, std::unique_ptr<File> file);

  void Work();
  void Note(const absl::Status& status, int64_t lines);

  const AccessLogOptions options_;
  const cache::Bits128 key_;
  const std::unique_ptr<File> file_;  // Used only by the thread.

  mutable base::Mutex mu_;
  base::CondVar changed_;
  std::string waiting_ ABSL_GUARDED_BY(mu_);  // Whole lines.
  int64_t waiting_lines_ ABSL_GUARDED_BY(mu_) = 0;
  bool stop_ ABSL_GUARDED_BY(mu_) = false;
  // Reported in the daemon's log until writing succeeds again.
  bool failing_ ABSL_GUARDED_BY(mu_) = false;
  AccessLogStats stats_ ABSL_GUARDED_BY(mu_);

  std::thread thread_;  // Last member: the thread uses the others.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_ACCESS_LOG_H_
