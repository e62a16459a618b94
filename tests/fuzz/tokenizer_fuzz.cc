// Holds the tokenizer's ASCII path equal to its Unicode path, and both within their bound.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "core/text/tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto* tokenizer =
      txtsentry::text::Tokenizer::Create(
          {"<pad>", "<unk>", "a", "b", "ab", "=", "a=", "abc", "abcd", "\xC3\xA9", "a\xC3\xA9"}, 1)
          .value()
          .release();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::vector<int32_t> ids;
  std::vector<int32_t> unicode_ids;
  tokenizer->AppendIds(bytes, ids);
  tokenizer->AppendIdsUnicode(bytes, unicode_ids);
  if (ids != unicode_ids || ids.size() > 3 * size) std::abort();
  return 0;
}
