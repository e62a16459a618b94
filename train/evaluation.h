// The report of an evaluation: overall figures, and shares by group where records have groups.
#ifndef TXTSENTRY_TRAIN_EVALUATION_H_
#define TXTSENTRY_TRAIN_EVALUATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "train/metrics.h"

namespace txtsentry::train {

// How many of a group of records (one tool, one category) come out suspicious.
struct GroupShare {
  std::string group;
  int64_t rows = 0;
  int64_t suspicious = 0;
};

struct Evaluation {
  std::string model;  // Name and version.
  double threshold = 0;
  Confusion confusion;
  std::optional<double> roc_auc;  // Empty when a class is missing.
  std::optional<double> pr_auc;
  double log_loss = 0;
  std::vector<GroupShare> groups;  // Most rows first, then by name; empty without groups.

  // The mean of the groups' suspicious shares: over tools, the macro recall. 0 without groups.
  double MacroShare() const;
};

// `groups` has a name for each row, or is empty.
Evaluation Evaluate(const std::vector<Scored>& rows, const std::vector<std::string>& groups,
                    double threshold);

std::string ToText(const Evaluation& evaluation);

// One JSON object and a line feed.
std::string ToJson(const Evaluation& evaluation);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_EVALUATION_H_
