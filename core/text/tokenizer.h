// Converts the bytes of a TXT record to the token ids that the notebook assigns.
//
// The steps are: UTF-8 decoding as Python's bytes.decode("utf-8", "replace"); the notebook's nine
// replacements, removal of quotes and str.lower() (normalizer.h); scikit-learn's
// CountVectorizer(analyzer="char_wb", ngram_range=(2, 4)) with str.strip() on each n-gram
// (char_wb.h); the vocabulary, with <unk> for all other n-grams (vocabulary.h). Pure ASCII text
// takes a faster path that works on bytes and gives the same ids.
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
  // tokens[id] is the n-gram of an id (UTF-8); every other n-gram maps to `unknown_id`. Returns
  // InvalidArgument if a token occurs twice or unknown_id is out of range.
  static absl::StatusOr<std::unique_ptr<Tokenizer>> Create(const std::vector<std::string>& tokens,
                                                           int32_t unknown_id);
  ~Tokenizer();

  // Appends the ids of `bytes` (canonical text, any bytes) to `ids`. Text without a word (empty,
  // only spaces, only quotes) appends nothing. Appends at most 3 ids per byte.
  void AppendIds(std::string_view bytes, std::vector<int32_t>& ids) const;

  // The general path, correct for any text; AppendIds uses it if a byte is not ASCII. Public so
  // that tests can compare the two paths with each other and with CharWbNgrams.
  void AppendIdsUnicode(std::string_view bytes, std::vector<int32_t>& ids) const;

 private:
  explicit Tokenizer(std::unique_ptr<Vocabulary> vocabulary);

  std::unique_ptr<Vocabulary> vocabulary_;
};

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_TOKENIZER_H_
