// The presentation model of an explanation, shared by the terminal and the HTML output.
#ifndef TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_VIEW_H_
#define TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_VIEW_H_

#include <string>
#include <vector>

#include "client/explainer.h"

namespace txtsentry::client {

// Shades of a colour.
inline constexpr int kShades = 5;

// A character of the text, escaped as printable ASCII (formats/terminal_text.h).
struct TextCell {
  std::string shown;
  double logit = 0;
  bool has_part = false;  // False for white space and quotes, which the model does not see.
  int shade = 0;          // From -kShades (lowers most) to kShades (raises most); 0 is negligible.
};

std::vector<TextCell> TextCells(const RecordExplanation& explanation);

// A stretch of the text whose characters all raise or all lower the score.
struct Stretch {
  std::string shown;
  double logit = 0;
};

// Returns the `count_max` stretches that raise (or lower) the score most, in decreasing order.
std::vector<Stretch> TopStretches(const RecordExplanation& explanation, bool raising,
                                  size_t count_max);

// Returns for example "+0.12" or "-3.40".
std::string SignedLogit(double logit);

// Returns for example "-5.19 = 10.00 for empty embeddings -15.25 by the characters (+0.0523 is
// left)".
std::string SumLine(const RecordExplanation& explanation);

// A name and a value to show above the text: "score", "label", ... in order. The last one is a
// warning if the contributions do not add up well.
struct Fact {
  std::string name;
  std::string value;
};
std::vector<Fact> Facts(const RecordExplanation& explanation);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_VIEW_H_
