// The two files that hold a vocabulary: the bundle's vocab.tsv and the notebook's vocab.pkl.
//
// A vocabulary is a list of distinct tokens, valid UTF-8 and at most kTokenBytesMax long; a token's
// id is its place. Token 0 is "<pad>" and token 1 is "<unk>".
#ifndef TXTSENTRY_CORE_MODEL_VOCABULARY_FILE_H_
#define TXTSENTRY_CORE_MODEL_VOCABULARY_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace txtsentry::model {

inline constexpr int kTokenBytesMax = 256;

// FailedPrecondition, naming the id, when the list breaks what is said above.
absl::Status ValidateTokens(const std::vector<std::string>& tokens);

// One line a token: id, tab, token, newline; ids count up from 0. Inside a token, tab, newline,
// carriage return and backslash are written \t \n \r \\, and other control characters \xHH; the
// reader takes \xHH for any byte. `file` names the file in messages. DataLoss with the offset
// when a line is malformed; FailedPrecondition as ValidateTokens.
absl::StatusOr<std::vector<std::string>> ParseVocabularyTsv(const std::string& file,
                                                            std::string_view bytes);
std::string SerializeVocabularyTsv(const std::vector<std::string>& tokens);

// A pickled dict or OrderedDict from token to id, protocol 2 to 5, the pairs in any order. DataLoss
// as ParsePickle; FailedPrecondition when the ids are not exactly 0..N-1, and as ValidateTokens.
absl::StatusOr<std::vector<std::string>> ParseVocabularyPickle(const std::string& file,
                                                               std::string_view bytes);
// Protocol 4, a plain dict in the order of the ids.
std::string SerializeVocabularyPickle(const std::vector<std::string>& tokens);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_VOCABULARY_FILE_H_
