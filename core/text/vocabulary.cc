#include "core/text/vocabulary.h"

#include "absl/strings/str_format.h"
#include "core/text/char_wb.h"
#include "core/text/utf8.h"

namespace txtsentry::text {

absl::StatusOr<Vocabulary> Vocabulary::Create(const std::vector<std::string>& tokens,
                                              int32_t unknown_id) {
  if (unknown_id < 0 || static_cast<size_t>(unknown_id) >= tokens.size()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("unknown_id=%d is not below tokens=%d", unknown_id, tokens.size()));
  }
  Vocabulary vocabulary;
  vocabulary.unknown_id_ = unknown_id;
  vocabulary.ids_.reserve(tokens.size());
  int slot_bits = 8;
  while ((size_t{1} << slot_bits) < 4 * tokens.size()) ++slot_bits;
  vocabulary.slots_.resize(size_t{1} << slot_bits);
  vocabulary.slot_mask_ = (1u << slot_bits) - 1;
  vocabulary.slot_shift_ = 32 - slot_bits;
  for (size_t id = 0; id < tokens.size(); ++id) {
    if (!vocabulary.ids_.emplace(tokens[id], static_cast<int32_t>(id)).second) {
      return absl::InvalidArgumentError(absl::StrFormat("token of id=%d stands twice", id));
    }
    vocabulary.InsertAscii(tokens[id], static_cast<int32_t>(id));
  }
  return vocabulary;
}

void Vocabulary::InsertAscii(const std::string& token, int32_t id) {
  // Longer tokens, such as "<pad>", are no n-gram and cannot be looked up by key.
  if (token.empty() || token.size() > kNgramMax || !IsAscii(token)) return;
  AsciiKey key = kAsciiKeyEmpty;
  for (const char c : token) key = ExtendAsciiKey(key, c);
  uint32_t slot = key * kHashMultiplier >> slot_shift_;
  while (slots_[slot].key != 0) slot = (slot + 1) & slot_mask_;
  slots_[slot] = {key, id};
}

}  // namespace txtsentry::text
