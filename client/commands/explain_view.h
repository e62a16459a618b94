// An explanation cut into what a screen or a page shows, the same for both.
#ifndef TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_VIEW_H_
#define TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_VIEW_H_

#include <string>
#include <vector>

#include "client/explainer.h"

namespace txtsentry::client {

// Shades of a colour.
inline constexpr int kShades = 5;

// A character of the text: printable ASCII, whatever the record holds (formats/terminal_text.h).
struct TextCell {
  std::string shown;
  double logit = 0;
  bool has_part = false;  // False for white space and quotes, which the model does not see.
  int shade = 0;          // -kShades lowers most to kShades raises most; 0 does next to nothing.
};

std::vector<TextCell> TextCells(const RecordExplanation& explanation);

// A stretch of the text whose characters all raise or all lower the score.
struct Stretch {
  std::string shown;
  double logit = 0;
};

// The `count_max` stretches that raise the score most, or that lower it most, the greatest first.
std::vector<Stretch> TopStretches(const RecordExplanation& explanation, bool raising,
                                  size_t count_max);

// "+0.12", "-3.40".
std::string SignedLogit(double logit);

// "-5.19 = 10.00 for empty embeddings -15.25 by the characters (+0.0523 is left)".
std::string SumLine(const RecordExplanation& explanation);

// The names and values above the text: "score", "label", ... in order; the last is a warning when
// the parts do not add up well.
struct Fact {
  std::string name;
  std::string value;
};
std::vector<Fact> Facts(const RecordExplanation& explanation);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_COMMANDS_EXPLAIN_VIEW_H_
