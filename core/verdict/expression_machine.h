// The machine of an expression that can be in many of its states at once (Thompson 1968, with
// steps by sets of bytes): what an automaton is made from.
#ifndef TXTSENTRY_CORE_VERDICT_EXPRESSION_MACHINE_H_
#define TXTSENTRY_CORE_VERDICT_EXPRESSION_MACHINE_H_

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "core/verdict/expression_tree.h"

namespace txtsentry::verdict {

// States of a machine, in order and each once.
using StateSet = std::vector<uint32_t>;

// What takes the same byte and goes on in the same way is one state, however often the expression
// says it: few states, so that few sets of them are possible.
class ExpressionMachine {
 public:
  static constexpr uint32_t kLast = 0;  // The state in which all was read.

  struct State {
    enum class Type {
      kLast,
      kTaker,  // Takes one byte of distinct_bytes()[bytes] and goes on in `next`.
      kPlace,  // Goes on in `next` where the text is at such a place.
      kLoop,   // Goes on in `next`.
    };

    Type type = Type::kLast;
    size_t bytes = 0;
    ExpressionNode::Place place = ExpressionNode::Place::kBegin;
    StateSet next;
  };

  // ResourceExhausted for more than `states_max` states.
  static absl::StatusOr<ExpressionMachine> Make(const ExpressionNode& expression,
                                                size_t states_max);

  const std::vector<State>& states() const { return states_; }
  // Those in which a text is first.
  const StateSet& start() const { return start_; }
  // No two are equal.
  const std::vector<std::bitset<256>>& distinct_bytes() const { return distinct_bytes_; }
  bool looks_at_places() const { return !places_.empty(); }

 private:
  explicit ExpressionMachine(size_t states_max) : states_max_(states_max) {}

  size_t NumberOf(const std::bitset<256>& bytes);
  size_t FindShapes(const ExpressionNode& node);
  absl::StatusOr<StateSet> Add(const ExpressionNode& node, const StateSet& next);
  absl::StatusOr<StateSet> AddOnce(const ExpressionNode& node, const StateSet& next);

  using Known = std::map<std::pair<size_t, StateSet>, uint32_t>;
  // The state of `known` by its key, made if there is none.
  uint32_t StateOf(Known& known, State::Type type, size_t key, const StateSet& next);

  size_t states_max_ = 0;
  std::vector<State> states_ = {State()};
  StateSet start_;
  std::vector<std::bitset<256>> distinct_bytes_;
  // Numbers of nodes; those that say the same have the same number.
  std::map<std::vector<size_t>, size_t> shapes_;
  std::map<const ExpressionNode*, size_t> shape_of_;
  Known takers_;  // By bytes and next.
  Known places_;  // By place and next.
  Known loops_;   // By shape and where they go on once they end.
};

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_EXPRESSION_MACHINE_H_
