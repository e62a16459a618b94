#include "core/verdict/byte_automaton.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "core/base/status.h"
#include "core/verdict/ascii.h"
#include "core/verdict/expression_machine.h"

namespace txtsentry::verdict {
namespace {

using Machine = ExpressionMachine;
using Place = ExpressionNode::Place;
using StateType = Machine::State::Type;

// Of the machine and of the automaton before it is made small, for what that takes to compute. The
// largest one in use has 6,070.
constexpr size_t kStatesMax = 7'000;

// What stands on one side of a place; nothing of an expression that looks at none.
enum Side : uint32_t { kNothing, kWordByte, kOtherByte };

Side SideOf(size_t byte) { return IsRe2Word(static_cast<char>(byte)) ? kWordByte : kOtherByte; }

bool IsPlace(Place place, Side before, Side after) {
  switch (place) {
    case Place::kBegin:
      return before == kNothing;
    case Place::kEnd:
      return after == kNothing;
    case Place::kWordBoundary:
      return (before == kWordByte) != (after == kWordByte);
  }
  return false;
}

uint64_t Mixed(uint64_t hash, uint64_t value) {
  hash = (hash + value + 1) * 0x9e3779b97f4a7c15;
  return hash ^ (hash >> 29);
}

}  // namespace

// The states of a machine that are possible after what was read, and what was read last where the
// expression looks at places, are one state of the automaton; states that the rest of a text cannot
// tell apart are then made one.
class AutomatonTable {
 public:
  AutomatonTable(const Machine& machine, ByteAutomaton::Of of)
      : machine_(machine), finds_(of == ByteAutomaton::Of::kAnyPart) {}

  absl::StatusOr<ByteAutomaton> Make() {
    FindClasses();
    FindSteps();
    TXTSENTRY_RETURN_IF_ERROR(FindStates());
    return Least();
  }

 private:
  struct Key {
    StateSet set;
    Side before = kNothing;

    bool operator==(const Key& other) const { return before == other.before && set == other.set; }
  };
  struct KeyHash {
    size_t operator()(const Key& key) const {
      uint64_t hash = Mixed(key.before, key.set.size());
      for (const uint32_t state : key.set) hash = Mixed(hash, state);
      return hash;
    }
  };
  // Of a state that takes a byte: of which classes, and where it goes on.
  struct Step {
    std::vector<uint8_t> classes;
    StateSet to;
  };

  // Bytes that every step takes or leaves together, and that are one side of a place.
  void FindClasses() {
    std::map<std::vector<bool>, uint8_t> classes;
    for (size_t byte = 0; byte < class_of_.size(); ++byte) {
      const Side side = machine_.looks_at_places() ? SideOf(byte) : kNothing;
      std::vector<bool> in = {side == kWordByte};
      for (const auto& bytes : machine_.distinct_bytes()) in.push_back(bytes.test(byte));
      const auto [place, is_new] = classes.try_emplace(in, static_cast<uint8_t>(classes.size()));
      if (is_new) {
        byte_of_class_.push_back(byte);
        side_of_class_.push_back(side);
      }
      class_of_[byte] = place->second;
    }
  }

  void FindSteps() {
    std::vector<std::vector<uint8_t>> classes_of;
    for (const auto& bytes : machine_.distinct_bytes()) {
      classes_of.emplace_back();
      for (size_t c = 0; c < byte_of_class_.size(); ++c) {
        if (bytes.test(byte_of_class_[c])) classes_of.back().push_back(static_cast<uint8_t>(c));
      }
    }
    for (const Machine::State& state : machine_.states()) {
      steps_.emplace_back();
      if (state.type == StateType::kTaker) steps_.back().classes = classes_of[state.bytes];
      if (state.type != StateType::kLast) steps_.back().to = WithoutLoops(state.next);
    }
    start_set_ = WithoutLoops(machine_.start());
  }

  // `set` with what its loops go on in, in their place. In no order.
  StateSet WithoutLoops(const StateSet& set) const {
    StateSet seen;
    StateSet open = set;
    StateSet others;
    while (!open.empty()) {
      const uint32_t state = open.back();
      open.pop_back();
      if (std::find(seen.begin(), seen.end(), state) != seen.end()) continue;
      seen.push_back(state);
      const Machine::State& found = machine_.states()[state];
      if (found.type == StateType::kLoop) {
        open.insert(open.end(), found.next.begin(), found.next.end());
      } else {
        others.push_back(state);
      }
    }
    return others;
  }

  // `key`'s set with what follows on its places, if the text goes on with `after`.
  StateSet WithPlaces(const Key& key, Side after) const {
    StateSet set = key.set;
    for (size_t i = 0; i < set.size(); ++i) {
      const Machine::State& state = machine_.states()[set[i]];
      if (state.type != StateType::kPlace || !IsPlace(state.place, key.before, after)) continue;
      for (const uint32_t next : steps_[set[i]].to) {
        if (std::find(set.begin(), set.end(), next) == set.end()) set.push_back(next);
      }
    }
    return set;
  }

  static bool HasLast(const StateSet& set) {
    return std::find(set.begin(), set.end(), Machine::kLast) != set.end();
  }

  uint32_t NumberOf(Key key) {
    std::sort(key.set.begin(), key.set.end());
    key.set.erase(std::unique(key.set.begin(), key.set.end()), key.set.end());
    if (key.set.empty()) return ByteAutomaton::kDead;
    const auto number = static_cast<uint32_t>(accepts_.size());
    const auto [place, is_new] = numbers_.try_emplace(std::move(key), number);
    if (is_new) {
      keys_.push_back(&place->first);
      accepts_.push_back(HasLast(WithPlaces(place->first, kNothing)));
    }
    return place->second;
  }

  absl::Status FindStates() {
    const size_t classes = byte_of_class_.size();
    // The two that need no set.
    keys_ = {nullptr, nullptr};
    accepts_ = {false, true};
    next_.assign(classes, ByteAutomaton::kDead);
    next_.resize(2 * classes, ByteAutomaton::kFound);
    start_ = NumberOf({start_set_, kNothing});
    const std::set<Side> sides(side_of_class_.begin(), side_of_class_.end());
    std::vector<StateSet> next(classes);
    for (size_t number = 2; number < keys_.size(); ++number) {
      if (keys_.size() > kStatesMax) {
        return absl::ResourceExhaustedError(absl::StrCat("more than ", kStatesMax, " states"));
      }
      const Key& key = *keys_[number];
      bool found[] = {false, false, false};
      for (StateSet& to : next) to = finds_ ? start_set_ : StateSet();
      for (const Side after : sides) {
        const StateSet set = WithPlaces(key, after);
        found[after] = finds_ && HasLast(set);
        for (const uint32_t state : set) {
          if (machine_.states()[state].type != StateType::kTaker) continue;
          for (const uint8_t c : steps_[state].classes) {
            if (side_of_class_[c] != after) continue;
            next[c].insert(next[c].end(), steps_[state].to.begin(), steps_[state].to.end());
          }
        }
      }
      for (size_t c = 0; c < classes; ++c) {
        const Side side = side_of_class_[c];
        next_.push_back(found[side] ? ByteAutomaton::kFound : NumberOf({next[c], side}));
      }
    }
    return absl::OkStatus();
  }

  // Moore's algorithm: blocks of states are parted until all states of a block lead to the same
  // blocks. The block of each state, numbered in the order of their first states.
  std::vector<uint32_t> Blocks(size_t& count) const {
    const size_t classes = byte_of_class_.size();
    std::vector<uint32_t> block(accepts_.begin(), accepts_.end());
    const auto hash_of = [&](uint32_t state) {
      uint64_t hash = block[state];
      for (size_t c = 0; c < classes; ++c) hash = Mixed(hash, block[next_[state * classes + c]]);
      return static_cast<size_t>(hash);
    };
    const auto go_together = [&](uint32_t a, uint32_t b) {
      if (block[a] != block[b]) return false;
      for (size_t c = 0; c < classes; ++c) {
        if (block[next_[a * classes + c]] != block[next_[b * classes + c]]) return false;
      }
      return true;
    };
    for (count = 0;;) {
      std::unordered_map<uint32_t, uint32_t, decltype(hash_of), decltype(go_together)> blocks(
          2 * count, hash_of, go_together);
      std::vector<uint32_t> parted(block.size());
      for (uint32_t state = 0; state < block.size(); ++state) {
        parted[state] =
            blocks.try_emplace(state, static_cast<uint32_t>(blocks.size())).first->second;
      }
      const bool done = blocks.size() == count;
      count = blocks.size();
      blocks.clear();
      block = std::move(parted);
      if (done) return block;
    }
  }

  ByteAutomaton Least() const {
    const size_t classes = byte_of_class_.size();
    size_t count = 0;
    const std::vector<uint32_t> block = Blocks(count);
    // Blocks are numbered in the order in which a text reaches them. Those in which a text may end
    // go last, but for the first two.
    std::vector<size_t> state_of(count);
    for (size_t state = accepts_.size(); state-- > 0;) state_of[block[state]] = state;
    ByteAutomaton automaton;
    std::vector<uint16_t> row_of(count);
    uint16_t row = ByteAutomaton::kFound;
    row_of[ByteAutomaton::kFound] = row++;
    for (const bool accepting : {false, true}) {
      if (accepting) automaton.accepting_ = row;
      for (size_t number = ByteAutomaton::kFound + 1; number < count; ++number) {
        if (accepts_[state_of[number]] == accepting) row_of[number] = row++;
      }
    }
    automaton.class_of_ = class_of_;
    automaton.start_ = row_of[block[start_]];
    while (size_t{1} << automaton.row_bits_ < classes) ++automaton.row_bits_;
    automaton.next_.resize(count << automaton.row_bits_);
    for (size_t number = 0; number < count; ++number) {
      uint16_t* const to = &automaton.next_[size_t{row_of[number]} << automaton.row_bits_];
      const uint32_t* const from = &next_[state_of[number] * classes];
      for (size_t c = 0; c < classes; ++c) to[c] = row_of[block[from[c]]];
    }
    return automaton;
  }

  const Machine& machine_;
  const bool finds_;  // Any part of a text.
  std::array<uint8_t, 256> class_of_ = {};
  std::vector<size_t> byte_of_class_;
  std::vector<Side> side_of_class_;
  std::vector<Step> steps_;  // By state of the machine.
  StateSet start_set_;
  std::unordered_map<Key, uint32_t, KeyHash> numbers_;
  std::vector<const Key*> keys_;  // Of numbers_, by number; null for kDead and kFound.
  std::vector<bool> accepts_;     // A text that ends here, by number.
  std::vector<uint32_t> next_;    // By number and class.
  uint32_t start_ = 0;
};

absl::StatusOr<ByteAutomaton> ByteAutomaton::Make(const ExpressionNode& expression, Of of) {
  TXTSENTRY_ASSIGN_OR_RETURN(const Machine machine, Machine::Make(expression, kStatesMax));
  return AutomatonTable(machine, of).Make();
}

}  // namespace txtsentry::verdict
