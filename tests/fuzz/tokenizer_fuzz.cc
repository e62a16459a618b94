// Holds the tokenizer's two paths equal to n-grams that are strings, and within their bound.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/tokenizer.h"
#include "tests/core/text/ngram_ids.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<std::string> tokens = {
      "<pad>", "<unk>", "a", "b", "ab", "=", "a=", "abc", "abcd", "\xC3\xA9", "a\xC3\xA9"};
  constexpr int32_t kUnknownId = 1;
  static const auto* tokenizer =
      txtsentry::text::Tokenizer::Create(tokens, kUnknownId).value().release();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::vector<int32_t> ids;
  std::vector<int32_t> unicode_ids;
  tokenizer->AppendIds(bytes, ids);
  tokenizer->AppendIdsUnicode(bytes, unicode_ids);
  static const txtsentry::text::NgramIds expected(tokens, kUnknownId);
  if (ids != expected.Of(bytes) || unicode_ids != ids || ids.size() > 3 * size) std::abort();
  return 0;
}
