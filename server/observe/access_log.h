// One line of JSON a call, in a file that a slow or full disk cannot make calls wait for.
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
  std::string path;              // "-": standard output. Empty: no log.
  double sample = 1;             // Share of the calls that are logged; errors are always.
  size_t queue_bytes = 4 << 20;  // Lines that wait to be written; more are dropped.
};

// What a line says. No record's text, nor what could be looked up to find it.
struct AccessEntry {
  absl::Time start;
  std::string_view method;  // "txtsentry.v1.TxtClassifier/Classify"
  std::string peer;         // "ipv4:192.0.2.7"
  std::string caller;       // Who that is by token or certificate; may be empty.
  absl::StatusCode code = absl::StatusCode::kOk;
  int64_t duration_us = 0;
  int64_t requests = 1;  // More than one, or none, only in a stream.
  int64_t records = 0;
  int64_t bytes = 0;       // Of the records' text.
  std::string texts_hash;  // TextHasher's; empty when there is none.
  std::string model;       // May be empty.
  std::string trace_id;    // 32 hex digits; may be empty.
  std::string span_id;
};

// With its line feed.
std::string ToLine(const AccessEntry& entry);

// A hash of a call's texts by which equal ones are known as such, and nothing else: its key is the
// process's own, random and kept nowhere. One thread only.
class TextHasher {
 public:
  explicit TextHasher(const cache::Bits128& key) : key_(key), hash_(key) {}

  void Add(std::string_view text);

  // 16 hex digits: the same for the same texts in the same order. Nothing may be added after.
  std::string Hex();

 private:
  const cache::Bits128 key_;
  cache::SipHasher hash_;
};

struct AccessLogStats {
  int64_t written = 0;
  int64_t dropped = 0;  // The queue was full: the disk did not keep up.
  int64_t failed = 0;   // The disk did not take them.
};

// Thread-safe.
class AccessLog {
 public:
  // FailedPrecondition when the file cannot be opened, Internal when there are no random numbers.
  static absl::StatusOr<std::unique_ptr<AccessLog>> Create(const AccessLogOptions& options);
  // Writes what waits.
  ~AccessLog();

  // Whether this call is among the sampled.
  bool Sample() const;
  TextHasher MakeHasher() const { return TextHasher(key_); }

  // Never blocks on the disk. A file that was renamed or removed is made anew. What the disk does
  // not take is lost, counted, and told once in the daemon's own log.
  void Write(const AccessEntry& entry);

  AccessLogStats stats() const;

 private:
  class File;  // The open file.

  AccessLog(const AccessLogOptions& options, const cache::Bits128& key, std::unique_ptr<File> file);

  void Work();
  void Note(const absl::Status& status, int64_t lines);

  const AccessLogOptions options_;
  const cache::Bits128 key_;
  const std::unique_ptr<File> file_;  // The thread's alone.

  mutable base::Mutex mu_;
  base::CondVar changed_;
  std::string waiting_ ABSL_GUARDED_BY(mu_);  // Whole lines.
  int64_t waiting_lines_ ABSL_GUARDED_BY(mu_) = 0;
  bool stop_ ABSL_GUARDED_BY(mu_) = false;
  bool failing_ ABSL_GUARDED_BY(mu_) = false;  // Told in the log, until it is over.
  AccessLogStats stats_ ABSL_GUARDED_BY(mu_);

  std::thread thread_;  // Last: it uses the rest.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_ACCESS_LOG_H_
