// From the bytes of a TXT record to the token ids that the notebook would give it.
//
// The way: UTF-8 decoding as Python's bytes.decode("utf-8", "replace"); the notebook's nine
// replacements, its removal of quotes and str.lower() (normalizer.h); scikit-learn's
// CountVectorizer(analyzer="char_wb", ngram_range=(2, 4)), str.strip() on each n-gram (char_wb.h);
// the vocabulary with <unk> for the rest (vocabulary.h). Text that is all ASCII takes a path of its
// own that works on bytes and gives the same ids.
#ifndef TXTSENTRY_CORE_TEXT_TOKENIZER_H_
#define TXTSENTRY_CORE_TEXT_TOKENIZER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace txtsentry::text {

class Vocabulary;

// Thread-safe: immutable after Create.
class Tokenizer {
 public:
  // tokens[id] is the n-gram of an id (UTF-8); `unknown_id` stands for every other n-gram.
  // InvalidArgument when a token stands twice or unknown_id is out of range.
  static absl::StatusOr<std::unique_ptr<Tokenizer>> Create(const std::vector<std::string>& tokens,
                                                           int32_t unknown_id);
  ~Tokenizer();

  // Appends the ids of `bytes` (canonical text, any bytes) to `ids`. Text without a word (empty,
  // blank, only quotes) appends nothing. Appends at most 3 ids a byte.
  void AppendIds(std::string_view bytes, std::vector<int32_t>& ids) const;

  // The general path, right for any text; AppendIds takes it when a byte is not ASCII. Public so
  // that tests can hold the two paths equal, and against CharWbNgrams.
  void AppendIdsUnicode(std::string_view bytes, std::vector<int32_t>& ids) const;

 private:
  explicit Tokenizer(std::unique_ptr<Vocabulary> vocabulary);

  std::unique_ptr<Vocabulary> vocabulary_;
};

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_TOKENIZER_H_
