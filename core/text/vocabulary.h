// The n-gram to id table of a model.
#ifndef TXTSENTRY_CORE_TEXT_VOCABULARY_H_
#define TXTSENTRY_CORE_TEXT_VOCABULARY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"

namespace txtsentry::text {

// An ASCII n-gram of 1 to 4 characters as one number: a sentinel bit, then 7 bits a character, so
// that n-grams of different lengths never share a key, NUL characters included.
using AsciiKey = uint32_t;
inline constexpr AsciiKey kAsciiKeyEmpty = 1;

inline AsciiKey ExtendAsciiKey(AsciiKey key, char c) {
  return key << 7 | static_cast<unsigned char>(c);
}

// Thread-safe: immutable after Create.
class Vocabulary {
 public:
  // tokens[id] is the n-gram of an id. InvalidArgument when one stands twice or `unknown_id` is not
  // an id of the vocabulary.
  static absl::StatusOr<Vocabulary> Create(const std::vector<std::string>& tokens,
                                           int32_t unknown_id);

  // The id of an n-gram, or unknown_id.
  int32_t Id(const std::string& ngram) const {
    const auto found = ids_.find(ngram);
    return found == ids_.end() ? unknown_id_ : found->second;
  }

  // The same for an ASCII n-gram by its key: one multiply and, nearly always, one cache line.
  int32_t AsciiId(AsciiKey key) const {
    for (uint32_t slot = key * kHashMultiplier >> slot_shift_;; slot = (slot + 1) & slot_mask_) {
      if (slots_[slot].key == key) return slots_[slot].id;
      if (slots_[slot].key == 0) return unknown_id_;
    }
  }

  int64_t size() const { return static_cast<int64_t>(ids_.size()); }

 private:
  struct Slot {
    AsciiKey key = 0;  // 0: free; every real key has its sentinel bit set.
    int32_t id = 0;
  };
  static constexpr uint32_t kHashMultiplier = 0x9E3779B1u;  // 2^32 / golden ratio, Knuth 6.4

  Vocabulary() = default;
  void InsertAscii(const std::string& token, int32_t id);

  int32_t unknown_id_ = 0;
  absl::flat_hash_map<std::string, int32_t> ids_;
  std::vector<Slot> slots_;  // Open addressing, linear probing, at most a quarter full.
  uint32_t slot_mask_ = 0;
  int slot_shift_ = 0;
};

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_VOCABULARY_H_
