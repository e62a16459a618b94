// A slow reference for the tokenizer: looks up n-grams as strings and shares no code with it.
#ifndef TXTSENTRY_TESTS_CORE_TEXT_NGRAM_IDS_H_
#define TXTSENTRY_TESTS_CORE_TEXT_NGRAM_IDS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/char_wb.h"

namespace txtsentry::text {

class NgramIds {
 public:
  NgramIds(const std::vector<std::string>& tokens, int32_t unknown_id) : unknown_id_(unknown_id) {
    for (const std::string& token : tokens) {
      ids_.emplace(token, static_cast<int32_t>(ids_.size()));
    }
  }

  std::vector<int32_t> Of(std::string_view text) const {
    std::vector<int32_t> ids;
    for (const std::string& ngram : CharWbNgrams(text)) {
      const auto found = ids_.find(ngram);
      ids.push_back(found == ids_.end() ? unknown_id_ : found->second);
    }
    return ids;
  }

 private:
  const int32_t unknown_id_;
  std::map<std::string, int32_t> ids_;
};

}  // namespace txtsentry::text

#endif  // TXTSENTRY_TESTS_CORE_TEXT_NGRAM_IDS_H_
