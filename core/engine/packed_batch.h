// A ragged batch turned time-major, as torch's PackedSequence is with enforce_sorted=False: rows
// sorted by falling length, then step by step the tokens of the rows that still run. No padding is
// kept or computed.
#ifndef TXTSENTRY_CORE_ENGINE_PACKED_BATCH_H_
#define TXTSENTRY_CORE_ENGINE_PACKED_BATCH_H_

#include <cstdint>
#include <vector>

#include "core/engine/engine.h"

namespace txtsentry::engine {

struct PackedBatch {
  std::vector<int64_t> ids;          // [tokens], step-major
  std::vector<int64_t> batch_sizes;  // [steps]: rows that have a token at each step, not increasing
  std::vector<int64_t> row_of;       // [rows]: row_of[p] is the caller's row at sorted place p
};

// Equal lengths keep their order. `batch` must be valid (engine::Validate).
PackedBatch Pack(const RaggedBatch& batch);

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_PACKED_BATCH_H_
