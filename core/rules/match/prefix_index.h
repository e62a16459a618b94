// The marks that records of known kinds begin with, found where they stand in a text.
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

// Where the mark of a known kind stands in a text. No name: there is none.
struct FoundPrefix {
  std::string_view name;
  size_t offset = 0;
  size_t bytes = 0;
};

// At() is asked at every byte of many texts, for which nearly always three bytes are enough to
// answer no. They are looked up in tables of some kilobytes, since one of all pairs of bytes would
// be cold each time: the LSTM runs between the texts of two calls. Thread-safe.
class PrefixIndex {
 public:
  struct Prefix {
    std::string text;       // In lower case, not empty.
    std::string_view name;  // Borrowed.
  };

  explicit PrefixIndex(std::vector<Prefix> prefixes);

  // The longest prefix that stands at text[at], wherever words begin; of equally long ones the
  // first. Case does not count, nor do blanks around separators but for one at text[at] itself.
  FoundPrefix At(std::string_view text, size_t at) const {
    const List& list = ListAt(text, at);
    const char third = at + 2 < text.size() ? text[at + 2] : ' ';
    if (!list.thirds.test(static_cast<unsigned char>(third))) return {};
    return LongestOf(list, text, at);
  }

 private:
  // The first bytes of a text or a prefix, up to eight, the first one lowest, letters in lower
  // case.
  struct Head {
    uint64_t bytes = 0;
    uint64_t mask = 0;  // All ones where a byte is known, and where it says something.
  };
  struct Candidate {
    Head head;  // Up to where blanks may stand.
    uint16_t prefix = 0;
  };
  // Prefixes of texts that begin with certain two bytes.
  struct List {
    std::vector<Candidate> candidates;  // In the order of prefixes_.
    std::bitset<256> thirds;            // Bytes that can come next.
  };

  const List& ListAt(std::string_view text, size_t at) const {
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    return lists_[list_of_pair_[row_of_first_[static_cast<unsigned char>(text[at])] * columns_ +
                                column_of_next_[static_cast<unsigned char>(next)]]];
  }
  FoundPrefix LongestOf(const List& list, std::string_view text, size_t at) const;
  void AddList(const std::vector<uint16_t>& prefixes);
  static Head HeadOf(std::string_view text);

  std::vector<Prefix> prefixes_;  // Longer ones first.
  // Of bytes that may be followed by the same, and of those that may follow the same; those that
  // differ in case are one.
  std::array<uint8_t, 256> row_of_first_ = {};
  std::array<uint8_t, 256> column_of_next_ = {};
  size_t columns_ = 0;
  std::vector<uint16_t> list_of_pair_;  // In lists_, by row and column.
  std::vector<List> lists_;
};

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_MATCH_PREFIX_INDEX_H_
