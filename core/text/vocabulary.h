// A model's table of n-grams and their ids.
#ifndef TXTSENTRY_CORE_TEXT_VOCABULARY_H_
#define TXTSENTRY_CORE_TEXT_VOCABULARY_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "core/text/ngram_table.h"

namespace txtsentry::text {

// Thread-safe: immutable after Create.
class Vocabulary {
 public:
  // tokens[id] is the n-gram of an id. Returns InvalidArgument if a token occurs twice or
  // `unknown_id` is not an id of the vocabulary.
  static absl::StatusOr<Vocabulary> Create(const std::vector<std::string>& tokens,
                                           int32_t unknown_id);

  // Returns the id of an n-gram, or unknown_id.
  int32_t Id(const std::string& ngram) const {
    const auto found = ids_.find(ngram);
    return found == ids_.end() ? unknown_id_ : found->second;
  }

  // Returns a lookup of ASCII n-grams by key. Must not outlive the vocabulary.
  NgramTable::Lookup ascii() const { return ascii_.lookup(); }

  int64_t size() const { return static_cast<int64_t>(ids_.size()); }

 private:
  Vocabulary(NgramTable ascii, int32_t unknown_id)
      : unknown_id_(unknown_id), ascii_(std::move(ascii)) {}

  int32_t unknown_id_;
  absl::flat_hash_map<std::string, int32_t> ids_;
  NgramTable ascii_;
};

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_VOCABULARY_H_
