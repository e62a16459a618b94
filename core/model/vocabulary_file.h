// The two vocabulary file formats: the bundle's vocab.tsv and the notebook's vocab.pkl.
//
// A vocabulary is a list of distinct tokens of valid UTF-8, each at most kTokenBytesMax long; a
// token's id is its index. Token 0 is "<pad>" and token 1 is "<unk>".
#ifndef TXTSENTRY_CORE_MODEL_VOCABULARY_FILE_H_
#define TXTSENTRY_CORE_MODEL_VOCABULARY_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace txtsentry::model {

inline constexpr int kTokenBytesMax = 256;

// Returns FailedPrecondition, naming the id, if the list violates the requirements above.
absl::Status ValidateTokens(const std::vector<std::string>& tokens);

// Each line has an id, a tab, a token and a newline; ids count up from 0. In a token, tab, newline,
// carriage return and backslash are written \t \n \r \\, and other control characters \xHH; the
// reader accepts \xHH for any byte. `file` names the file in messages. Returns DataLoss with the
// offset for a malformed line; FailedPrecondition as ValidateTokens.
absl::StatusOr<std::vector<std::string>> ParseVocabularyTsv(const std::string& file,
                                                            std::string_view bytes);
std::string SerializeVocabularyTsv(const std::vector<std::string>& tokens);

// Reads a pickled dict or OrderedDict from token to id, protocol 2 to 5, in any order. Returns
// DataLoss as ParsePickle; FailedPrecondition if the ids are not exactly 0..N-1, and as
// ValidateTokens.
absl::StatusOr<std::vector<std::string>> ParseVocabularyPickle(const std::string& file,
                                                               std::string_view bytes);
// Writes protocol 4, a plain dict in the order of the ids.
std::string SerializeVocabularyPickle(const std::vector<std::string>& tokens);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_VOCABULARY_FILE_H_
