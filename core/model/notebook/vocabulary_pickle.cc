#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/model/notebook/pickle_reader.h"
#include "core/model/notebook/pickle_writer.h"
#include "core/model/vocabulary_file.h"
#include "core/model/weights.h"

namespace txtsentry::model {
namespace {

using Kind = PickleValue::Kind;

constexpr int kProtocol = 4;
constexpr size_t kBatchItems = 1000;  // Pairs per SETITEMS, as in Python's pickle.

// Orders the keys by their ids.
absl::StatusOr<std::vector<std::string>> TokensById(const std::string& file, const PickleTree& tree,
                                                    const PickleValue& dict) {
  const size_t count = dict.items.size() / 2;
  std::vector<std::string> tokens(count);
  std::vector<bool> taken(count, false);
  for (size_t i = 0; i < dict.items.size(); i += 2) {
    const PickleValue& key = tree.at(dict.items[i]);
    const PickleValue& id = tree.at(dict.items[i + 1]);
    if (key.kind != Kind::kString || id.kind != Kind::kInt) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "%s: offset %d: the dict holds something else than strings and integer ids", file,
          (key.kind != Kind::kString ? key : id).offset));
    }
    if (id.integer < 0 || id.integer >= static_cast<int64_t>(count)) {
      return absl::FailedPreconditionError(
          absl::StrFormat("%s: offset %d: id=%d is not in 0..%d, the ids of %d tokens", file,
                          id.offset, id.integer, static_cast<int64_t>(count) - 1, count));
    }
    const auto place = static_cast<size_t>(id.integer);
    if (taken[place]) {
      return absl::FailedPreconditionError(
          absl::StrFormat("%s: offset %d: id=%d stands twice", file, id.offset, id.integer));
    }
    taken[place] = true;
    tokens[place] = std::string(key.text);
  }
  return tokens;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseVocabularyPickle(const std::string& file,
                                                               std::string_view bytes) {
  TXTSENTRY_ASSIGN_OR_RETURN(const PickleTree tree, ParsePickle(file, bytes));
  const PickleValue& root = tree.at(tree.root);
  if (root.kind != Kind::kDict) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: offset %d: the file does not hold a dict", file, root.offset));
  }
  if (root.items.size() / 2 > static_cast<size_t>(kVocabularyRowsMax)) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s: tokens=%d exceeds tokens_max=%d", file, root.items.size() / 2, kVocabularyRowsMax));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(std::vector<std::string> tokens, TokensById(file, tree, root));
  if (const absl::Status status = ValidateTokens(tokens); !status.ok()) {
    return base::WithPrefix(file, status);
  }
  return tokens;
}

std::string SerializeVocabularyPickle(const std::vector<std::string>& tokens) {
  PickleWriter pickle(kProtocol);
  pickle.Op(PickleOpcode::kEmptyDict);
  for (size_t first = 0; first < tokens.size(); first += kBatchItems) {
    pickle.Op(PickleOpcode::kMark);
    for (size_t id = first; id < std::min(first + kBatchItems, tokens.size()); ++id) {
      pickle.String(tokens[id]);
      pickle.Integer(static_cast<int32_t>(id));
    }
    pickle.Op(PickleOpcode::kSetItems);
  }
  return std::move(pickle).Finish();
}

}  // namespace txtsentry::model
