// Converts a ragged batch to time-major order, like torch's PackedSequence with
// enforce_sorted=False.
//
// Rows are sorted by decreasing length; then, step by step, come the tokens of the rows that have
// not ended. There is no padding.
#ifndef TXTSENTRY_CORE_ENGINE_PACKED_BATCH_H_
#define TXTSENTRY_CORE_ENGINE_PACKED_BATCH_H_

#include <cstdint>
#include <vector>

#include "core/engine/engine.h"

namespace txtsentry::engine {

struct PackedBatch {
  std::vector<int64_t> ids;          // [tokens], step-major
  std::vector<int64_t> batch_sizes;  // [steps]: rows that have a token at each step; non-increasing
  std::vector<int64_t> row_of;       // [rows]: row_of[p] is the caller's row at sorted position p
};

// Rows of equal length keep their order. `batch` must be valid (engine::Validate).
PackedBatch Pack(const RaggedBatch& batch);

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_PACKED_BATCH_H_
