#include "train/ngram_counter.h"

#include <algorithm>
#include <utility>

#include "core/text/char_wb.h"

namespace txtsentry::train {

void NgramCounter::Add(std::string_view text) {
  for (std::string& ngram : text::CharWbNgrams(text)) ++counts_[std::move(ngram)];
}

std::vector<std::string> NgramCounter::Vocabulary(int count_max) const {
  std::vector<std::pair<int64_t, std::string>> ranked;
  ranked.reserve(counts_.size());
  for (const auto& [ngram, count] : counts_) {
    if (ngram != "<pad>" && ngram != "<unk>") ranked.emplace_back(-count, ngram);
  }
  std::sort(ranked.begin(), ranked.end());
  if (ranked.size() > static_cast<size_t>(count_max)) ranked.resize(static_cast<size_t>(count_max));
  std::vector<std::string> tokens = {"<pad>", "<unk>"};
  for (auto& entry : ranked) tokens.push_back(std::move(entry.second));
  return tokens;
}

}  // namespace txtsentry::train
