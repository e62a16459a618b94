#include "core/text/ngram_table.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>

namespace txtsentry::text {
namespace {

constexpr int kKeyBits = 32;
// At least 1, because shifting a key by its full width is undefined.
constexpr int kBitsMin = 4;
constexpr size_t kBucketKeys = 4;  // Maximum average number of keys per bucket.
constexpr int kMultipliersTried = 16;

// Returns the binary logarithm of the smallest power of two >= `count`.
int BitsFor(size_t count) {
  int bits = kBitsMin;
  while ((size_t{1} << bits) < count) ++bits;
  return bits;
}

}  // namespace

NgramTable::NgramTable(const std::vector<Entry>& entries, int32_t unknown_id)
    : unknown_id_(unknown_id) {
  const int bucket_bits = BitsFor(entries.size() / kBucketKeys);
  hash_.bucket_shift = kKeyBits - bucket_bits;
  displacements_.resize(size_t{1} << bucket_bits);
  std::vector<std::vector<Entry>> buckets(displacements_.size());
  for (const Entry& entry : entries) buckets[hash_.BucketOf(entry.first)].push_back(entry);

  // If two keys of a bucket collide under a multiplier, they collide for every displacement.
  // Another multiplier or a larger table separates them.
  uint32_t multiplier = kBucketMultiplier;
  for (int bits = BitsFor(entries.size() + entries.size() / 4);; ++bits) {
    hash_.slot_shift = kKeyBits - bits;
    for (int i = 0; i < kMultipliersTried; ++i) {
      // A linear congruential generator by Lewis (Knuth 3.3.4).
      multiplier = multiplier * 1664525u + 1013904223u;
      hash_.slot_multiplier = multiplier | 1;
      slots_.assign(size_t{1} << bits, {});
      if (Fill(buckets)) return;
    }
  }
}

bool NgramTable::Fill(const std::vector<std::vector<Entry>>& buckets) {
  std::vector<size_t> order(buckets.size());
  std::iota(order.begin(), order.end(), 0);
  // Place the fullest buckets first, while most slots are free.
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return buckets[a].size() > buckets[b].size(); });
  return std::all_of(order.begin(), order.end(), [&](size_t bucket) {
    return FillBucket(buckets[bucket], displacements_[bucket]);
  });
}

bool NgramTable::FillBucket(const std::vector<Entry>& bucket, uint16_t& displacement) {
  constexpr size_t kDisplacements = size_t{std::numeric_limits<uint16_t>::max()} + 1;
  const size_t count = std::min(slots_.size(), kDisplacements);
  for (size_t tried = 0; tried < count; ++tried) {
    displacement = static_cast<uint16_t>(tried);
    size_t filled = 0;
    for (; filled < bucket.size(); ++filled) {
      Slot& slot = slots_[hash_.SlotOf(bucket[filled].first, displacement)];
      if (slot.key != 0) break;
      slot = {bucket[filled].first, bucket[filled].second};
    }
    if (filled == bucket.size()) return true;
    while (filled-- > 0) slots_[hash_.SlotOf(bucket[filled].first, displacement)] = {};
  }
  return false;
}

}  // namespace txtsentry::text
