// The interface behind `txtsentry score`, implemented by a server connection and by a classifier in
// this process.
#ifndef TXTSENTRY_CLIENT_SCORER_H_
#define TXTSENTRY_CLIENT_SCORER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace txtsentry::client {

// One record to score: canonical text (the character-strings joined with one space, any bytes) and
// its owner name, if known.
struct ScoreRequest {
  std::string text;
  std::string owner_name;
};

// A stretch of a record that looks like encoded bytes.
struct ScoredBlob {
  std::string encoding;  // "hex", "base64", ...
  int64_t offset = 0;    // In bytes.
  int64_t length = 0;    // In bytes.
  float entropy = 0;     // In bits per byte.
};

// One result. An error in `status` concerns only this record; of the other fields, only `reasons`
// is then meaningful.
struct ScoreResult {
  absl::Status status;
  float probability = 0;
  bool suspicious = false;           // The label at the current threshold.
  std::string category;              // "spf", "unknown", ...
  std::vector<std::string> reasons;  // "KNOWN_KIND", "EMPTY", ...
  int64_t token_count = 0;
  std::string matcher;                     // The form of its category; empty for none.
  std::optional<ScoredBlob> encoded_blob;  // With the reason ENCODED_BLOB.
  std::string execution_rule;              // With the reason EXECUTION_STRING.
};

// Thread-safe.
class Scorer {
 public:
  using Done = std::function<void(absl::StatusOr<std::vector<ScoreResult>>)>;

  // Waits for all pending calls; no callback is called after the destructor returns.
  virtual ~Scorer() = default;

  // Starts scoring a chunk and returns immediately, or blocks while too much is in flight. `done`
  // is called exactly once, from any thread, with one result per record in order, or with an error
  // of the whole chunk (Unavailable and DeadlineExceeded: from the server).
  virtual void Score(std::vector<ScoreRequest> records, Done done) = 0;

  // The value of `txt_score.model`: name, version and the first 12 digits of the weights' sha256,
  // "txtsentry-default@1+0123456789ab".
  virtual std::string model_name() const = 0;

  // The scorer's label policy: "notebook" or "triage".
  virtual std::string policy() const = 0;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_SCORER_H_
