#include "core/verdict/expression_machine.h"

#include <algorithm>
#include <iterator>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "core/base/status.h"

namespace txtsentry::verdict {
namespace {

using Type = ExpressionNode::Type;

StateSet Union(const StateSet& a, const StateSet& b) {
  StateSet all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

}  // namespace

absl::StatusOr<ExpressionMachine> ExpressionMachine::Make(const ExpressionNode& expression,
                                                          size_t states_max) {
  ExpressionMachine machine(states_max);
  machine.FindShapes(expression);
  TXTSENTRY_ASSIGN_OR_RETURN(machine.start_, machine.Add(expression, {kLast}));
  return machine;
}

size_t ExpressionMachine::NumberOf(const std::bitset<256>& bytes) {
  const auto known = std::find(distinct_bytes_.begin(), distinct_bytes_.end(), bytes);
  const size_t number = known - distinct_bytes_.begin();
  if (known == distinct_bytes_.end()) distinct_bytes_.push_back(bytes);
  return number;
}

size_t ExpressionMachine::FindShapes(const ExpressionNode& node) {
  std::vector<size_t> shape = {static_cast<size_t>(node.type), node.min, node.max,
                               static_cast<size_t>(node.place)};
  if (node.type == Type::kByte) shape.push_back(NumberOf(node.bytes));
  for (const ExpressionNode& part : node.parts) shape.push_back(FindShapes(part));
  return shape_of_[&node] = shapes_.try_emplace(std::move(shape), shapes_.size()).first->second;
}

uint32_t ExpressionMachine::StateOf(Known& known, State::Type type, size_t key,
                                    const StateSet& next) {
  const auto number = static_cast<uint32_t>(states_.size());
  const auto [entry, is_new] = known.try_emplace({key, next}, number);
  if (is_new) {
    states_.push_back({type, 0, {}, next});
    if (type == State::Type::kTaker) states_.back().bytes = key;
    if (type == State::Type::kPlace) {
      states_.back().place = static_cast<ExpressionNode::Place>(key);
    }
  }
  return entry->second;
}

// The states in which a text is that has to match the node and then to go on in `next`.
absl::StatusOr<StateSet> ExpressionMachine::Add(const ExpressionNode& node, const StateSet& next) {
  StateSet begin = next;
  if (node.max == ExpressionNode::kNoLimit) {
    const size_t before = states_.size();
    const uint32_t loop = StateOf(loops_, State::Type::kLoop, shape_of_[&node], next);
    begin = {loop};
    if (loop == before) {
      TXTSENTRY_ASSIGN_OR_RETURN(const StateSet once, AddOnce(node, begin));
      states_[loop].next = Union(next, once);
    }
  } else {
    for (size_t i = node.min; i < node.max; ++i) {
      TXTSENTRY_ASSIGN_OR_RETURN(const StateSet once, AddOnce(node, begin));
      begin = Union(next, once);
    }
  }
  for (size_t i = 0; i < node.min; ++i) {
    TXTSENTRY_ASSIGN_OR_RETURN(begin, AddOnce(node, begin));
  }
  return begin;
}

absl::StatusOr<StateSet> ExpressionMachine::AddOnce(const ExpressionNode& node,
                                                    const StateSet& next) {
  if (states_.size() > states_max_) {
    return absl::ResourceExhaustedError(absl::StrCat("more than ", states_max_, " places"));
  }
  StateSet begin;
  switch (node.type) {
    case Type::kByte:
      begin = {StateOf(takers_, State::Type::kTaker, NumberOf(node.bytes), next)};
      break;
    case Type::kPlace:
      begin = {StateOf(places_, State::Type::kPlace, static_cast<size_t>(node.place), next)};
      break;
    case Type::kSequence:
      begin = next;
      for (auto part = node.parts.rbegin(); part != node.parts.rend(); ++part) {
        TXTSENTRY_ASSIGN_OR_RETURN(begin, Add(*part, begin));
      }
      break;
    case Type::kOneOf:
      for (const ExpressionNode& part : node.parts) {
        TXTSENTRY_ASSIGN_OR_RETURN(const StateSet of_part, Add(part, next));
        begin = Union(begin, of_part);
      }
      break;
  }
  return begin;
}

}  // namespace txtsentry::verdict
