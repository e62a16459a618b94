// Ids of ASCII n-grams by number, at one place in memory each.
#ifndef TXTSENTRY_CORE_TEXT_NGRAM_TABLE_H_
#define TXTSENTRY_CORE_TEXT_NGRAM_TABLE_H_

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace txtsentry::text {

// An ASCII n-gram of 1 to 4 characters as one number: a sentinel bit, then 7 bits a character, so
// that n-grams of different lengths never share a key, NUL characters included. Never 0.
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

// A perfect hash by displacement (Fox, Heath, Chen and Daoud 1992, "hash and displace"): keys fall
// into buckets, and a bucket's displacement moves all its keys to free places. Looking a key up has
// no branch that could be mispredicted, which with a hash table of probes costs more than all else.
// For the default model's 10,000 n-grams 8 KB of displacements and 128 KB of places. Thread-safe:
// immutable.
class NgramTable {
 public:
  using Entry = std::pair<AsciiKey, int32_t>;  // An n-gram and its id.

  // `entries` have distinct keys; `unknown_id` is for all others. The same table for the same
  // entries.
  NgramTable(const std::vector<Entry>& entries, int32_t unknown_id);

  class Lookup;
  // Valid as long as the table.
  Lookup lookup() const;
  int32_t Id(AsciiKey key) const;

 private:
  struct Place {
    AsciiKey key = 0;
    int32_t id = 0;
  };
  struct Hash {
    uint32_t BucketOf(AsciiKey key) const { return key * kBucketMultiplier >> bucket_shift; }
    uint32_t PlaceOf(AsciiKey key, uint16_t displacement) const {
      return (key * place_multiplier >> place_shift) ^ displacement;
    }

    uint32_t place_multiplier = 0;
    int bucket_shift = 0;
    int place_shift = 0;
  };

  // False when there is no displacement for some bucket.
  bool Fill(const std::vector<std::vector<Entry>>& buckets);
  bool FillBucket(const std::vector<Entry>& bucket, uint16_t& displacement);

  static constexpr uint32_t kBucketMultiplier = 0x9E3779B1u;  // 2^32 / golden ratio, Knuth 6.4

  int32_t unknown_id_ = 0;
  Hash hash_;
  std::vector<uint16_t> displacements_;  // By bucket.
  std::vector<Place> places_;
};

// What looking up needs, for a loop that writes ids: of a local copy compilers see that no id is
// written into it, and keep it in registers.
class NgramTable::Lookup {
 public:
  int32_t Id(AsciiKey key) const {
    const Place& place = places_[hash_.PlaceOf(key, displacements_[hash_.BucketOf(key)])];
    // By arithmetic, as compilers make a branch of the other way to say it.
    const int32_t is_other = -static_cast<int32_t>(place.key != key);
    return place.id ^ ((place.id ^ unknown_id_) & is_other);
  }

 private:
  friend class NgramTable;

  explicit Lookup(const NgramTable& table)
      : displacements_(table.displacements_.data()),
        places_(table.places_.data()),
        hash_(table.hash_),
        unknown_id_(table.unknown_id_) {}

  const uint16_t* displacements_;
  const Place* places_;
  Hash hash_;
  int32_t unknown_id_;
};

inline NgramTable::Lookup NgramTable::lookup() const { return Lookup(*this); }
inline int32_t NgramTable::Id(AsciiKey key) const { return lookup().Id(key); }

}  // namespace txtsentry::text

#endif  // TXTSENTRY_CORE_TEXT_NGRAM_TABLE_H_
