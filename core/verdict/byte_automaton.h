// A deterministic automaton over bytes in one small table.
#ifndef TXTSENTRY_CORE_VERDICT_BYTE_AUTOMATON_H_
#define TXTSENTRY_CORE_VERDICT_BYTE_AUTOMATON_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/verdict/expression_tree.h"

namespace txtsentry::verdict {

// RE2 makes its states when a text first needs them, each where the heap has room, and has locks
// and some objects more on the way to them. Between the texts of two calls the LSTM runs, and all
// of that is cold again. Here the least automaton is made once, and its states lie side by side.
// Thread-safe.
class ByteAutomaton {
 public:
  enum class Of {
    kWholeText,
    kAnyPart,  // And what stands around it, where the expression looks at places.
  };

  // ResourceExhausted for an expression that takes more states to make than a fixed number of
  // thousands.
  static absl::StatusOr<ByteAutomaton> Make(const ExpressionNode& expression,
                                            Of of = Of::kWholeText);

  // Whether the expression matches all of `text` or a part of it. One step a byte.
  bool Matches(std::string_view text) const {
    size_t state = start_;
    for (const char c : text) {
      state = next_[(state << row_bits_) + class_of_[static_cast<unsigned char>(c)]];
      if (state <= kSettled) return state == kFound;
    }
    return state >= accepting_ || state == kFound;
  }

 private:
  friend class AutomatonTable;

  // The states in which the rest of a text does not count: nothing can match any more, and what has
  // matched matches whatever comes. No other is at or below kSettled.
  static constexpr uint32_t kDead = 0;
  static constexpr uint32_t kFound = 1;
  static constexpr uint32_t kSettled = kFound;

  ByteAutomaton() = default;

  // Bytes that the expression does not tell apart are of one class.
  std::array<uint8_t, 256> class_of_ = {};
  int row_bits_ = 0;
  std::vector<uint16_t> next_;  // By state, of which each has 2^row_bits_, and class.
  uint16_t start_ = 0;
  uint16_t accepting_ = 0;  // The first of the states in which a text that ends matches.
};

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_BYTE_AUTOMATON_H_
