// The report of an evaluation: overall metrics, and shares per group if the records have groups.
#ifndef TXTSENTRY_TRAIN_EVALUATION_EVALUATION_H_
#define TXTSENTRY_TRAIN_EVALUATION_EVALUATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "train/evaluation/metrics.h"

namespace txtsentry::train {

// The number of suspicious records in a group (one tool or one category).
struct GroupShare {
  std::string group;
  int64_t rows = 0;
  int64_t suspicious = 0;
};

struct Evaluation {
  std::string model;  // Name and version.
  double threshold = 0;
  Confusion confusion;
  std::optional<double> roc_auc;  // Empty if a class is missing.
  std::optional<double> pr_auc;
  double log_loss = 0;
  std::vector<GroupShare> groups;  // Largest group first, then by name; empty without groups.

  // Mean of the groups' suspicious shares; over tools, this is the macro recall. 0 without groups.
  double MacroShare() const;
};

// `groups` has a name for each row, or is empty.
Evaluation Evaluate(const std::vector<Scored>& rows, const std::vector<std::string>& groups,
                    double threshold);

std::string ToText(const Evaluation& evaluation);

// Returns one JSON object and a newline.
std::string ToJson(const Evaluation& evaluation);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_EVALUATION_EVALUATION_H_
