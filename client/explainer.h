// What `txtsentry explain` needs from whatever explains for it: a server or a classifier in
// process.
#ifndef TXTSENTRY_CLIENT_EXPLAINER_H_
#define TXTSENTRY_CLIENT_EXPLAINER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "client/scorer.h"

namespace txtsentry::client {

// What a character of the record adds to the logit: above zero it raises the score.
struct CharacterPart {
  size_t offset_bytes = 0;
  size_t length_bytes = 0;
  float logit = 0;
};

// Why a record's score is what it is, in the API's types. The parts add up to logit -
// baseline_logit, up to residual.
struct RecordExplanation {
  std::string text;  // Canonical, any bytes; the offsets are of it.
  ScoreResult result;
  std::vector<CharacterPart> parts;  // Ascending, none overlap, all within the text.
  float logit = 0;
  float baseline_logit = 0;
  float residual = 0;
  std::string nearest_kind;  // Empty for none.
  std::string model;         // As Scorer::model_name.
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_EXPLAINER_H_
