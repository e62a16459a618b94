// Maps ASCII n-grams to ids with a perfect hash table.
#ifndef TXTSENTRY_CORE_TEXT_NGRAM_TABLE_H_
#define TXTSENTRY_CORE_TEXT_NGRAM_TABLE_H_

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace txtsentry::text {

// An ASCII n-gram of 1 to 4 characters as a number: a sentinel bit, then 7 bits per character.
// N-grams of different lengths never share a key, even if they contain NUL characters. Never 0.
using AsciiKey = uint32_t;
inline constexpr AsciiKey kAsciiKeyEmpty = 1;

inline AsciiKey ExtendAsciiKey(AsciiKey key, char c) {
  return key << 7 | static_cast<unsigned char>(c);
}

inline AsciiKey AsciiKeyOf(std::string_view ngram) {
  AsciiKey key = kAsciiKeyEmpty;
  for (const char c : ngram) key = ExtendAsciiKey(key, c);
  return key;
}

// A perfect hash table by displacement (Fox, Heath, Chen and Daoud 1992, "hash and displace"). Keys
// are grouped into buckets, and each bucket has a displacement that moves all its keys to free
// slots. A lookup has no branch to mispredict; with a probing hash table, mispredicted branches
// cost more than everything else. For the default model's 10,000 n-grams the table takes 8 KB of
// displacements and 128 KB of slots. Thread-safe: immutable.
class NgramTable {
 public:
  using Entry = std::pair<AsciiKey, int32_t>;  // An n-gram and its id.

  // `entries` must have distinct keys; every other key maps to `unknown_id`. Equal entries give
  // equal tables.
  NgramTable(const std::vector<Entry>& entries, int32_t unknown_id);

  class Lookup;
  // Must not outlive the table.
  Lookup lookup() const;
  int32_t Id(AsciiKey key) const;

 private:
  struct Slot {
    AsciiKey key = 0;
    int32_t id = 0;
  };
  struct Hash {
    uint32_t BucketOf(AsciiKey key) const { return key * kBucketMultiplier >> bucket_shift; }
    uint32_t SlotOf(AsciiKey key, uint16_t displacement) const {
      return (key * slot_multiplier >> slot_shift) ^ displacement;
    }

    uint32_t slot_multiplier = 0;
    int bucket_shift = 0;
    int slot_shift = 0;
  };

  // Returns false if some bucket has no valid displacement.
  bool Fill(const std::vector<std::vector<Entry>>& buckets);
  bool FillBucket(const std::vector<Entry>& bucket, uint16_t& displacement);

  static constexpr uint32_t kBucketMultiplier = 0x9E3779B1u;  // 2^32 / golden ratio, Knuth 6.4

  int32_t unknown_id_ = 0;
  Hash hash_;
  std::vector<uint16_t> displacements_;  // Indexed by bucket.
  std::vector<Slot> slots_;
};

// A view of the table for loops that write ids. The compiler can prove that a local copy does not
// alias the written ids, and keeps its fields in registers.
class NgramTable::Lookup {
 public:
  int32_t Id(AsciiKey key) const {
    const Slot& slot = slots_[hash_.SlotOf(key, displacements_[hash_.BucketOf(key)])];
    // Arithmetic, because compilers turn a conditional expression into a branch.
    const int32_t is_other = -static_cast<int32_t>(slot.key != key);
    return slot.id ^ ((slot.id ^ unknown_id_) & is_other);
  }

 private:
  friend class NgramTable;

  explicit Lookup(const NgramTable& table)
      : displacements_(table.displacements_.data()),
        slots_(table.slots_.data()),
        hash_(table.hash_),
        unknown_id_(table.unknown_id_) {}

  const uint16_t* displacements_;
  const Slot* slots_;
  Hash hash_;
  int32_t unknown_id_;
};

inline NgramTable::Lookup NgramTable::lookup() const { return Lookup(*this); }
inline int32_t NgramTable::Id(AsciiKey key) const { return lookup().Id(key); }

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_NGRAM_TABLE_H_
