#include "core/engine/packed_batch.h"

#include <algorithm>
#include <numeric>

namespace txtsentry::engine {

PackedBatch Pack(const RaggedBatch& batch) {
  const auto length = [&batch](int64_t row) { return batch.offsets[row + 1] - batch.offsets[row]; };
  PackedBatch packed;
  packed.row_of.resize(batch.rows());
  std::iota(packed.row_of.begin(), packed.row_of.end(), 0);
  std::stable_sort(packed.row_of.begin(), packed.row_of.end(),
                   [&](int64_t a, int64_t b) { return length(a) > length(b); });
  const int64_t steps = batch.rows() == 0 ? 0 : length(packed.row_of.front());
  packed.ids.reserve(batch.tokens());
  packed.batch_sizes.reserve(steps);
  int64_t running = batch.rows();
  for (int64_t step = 0; step < steps; ++step) {
    while (length(packed.row_of[running - 1]) <= step) --running;
    for (int64_t place = 0; place < running; ++place) {
      packed.ids.push_back(batch.ids[batch.offsets[packed.row_of[place]] + step]);
    }
    packed.batch_sizes.push_back(running);
  }
  return packed;
}

}  // namespace txtsentry::engine
