// An expression as a tree, for the part of RE2's syntax that the tables of this folder use.
#ifndef TXTSENTRY_CORE_VERDICT_EXPRESSION_TREE_H_
#define TXTSENTRY_CORE_VERDICT_EXPRESSION_TREE_H_

#include <re2/re2.h>

#include <bitset>
#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "core/verdict/bytewise_re2.h"

namespace txtsentry::verdict {

struct ExpressionNode {
  static constexpr size_t kNoLimit = static_cast<size_t>(-1);

  enum class Type {
    kByte,      // One byte of `bytes`.
    kSequence,  // All of `parts`, one behind the other.
    kOneOf,     // One of `parts`.
    kPlace,     // Nothing, at a place.
  };
  enum class Place {
    kBegin,         // ^: of the text.
    kEnd,           // $: of the text.
    kWordBoundary,  // \b: between a letter, digit or underscore and what is none.
  };

  Type type = Type::kSequence;
  std::bitset<256> bytes;
  Place place = Place::kBegin;
  std::vector<ExpressionNode> parts;
  size_t min = 1;  // How often it is repeated.
  size_t max = 1;
};

// Reads an expression that is meant for such options of bytewise_re2.h: bytes, without regard to
// case but within (?-i:...). Which bytes a letter or a class stands for is asked of RE2 itself.
// InvalidArgument, naming the place, for syntax that is not read (groups that capture, other flags)
// or is wrong.
absl::StatusOr<ExpressionNode> ReadExpression(std::string_view expression,
                                              const RE2::Options& options = BytewiseOptions());

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_EXPRESSION_TREE_H_
