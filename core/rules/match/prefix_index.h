// An index that finds the prefixes of known kinds at a position of a text.
#ifndef TXTSENTRY_CORE_RULES_MATCH_PREFIX_INDEX_H_
#define TXTSENTRY_CORE_RULES_MATCH_PREFIX_INDEX_H_

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace txtsentry::rules {

// The position of a known kind's prefix in a text. The name is empty if there is none.
struct FoundPrefix {
  std::string_view name;
  size_t offset = 0;
  size_t bytes = 0;
};

// At() is called for every byte of many texts, and three bytes are nearly always sufficient for a
// negative answer. The tables are a few kilobytes; one table of all byte pairs would not stay in
// the cache, because the LSTM runs between the texts of two calls. Thread-safe.
class PrefixIndex {
 public:
  struct Prefix {
    std::string text;       // In lower case; not empty.
    std::string_view name;  // Borrowed.
  };

  explicit PrefixIndex(std::vector<Prefix> prefixes);

  // Returns the longest prefix at text[at], whether or not a word starts there, and the first of
  // equally long ones. Ignores case and spaces around separators, except a space at text[at]
  // itself.
  FoundPrefix At(std::string_view text, size_t at) const {
    const List& list = ListAt(text, at);
    const char third = at + 2 < text.size() ? text[at + 2] : ' ';
    if (!list.thirds.test(static_cast<unsigned char>(third))) return {};
    return LongestOf(list, text, at);
  }

 private:
  // The first bytes of a text or a prefix, up to eight, in little-endian order and in lower case.
  struct Head {
    uint64_t bytes = 0;
    uint64_t mask = 0;  // 0xff for each byte that must match.
  };
  struct Candidate {
    Head head;  // The part before the first optional space.
    uint16_t prefix = 0;
  };
  // The prefixes of texts that start with a given pair of bytes.
  struct List {
    std::vector<Candidate> candidates;  // In the order of prefixes_.
    std::bitset<256> thirds;            // Possible third bytes.
  };

  const List& ListAt(std::string_view text, size_t at) const {
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    return lists_[list_of_pair_[row_of_first_[static_cast<unsigned char>(text[at])] * columns_ +
                                column_of_next_[static_cast<unsigned char>(next)]]];
  }
  FoundPrefix LongestOf(const List& list, std::string_view text, size_t at) const;
  void AddList(const std::vector<uint16_t>& prefixes);
  static Head HeadOf(std::string_view text);

  std::vector<Prefix> prefixes_;  // Longer prefixes come first.
  // Rows and columns of the pair table: first bytes with the same successors share a row, and
  // second bytes with the same predecessors share a column. Ignores case.
  std::array<uint8_t, 256> row_of_first_ = {};
  std::array<uint8_t, 256> column_of_next_ = {};
  size_t columns_ = 0;
  std::vector<uint16_t> list_of_pair_;  // Index into lists_, by row and column.
  std::vector<List> lists_;
};

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_MATCH_PREFIX_INDEX_H_
