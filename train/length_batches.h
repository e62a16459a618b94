// Mini-batches of rows of about the same length.
#ifndef TXTSENTRY_TRAIN_LENGTH_BATCHES_H_
#define TXTSENTRY_TRAIN_LENGTH_BATCHES_H_

#include <cstdint>
#include <vector>

namespace txtsentry::train {

// Every row index exactly once, in batches of at most `rows_max` (> 0). The rows are shuffled,
// sorted by length within windows of many batches, cut, and the batches shuffled: neighbours in
// length share a batch, and which ones do changes with `seed`. `lengths` are in tokens.
std::vector<std::vector<int32_t>> LengthBatches(const std::vector<int64_t>& lengths, int rows_max,
                                                uint64_t seed);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_LENGTH_BATCHES_H_
