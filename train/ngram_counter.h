// Counts n-grams and builds a training set's vocabulary from the most frequent ones.
#ifndef TXTSENTRY_TRAIN_NGRAM_COUNTER_H_
#define TXTSENTRY_TRAIN_NGRAM_COUNTER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace txtsentry::train {

// Not thread-safe.
class NgramCounter {
 public:
  // Counts every n-gram of a canonical text.
  void Add(std::string_view text);

  // Returns "<pad>", "<unk>" and the `count_max` most frequent n-grams, the most frequent first;
  // n-grams of equal frequency are in byte order. Returns fewer if there are fewer.
  std::vector<std::string> Vocabulary(int count_max) const;

 private:
  absl::flat_hash_map<std::string, int64_t> counts_;
};

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_NGRAM_COUNTER_H_
