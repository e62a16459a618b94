// Creates mini-batches of rows of similar length.
#ifndef TXTSENTRY_TRAIN_LENGTH_BATCHES_H_
#define TXTSENTRY_TRAIN_LENGTH_BATCHES_H_

#include <cstdint>
#include <vector>

namespace txtsentry::train {

// Returns every row index exactly once, in batches of at most `rows_max` (> 0). Shuffles the rows,
// sorts them by length within windows of many batches, splits them into batches and shuffles the
// batches. Rows of similar length thus share a batch, and the composition changes with `seed`.
// `lengths` are in tokens.
std::vector<std::vector<int32_t>> LengthBatches(const std::vector<int64_t>& lengths, int rows_max,
                                                uint64_t seed);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_LENGTH_BATCHES_H_
