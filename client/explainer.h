// The interface behind `txtsentry explain`, implemented by a server connection and by a classifier
// in this process.
#ifndef TXTSENTRY_CLIENT_EXPLAINER_H_
#define TXTSENTRY_CLIENT_EXPLAINER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "client/scorer.h"

namespace txtsentry::client {

// The contribution of a character of the record to the logit; a positive value raises the score.
struct CharacterPart {
  size_t offset_bytes = 0;
  size_t length_bytes = 0;
  float logit = 0;
};

// The explanation of a record's score, in the API's types. The parts add up to logit -
// baseline_logit, up to residual.
struct RecordExplanation {
  std::string text;  // Canonical text, any bytes; offsets refer to it.
  ScoreResult result;
  std::vector<CharacterPart> parts;  // Ascending, disjoint, all within the text.
  float logit = 0;
  float baseline_logit = 0;
  float residual = 0;
  std::string nearest_kind;  // Empty for none.
  std::string model;         // As Scorer::model_name.
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_EXPLAINER_H_
