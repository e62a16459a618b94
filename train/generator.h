// Labelled TXT records drawn from the grammars, the same for a seed on every machine.
#ifndef TXTSENTRY_TRAIN_GENERATOR_H_
#define TXTSENTRY_TRAIN_GENERATOR_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "train/grammars/kind.h"
#include "train/record.h"
#include "train/rng.h"

namespace txtsentry::train {

struct GeneratedRecord {
  LabelledRecord record;
  std::string_view kind;  // Name of the kind; a literal.
};

// One thread only.
class Generator {
 public:
  explicit Generator(uint64_t seed);

  // A record of a kind chosen by weight.
  GeneratedRecord Next();

  // All kinds, in a fixed order.
  const std::vector<Kind>& kinds() const { return kinds_; }

 private:
  std::vector<Kind> kinds_;
  uint64_t weight_sum_ = 0;
  Rng rng_;
};

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_GENERATOR_H_
