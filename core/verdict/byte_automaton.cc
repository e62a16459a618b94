#include "core/verdict/byte_automaton.h"

#include <algorithm>
#include <bitset>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "core/base/status.h"

namespace txtsentry::verdict {
namespace {

using Bytes = std::bitset<256>;
using Type = ExpressionNode::Type;

// Of the machine and of the automaton before it is made small, for what that takes to compute. The
// largest one in use has 6,070.
constexpr size_t kStatesMax = 7'000;

using Set = std::vector<uint32_t>;  // States of a machine, in order.

Set Union(const Set& a, const Set& b) {
  Set all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

// The machine of an expression that can be in many of its states at once. What takes the same byte
// and goes on in the same way is one state, however often the expression says it, which leaves few.
class Machine {
 public:
  static constexpr uint32_t kLast = 0;  // The state in which all was read.

  struct State {
    size_t bytes = 0;  // What it takes, in distinct_bytes(); 0 if nothing.
    Set next;
  };

  absl::StatusOr<Set> Add(const ExpressionNode& root) {
    FindShapes(root);
    return Add(root, {kLast});
  }

  const std::vector<State>& states() const { return states_; }
  // No two are equal; the first is empty.
  const std::vector<Bytes>& distinct_bytes() const { return distinct_bytes_; }

 private:
  size_t NumberOf(const Bytes& bytes) {
    const auto known = std::find(distinct_bytes_.begin(), distinct_bytes_.end(), bytes);
    if (known == distinct_bytes_.end()) distinct_bytes_.push_back(bytes);
    return known - distinct_bytes_.begin();
  }

  // Numbers nodes so that those that say the same have the same number.
  size_t FindShapes(const ExpressionNode& node) {
    std::vector<size_t> shape = {static_cast<size_t>(node.type), node.min, node.max,
                                 NumberOf(node.bytes)};
    for (const ExpressionNode& part : node.parts) shape.push_back(FindShapes(part));
    return shape_of_[&node] = shapes_.try_emplace(std::move(shape), shapes_.size()).first->second;
  }

  // The states in which a text is read that has to match the node and then go on in `next`.
  absl::StatusOr<Set> Add(const ExpressionNode& node, const Set& next) {
    Set begin = next;
    if (node.max == ExpressionNode::kNoLimit) {
      const auto [place, is_new] = loops_.try_emplace({shape_of_[&node], next}, states_.size());
      const uint32_t loop = place->second;
      begin = {loop};
      if (is_new) {
        states_.push_back({});
        TXTSENTRY_ASSIGN_OR_RETURN(const Set once, AddOnce(node, begin));
        states_[loop].next = Union(next, once);
      }
    }
    for (size_t i = node.min; i < node.max && node.max != ExpressionNode::kNoLimit; ++i) {
      TXTSENTRY_ASSIGN_OR_RETURN(const Set once, AddOnce(node, begin));
      begin = Union(next, once);
    }
    for (size_t i = 0; i < node.min; ++i) {
      TXTSENTRY_ASSIGN_OR_RETURN(begin, AddOnce(node, begin));
    }
    return begin;
  }

  absl::StatusOr<Set> AddOnce(const ExpressionNode& node, const Set& next) {
    if (states_.size() > kStatesMax) {
      return absl::ResourceExhaustedError(absl::StrCat("more than ", kStatesMax, " places"));
    }
    switch (node.type) {
      case Type::kByte: {
        const auto [place, is_new] =
            takers_.try_emplace({NumberOf(node.bytes), next}, states_.size());
        if (is_new) states_.push_back({NumberOf(node.bytes), next});
        return Set{place->second};
      }
      case Type::kSequence: {
        Set begin = next;
        for (auto part = node.parts.rbegin(); part != node.parts.rend(); ++part) {
          TXTSENTRY_ASSIGN_OR_RETURN(begin, Add(*part, begin));
        }
        return begin;
      }
      case Type::kOneOf: {
        Set begin;
        for (const ExpressionNode& part : node.parts) {
          TXTSENTRY_ASSIGN_OR_RETURN(const Set of_part, Add(part, next));
          begin = Union(begin, of_part);
        }
        return begin;
      }
      case Type::kPlace:
        break;
    }
    return absl::InvalidArgumentError("an expression that looks at places");
  }

  std::vector<State> states_ = {State()};
  std::vector<Bytes> distinct_bytes_ = {Bytes()};
  std::map<std::vector<size_t>, size_t> shapes_;
  std::map<const ExpressionNode*, size_t> shape_of_;
  std::map<std::pair<size_t, Set>, uint32_t> takers_;  // By bytes and next.
  std::map<std::pair<size_t, Set>, uint32_t> loops_;   // By shape and next.
};

}  // namespace

// The states of a machine that are possible after what was read are one state of the automaton;
// states that the rest of a text cannot tell apart are then made one.
class AutomatonTable {
 public:
  static absl::StatusOr<ByteAutomaton> Make(const ExpressionNode& expression) {
    AutomatonTable table;
    TXTSENTRY_ASSIGN_OR_RETURN(const Set start, table.machine_.Add(expression));
    table.FindClasses();
    table.FindSteps();
    TXTSENTRY_RETURN_IF_ERROR(table.FindStates(start));
    return table.Least();
  }

 private:
  struct SetHash {
    size_t operator()(const Set& set) const {
      uint64_t hash = set.size();
      for (const uint32_t state : set) hash = Mixed(hash, state);
      return hash;
    }
  };

  static uint64_t Mixed(uint64_t hash, uint64_t value) {
    hash = (hash + value + 1) * 0x9e3779b97f4a7c15;
    return hash ^ (hash >> 29);
  }

  // Bytes that every step takes or leaves together.
  void FindClasses() {
    std::map<std::vector<bool>, uint8_t> classes;
    for (size_t byte = 0; byte < class_of_.size(); ++byte) {
      std::vector<bool> in;
      for (const Bytes& bytes : machine_.distinct_bytes()) in.push_back(bytes.test(byte));
      const auto [place, is_new] = classes.try_emplace(in, static_cast<uint8_t>(classes.size()));
      if (is_new) byte_of_class_.push_back(byte);
      class_of_[byte] = place->second;
    }
  }

  void FindSteps() {
    std::vector<std::vector<uint8_t>> classes_of;
    for (const Bytes& bytes : machine_.distinct_bytes()) {
      classes_of.emplace_back();
      for (size_t c = 0; c < byte_of_class_.size(); ++c) {
        if (bytes.test(byte_of_class_[c])) classes_of.back().push_back(static_cast<uint8_t>(c));
      }
    }
    for (const Machine::State& state : machine_.states()) {
      steps_.push_back({classes_of[state.bytes], {}});
      if (state.bytes != 0) steps_.back().to = WithoutLoops(state.next);
    }
  }

  // What takes a byte or is the last state, of `set` and of where its loops go on.
  Set WithoutLoops(const Set& set) const {
    Set seen;
    Set open = set;
    Set takers;
    while (!open.empty()) {
      const uint32_t state = open.back();
      open.pop_back();
      if (std::find(seen.begin(), seen.end(), state) != seen.end()) continue;
      seen.push_back(state);
      const Machine::State& found = machine_.states()[state];
      if (found.bytes != 0 || state == Machine::kLast) {
        takers.push_back(state);
      } else {
        open.insert(open.end(), found.next.begin(), found.next.end());
      }
    }
    return takers;
  }

  size_t NumberOf(Set& set) {
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    const auto [place, is_new] = numbers_.try_emplace(set, sets_.size());
    if (is_new) sets_.push_back(&place->first);
    return place->second;
  }

  absl::Status FindStates(const Set& start) {
    Set set;
    NumberOf(set);
    set = WithoutLoops(start);
    start_ = NumberOf(set);
    std::vector<Set> next(byte_of_class_.size());
    for (size_t number = 0; number < sets_.size(); ++number) {
      if (sets_.size() > kStatesMax) {
        return absl::ResourceExhaustedError(absl::StrCat("more than ", kStatesMax, " states"));
      }
      for (Set& to : next) to.clear();
      for (const uint32_t state : *sets_[number]) {
        const Step& step = steps_[state];
        for (const uint8_t c : step.classes) {
          next[c].insert(next[c].end(), step.to.begin(), step.to.end());
        }
      }
      for (Set& to : next) next_.push_back(static_cast<uint32_t>(NumberOf(to)));
    }
    return absl::OkStatus();
  }

  bool IsAccepting(size_t number) const {
    return std::binary_search(sets_[number]->begin(), sets_[number]->end(), Machine::kLast);
  }

  // Moore's algorithm: blocks of states are parted until all states of a block lead to the same
  // blocks. The block of each state, numbered in the order of their first states.
  std::vector<uint32_t> Blocks(size_t& count) const {
    const size_t classes = byte_of_class_.size();
    std::vector<uint32_t> block(sets_.size());
    for (size_t state = 0; state < block.size(); ++state) block[state] = IsAccepting(state);
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
    // Blocks are numbered in the order in which a text reaches them. Those of a match go last; the
    // one of the empty set stays the first.
    std::vector<size_t> state_of(count);
    for (size_t state = sets_.size(); state-- > 0;) state_of[block[state]] = state;
    ByteAutomaton automaton;
    std::vector<uint16_t> row_of(count);
    uint16_t row = 0;
    for (const bool accepting : {false, true}) {
      if (accepting) automaton.accepting_ = row;
      for (size_t number = 0; number < count; ++number) {
        if (IsAccepting(state_of[number]) == accepting) row_of[number] = row++;
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

  struct Step {
    std::vector<uint8_t> classes;
    Set to;
  };

  Machine machine_;
  std::array<uint8_t, 256> class_of_ = {};
  std::vector<size_t> byte_of_class_;
  std::vector<Step> steps_;  // By state of the machine.
  std::unordered_map<Set, size_t, SetHash> numbers_;
  std::vector<const Set*> sets_;  // Of numbers_, by number; the first one is empty.
  std::vector<uint32_t> next_;    // By state and class.
  size_t start_ = 0;
};

absl::StatusOr<ByteAutomaton> ByteAutomaton::Of(const ExpressionNode& expression) {
  return AutomatonTable::Make(expression);
}

}  // namespace txtsentry::verdict
