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

// Thread-safe: any number of threads may score at once.
class Engine {
 public:
  virtual ~Engine() = default;

  // "reference" or "libtorch".
  virtual std::string name() const = 0;

  // Where it computes: "cpu" or "cuda:0".
  virtual std::string device() const = 0;

  // Version of the library that computes, for GetModel: "txtsentry 0.1.0" or "libtorch 2.13.0".
  virtual std::string version() const = 0;

  virtual BatchShape batch_shape() const = 0;

  // Writes the logit of each row (probability = 1 / (1 + exp(-logit))). `logits` has batch.rows()
  // places. A row's logit does not depend on the rows beside it: exactly in `reference`; in
  // `libtorch` up to the order of float64 sums (below 1e-7 in probability). InvalidArgument for a
  // malformed batch, ResourceExhausted when memory runs out, Internal when the library fails; on an
  // error `logits` holds nothing of use.
  virtual absl::Status Score(const RaggedBatch& batch, absl::Span<float> logits) const = 0;
};

// The logistic function of a logit, in double and rounded once to float.
float Probability(float logit);

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_ENGINE_H_
