// What `txtsentry score` needs from whatever scores for it: a server or a classifier in process.
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

// One record to score: canonical text (the character-strings joined by one space, any bytes) and
// the name that owns it, if known.
struct ScoreRequest {
  std::string text;
  std::string owner_name;
};

// A stretch of a record that looks like encoded bytes.
struct ScoredBlob {
  std::string encoding;  // "hex", "base64", ...
  int64_t offset = 0;    // Bytes.
  int64_t length = 0;    // Bytes.
  float entropy = 0;     // Bits a byte.
};

// One answer. An error in `status` is this record's alone; then of the other fields only `reasons`
// has a meaning.
struct ScoreResult {
  absl::Status status;
  float probability = 0;
  bool suspicious = false;           // The label at the threshold in force.
  std::string category;              // "spf", "unknown", ...
  std::vector<std::string> reasons;  // "KNOWN_KIND", "EMPTY", ...
  int64_t token_count = 0;
  std::string matcher;                     // Which shape of its category; empty for none.
  std::optional<ScoredBlob> encoded_blob;  // With the reason ENCODED_BLOB.
  std::string execution_rule;              // With the reason EXECUTION_STRING.
};

// Thread-safe.
class Scorer {
 public:
  using Done = std::function<void(absl::StatusOr<std::vector<ScoreResult>>)>;

  // Waits for everything under way; no callback comes after the destructor returns.
  virtual ~Scorer() = default;

  // Starts scoring a chunk and returns at once, or blocks while too much is under way. `done` is
  // called exactly once, from any thread, with one result a record in the order given, or with an
  // error that concerns the whole chunk (Unavailable and DeadlineExceeded: the server).
  virtual void Score(std::vector<ScoreRequest> records, Done done) = 0;

  // The name that `txt_score.model` carries: name, version and the first 12 digits of the weights'
  // sha256, "txtsentry-default@1+0123456789ab".
  virtual std::string model_name() const = 0;

  // How the scorer makes labels: "notebook", "triage".
  virtual std::string policy() const = 0;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_SCORER_H_
