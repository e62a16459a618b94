// Holds the tokenizer's two paths equal to n-grams that are strings, and within their bound.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/char_wb.h"
#include "core/text/tokenizer.h"

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
  if (ids != unicode_ids || ids.size() > 3 * size) std::abort();
  static const auto ids_of = [] {
    std::map<std::string, int32_t> numbers;
    for (const std::string& token : tokens) {
      numbers.emplace(token, static_cast<int32_t>(numbers.size()));
    }
    return numbers;
  }();
  size_t at = 0;
  for (const std::string& ngram : txtsentry::text::CharWbNgrams(bytes)) {
    const auto found = ids_of.find(ngram);
    const int32_t id = found == ids_of.end() ? kUnknownId : found->second;
    if (at == ids.size() || ids[at++] != id) std::abort();
  }
  if (at != ids.size()) std::abort();
  return 0;
}
