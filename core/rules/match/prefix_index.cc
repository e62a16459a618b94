#include "core/rules/match/prefix_index.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

#include "core/rules/match/ascii.h"

namespace txtsentry::rules {
namespace {

constexpr size_t kBytes = 256;

bool IsSeparator(char c) { return c == '=' || c == ':' || c == ';'; }

// Returns the number of bytes of `text` that match `prefix`; 0 if `text` does not start with it.
// Ignores case and spaces around separators.
size_t BytesOfPrefix(std::string_view text, std::string_view prefix) {
  size_t at = 0;
  for (size_t i = 0; i < prefix.size(); ++i) {
    const bool around = IsSeparator(prefix[i]) || prefix[i] == ' ' ||
                        (i > 0 && IsSeparator(prefix[i - 1]) && prefix[i] != ' ');
    if (around) {
      while (at < text.size() && IsBlank(text[at])) ++at;
    }
    if (prefix[i] == ' ') continue;
    if (at == text.size() || ToLower(text[at]) != prefix[i]) return 0;
    ++at;
  }
  return at;
}

// Whether `next`, in lower case, may be the second byte of a text that starts with `prefix`.
bool MayFollow(std::string_view prefix, char next) {
  // Any byte may follow a separator, or a space whose preceding spaces were skipped. A one-byte
  // prefix does not restrict the second byte.
  return prefix.size() == 1 || IsSeparator(prefix[0]) || IsBlank(prefix[0]) || IsBlank(prefix[1]) ||
         next == prefix[1] || (IsSeparator(prefix[1]) && IsBlank(next));
}

// Returns the third byte of every text that starts with `prefix`; 0 if there are several possible
// bytes.
char ThirdByte(std::string_view prefix) {
  constexpr size_t kBefore = 3;
  if (prefix.size() < kBefore) return 0;
  const std::string_view before = prefix.substr(0, kBefore);
  const bool plain = std::none_of(before.begin(), before.end(),
                                  [](char c) { return IsSeparator(c) || IsBlank(c); });
  return plain ? prefix[kBefore - 1] : '\0';
}

// Assigns consecutive numbers from 0 to distinct values, in order of first occurrence.
template <typename Value>
class Numbers {
 public:
  size_t Of(const Value& value) { return numbers_.emplace(value, numbers_.size()).first->second; }
  size_t size() const { return numbers_.size(); }

 private:
  std::map<Value, size_t> numbers_;
};

}  // namespace

PrefixIndex::PrefixIndex(std::vector<Prefix> prefixes) : prefixes_(std::move(prefixes)) {
  std::stable_sort(prefixes_.begin(), prefixes_.end(),
                   [](const Prefix& a, const Prefix& b) { return a.text.size() > b.text.size(); });
  using Numbered = std::vector<uint16_t>;
  std::vector<std::vector<Numbered>> lists(kBytes, std::vector<Numbered>(kBytes));
  for (size_t prefix = 0; prefix < prefixes_.size(); ++prefix) {
    const std::string& text = prefixes_[prefix].text;
    for (size_t next = 0; next < kBytes; ++next) {
      if (!MayFollow(text, static_cast<char>(next))) continue;
      lists[static_cast<unsigned char>(text[0])][next].push_back(static_cast<uint16_t>(prefix));
    }
  }
  Numbers<std::vector<Numbered>> rows;
  Numbers<std::vector<Numbered>> columns;
  std::vector<Numbered> column(kBytes);
  for (size_t byte = 0; byte < kBytes; ++byte) {
    const auto lower = static_cast<unsigned char>(ToLower(static_cast<char>(byte)));
    row_of_first_[byte] = static_cast<uint8_t>(rows.Of(lists[lower]));
    for (size_t first = 0; first < kBytes; ++first) column[first] = lists[first][lower];
    column_of_next_[byte] = static_cast<uint8_t>(columns.Of(column));
  }
  columns_ = columns.size();
  list_of_pair_.resize(rows.size() * columns_);
  Numbers<Numbered> distinct;
  for (size_t first = 0; first < kBytes; ++first) {
    for (size_t next = 0; next < kBytes; ++next) {
      const Numbered& list = lists[first][next];
      const size_t number = distinct.Of(list);
      if (number == lists_.size()) AddList(list);
      const char as_text[] = {static_cast<char>(first), static_cast<char>(next)};
      if (IsUpper(as_text[0]) || IsUpper(as_text[1])) continue;
      list_of_pair_[row_of_first_[first] * columns_ + column_of_next_[next]] =
          static_cast<uint16_t>(number);
    }
  }
}

PrefixIndex::Head PrefixIndex::HeadOf(std::string_view text) {
  Head head;
  const size_t bytes = std::min(text.size(), sizeof(head.bytes));
  std::memcpy(&head.bytes, text.data(), bytes);
  std::memset(&head.mask, 0xff, bytes);
  // Converts all eight bytes to lower case at once. In each byte, the high bit of the sums marks
  // ASCII above 'Z' and at least 'A'.
  constexpr uint64_t kOnes = 0x0101010101010101;
  const uint64_t low_bits = head.bytes & (0x7f * kOnes);
  const uint64_t above_z = low_bits + (0x7f - 'Z') * kOnes;
  const uint64_t at_least_a = low_bits + (0x80 - 'A') * kOnes;
  const uint64_t is_upper = ~head.bytes & (at_least_a ^ above_z) & (0x80 * kOnes);
  head.bytes |= is_upper >> 2;
  return head;
}

void PrefixIndex::AddList(const std::vector<uint16_t>& prefixes) {
  List list;
  for (const uint16_t prefix : prefixes) {
    const std::string& text = prefixes_[prefix].text;
    size_t plain = 0;
    while (plain < text.size() && !IsSeparator(text[plain]) && !IsBlank(text[plain])) ++plain;
    list.candidates.push_back({HeadOf(std::string_view(text).substr(0, plain)), prefix});
    const char third = ThirdByte(text);
    for (size_t byte = 0; byte < list.thirds.size(); ++byte) {
      if (third == 0 || ToLower(static_cast<char>(byte)) == third) list.thirds.set(byte);
    }
  }
  lists_.push_back(std::move(list));
}

FoundPrefix PrefixIndex::LongestOf(const List& list, std::string_view text, size_t at) const {
  const uint64_t head = HeadOf(text.substr(at)).bytes;
  for (const Candidate& candidate : list.candidates) {
    if (((head ^ candidate.head.bytes) & candidate.head.mask) != 0) continue;
    const Prefix& prefix = prefixes_[candidate.prefix];
    const size_t bytes = BytesOfPrefix(text.substr(at), prefix.text);
    if (bytes > 0) return {prefix.name, at, bytes};
  }
  return {};
}

}  // namespace txtsentry::rules
