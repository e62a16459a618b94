// The one interface between a batch of token ids and its scores.
#ifndef TXTSENTRY_CORE_ENGINE_ENGINE_H_
#define TXTSENTRY_CORE_ENGINE_ENGINE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace txtsentry::engine {

// Rows of different lengths, laid end to end: row r is ids[offsets[r]] .. ids[offsets[r + 1] - 1].
// Borrowed; must outlive the call.
struct RaggedBatch {
  absl::Span<const int32_t> ids;      // [tokens], each in [0, vocabulary rows)
  absl::Span<const int64_t> offsets;  // [rows + 1], offsets[0] = 0, strictly increasing

  int64_t rows() const { return static_cast<int64_t>(offsets.size()) - 1; }
  int64_t tokens() const { return static_cast<int64_t>(ids.size()); }
};

// InvalidArgument when the batch breaks the comments above: an empty row, an id out of range,
// offsets that do not end at ids.size().
absl::Status Validate(const RaggedBatch& batch, int vocabulary_rows);

// The batch an engine works best on. More rows or tokens than this only make others wait.
struct BatchShape {
  int64_t rows = 1;
  int64_t tokens = 1;  // Counted with padding: the longest row's tokens times the rows.
};

struct EngineInfo {
  std::string name;          // "reference", "simd" or "libtorch"
  std::string device;        // Where it computes: "cpu" or "cuda:0".
  std::string version;       // Of the library that computes: "txtsentry 0.1.0", "libtorch 2.13.0".
  int64_t shared_bytes = 0;  // Memory of all workers together, as far as the engine knows it.
  int64_t worker_bytes = 0;  // And of each worker, at most, while it scores.
  int64_t prefix_state_bytes = 0;  // Of a state in LaneScorer::MakePrefixStates; 0 without lanes.
};

class LaneScorer;

// Thread-safe: any number of threads may score at once.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual EngineInfo info() const = 0;

  virtual BatchShape batch_shape() const = 0;

  // Writes the logit of each row (probability = 1 / (1 + exp(-logit))). `logits` has batch.rows()
  // places. A row's logit does not depend on the rows beside it: exactly in `reference` and `simd`;
  // in `libtorch` up to the order of float64 sums (below 1e-7 in probability). InvalidArgument for
  // a malformed batch, ResourceExhausted when memory runs out, Internal when the library fails; on
  // an error `logits` holds nothing of use.
  virtual absl::Status Score(const RaggedBatch& batch, absl::Span<float> logits) const = 0;

  // The same scores for rows that come one by one, where the engine can take them so; else null.
  // The engine's own; thread-safe as it is.
  virtual const LaneScorer* lane_scorer() const { return nullptr; }
};

// The logistic function of a logit, in double and rounded once to float.
float Probability(float logit);

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_ENGINE_H_
