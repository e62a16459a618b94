// The interface of all engines: computes the scores of a batch of token ids.
#ifndef TXTSENTRY_CORE_ENGINE_ENGINE_H_
#define TXTSENTRY_CORE_ENGINE_ENGINE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace txtsentry::engine {

// Rows of different lengths, concatenated: row r is ids[offsets[r]] .. ids[offsets[r + 1] - 1].
// Borrowed; must outlive the call.
struct RaggedBatch {
  absl::Span<const int32_t> ids;      // [tokens], each in [0, vocabulary rows)
  absl::Span<const int64_t> offsets;  // [rows + 1], offsets[0] = 0, strictly increasing

  int64_t rows() const { return static_cast<int64_t>(offsets.size()) - 1; }
  int64_t tokens() const { return static_cast<int64_t>(ids.size()); }
};

// Returns InvalidArgument if the batch violates the comments above: an empty row, an id out of
// range, or offsets that do not end at ids.size().
absl::Status Validate(const RaggedBatch& batch, int vocabulary_rows);

// The batch size at which an engine is most efficient. More rows or tokens only add latency.
struct BatchShape {
  int64_t rows = 1;
  int64_t tokens = 1;  // Including padding: rows times the longest row's tokens.
};

struct EngineInfo {
  std::string name;     // "reference", "simd" or "libtorch"
  std::string device;   // The device it computes on: "cpu" or "cuda:0".
  std::string version;  // Version of the computing library: "txtsentry 0.1.0", "libtorch 2.13.0".
  int64_t shared_bytes = 0;  // Memory shared by all workers, as far as the engine knows.
  int64_t worker_bytes = 0;  // Maximum memory of each worker while it scores.
  // Size of one state in LaneScorer::MakePrefixStates; 0 without lanes.
  int64_t prefix_state_bytes = 0;
};

class LaneScorer;

// Thread-safe: any number of threads may score concurrently.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual EngineInfo info() const = 0;

  virtual BatchShape batch_shape() const = 0;

  // Writes the logit of each row (probability = 1 / (1 + exp(-logit))). `logits` has batch.rows()
  // elements. A row's logit does not depend on the other rows: exactly in `reference` and `simd`;
  // up to the order of float64 sums in `libtorch` (below 1e-7 in probability). Returns
  // InvalidArgument for a malformed batch, ResourceExhausted if memory runs out, Internal if the
  // library fails; after an error the contents of `logits` are unspecified.
  virtual absl::Status Score(const RaggedBatch& batch, absl::Span<float> logits) const = 0;

  // Scores rows individually with the same results; null if the engine does not support it. Owned
  // by the engine; as thread-safe as the engine.
  virtual const LaneScorer* lane_scorer() const { return nullptr; }
};

// The logistic function, computed in double and rounded once to float.
float Probability(float logit);

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_ENGINE_H_
