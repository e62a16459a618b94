#include "train/length_batches.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "train/rng.h"

namespace txtsentry::train {
namespace {

constexpr size_t kBatchesPerWindow = 64;

}  // namespace

std::vector<std::vector<int32_t>> LengthBatches(const std::vector<int64_t>& lengths, int rows_max,
                                                uint64_t seed) {
  Rng rng(seed);
  std::vector<int32_t> order(lengths.size());
  std::iota(order.begin(), order.end(), 0);
  rng.Shuffle(order);
  const size_t rows = static_cast<size_t>(rows_max);
  const size_t window = kBatchesPerWindow * rows;
  std::vector<std::vector<int32_t>> batches;
  for (size_t begin = 0; begin < order.size(); begin += window) {
    const size_t end = std::min(order.size(), begin + window);
    std::stable_sort(order.begin() + static_cast<ptrdiff_t>(begin),
                     order.begin() + static_cast<ptrdiff_t>(end), [&lengths](int32_t a, int32_t b) {
                       return lengths[static_cast<size_t>(a)] < lengths[static_cast<size_t>(b)];
                     });
    for (size_t at = begin; at < end; at += rows) {
      batches.emplace_back(order.begin() + static_cast<ptrdiff_t>(at),
                           order.begin() + static_cast<ptrdiff_t>(std::min(end, at + rows)));
    }
  }
  rng.Shuffle(batches);
  return batches;
}

}  // namespace txtsentry::train
