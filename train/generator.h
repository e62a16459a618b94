// Labelled TXT records drawn from the grammars, the same for a seed on every machine.
#ifndef TXTSENTRY_TRAIN_GENERATOR_H_
#define TXTSENTRY_TRAIN_GENERATOR_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "train/grammars/kind.h"
#include "train/record.h"
#include "train/rng.h"

namespace txtsentry::train {

struct GeneratedRecord {
  LabelledRecord record;
  std::string_view kind;    // Name of the kind; a literal.
  std::string_view origin;  // Draft::origin.
};

// What a generator leaves out, to see how a model does on what it was not trained on.
struct Omissions {
  // Names of kinds; hostile ones are left out in disguise, too.
  std::vector<std::string> kinds;
  // Names of kinds: where there are any, all others, but not what these hold in disguise.
  std::vector<std::string> all_kinds_but;
  // RE2, case-insensitive: texts that hold a match. Empty: none.
  std::string text_expression;
};

// One thread only.
class Generator {
 public:
  explicit Generator(uint64_t seed) : Generator(seed, Omissions()) {}
  // `omissions` must pass CheckOmissions, and leave most records in.
  Generator(uint64_t seed, const Omissions& omissions);
  ~Generator();

  // A record of a kind chosen by weight.
  GeneratedRecord Next();

  // All kinds, in a fixed order.
  const std::vector<Kind>& kinds() const { return kinds_; }

 private:
  struct Filter;

  GeneratedRecord Draw();

  std::vector<Kind> kinds_;
  std::unique_ptr<const Filter> filter_;  // Null when nothing is left out.
  uint64_t weight_sum_ = 0;
  Rng rng_;
};

// InvalidArgument for a kind that there is not, or an expression that does not compile.
absl::Status CheckOmissions(const Omissions& omissions);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_GENERATOR_H_
