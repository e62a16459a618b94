// Any bytes get a verdict; the notebook's label is the comparison and nothing else; a blob lies
// inside the text; the UTF-8 check agrees with a decoder written from the table of RFC 3629 the
// long way round.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/base/utf8.h"
#include "core/rules/verdict.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

// Decodes to a code point, encodes it again and compares: overlong forms come out different.
bool DecodesToItself(std::string_view s) {
  size_t i = 0;
  while (i < s.size()) {
    const auto lead = static_cast<unsigned char>(s[i]);
    size_t bytes = lead < 0x80       ? 1
                   : lead >> 5 == 6  ? 2
                   : lead >> 4 == 14 ? 3
                   : lead >> 3 == 30 ? 4
                                     : 0;
    if (bytes == 0 || i + bytes > s.size()) return false;
    uint32_t code = bytes == 1 ? lead : lead & (0xFFu >> (bytes + 1));
    for (size_t k = 1; k < bytes; ++k) {
      const auto next = static_cast<unsigned char>(s[i + k]);
      if (next >> 6 != 2) return false;
      code = code << 6 | (next & 0x3Fu);
    }
    const size_t shortest = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (shortest != bytes || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
    i += bytes;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using txtsentry::rules::Category;
  using txtsentry::rules::Reason;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const size_t cut = all.find('\n');
  txtsentry::rules::Evidence evidence;
  evidence.owner_name = cut == std::string_view::npos ? std::string_view() : all.substr(0, cut);
  evidence.text = cut == std::string_view::npos ? all : all.substr(cut + 1);
  evidence.probability = static_cast<float>(size % 101) / 100.0f;
  evidence.token_count = evidence.text.empty() ? 0 : 1;

  static const auto* const judge =
      txtsentry::rules::Judge::Create(txtsentry::rules::JudgeOptions()).value().release();
  const txtsentry::rules::Verdict verdict = judge->Decide(evidence);
  const std::string_view nearest = judge->NearestKind(evidence.text, evidence.owner_name);
  Require(evidence.token_count == 0 || verdict.matcher.empty() || verdict.matcher == nearest);
  if (const auto& blob = verdict.encoded_blob) {
    Require(blob->offset <= evidence.text.size());
    Require(blob->length <= evidence.text.size() - blob->offset);
    Require(blob->entropy_bits >= 0 && blob->entropy_bits <= 8);
  }

  const bool over = static_cast<double>(evidence.probability) >= evidence.threshold;
  Require(verdict.suspicious == (over && evidence.token_count > 0));
  Require((verdict.category == Category::kEmpty) == (evidence.token_count == 0));
  bool not_utf8 = false;
  for (const Reason reason : verdict.reasons) not_utf8 |= reason == Reason::kNotUtf8;
  Require(not_utf8 == !DecodesToItself(evidence.text));
  Require(not_utf8 == !txtsentry::base::IsValidUtf8(evidence.text));
  return 0;
}
