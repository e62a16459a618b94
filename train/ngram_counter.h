// The vocabulary of a training set: its most frequent n-grams.
#ifndef TXTSENTRY_TRAIN_NGRAM_COUNTER_H_
#define TXTSENTRY_TRAIN_NGRAM_COUNTER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace txtsentry::train {

// One thread only.
class NgramCounter {
 public:
  // Counts every n-gram of a canonical text.
  void Add(std::string_view text);

  // "<pad>", "<unk>" and then the `count_max` most frequent n-grams, most frequent first; those of
  // equal frequency stand in byte order. Fewer where fewer exist.
  std::vector<std::string> Vocabulary(int count_max) const;

 private:
  absl::flat_hash_map<std::string, int64_t> counts_;
};

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_NGRAM_COUNTER_H_
