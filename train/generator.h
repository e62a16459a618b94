// Generates labelled TXT records from the grammars; a seed gives the same records on every machine.
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
  std::string_view kind;    // Name of the kind; a string literal.
  std::string_view origin;  // Same as Draft::origin.
};

// Records that a generator omits, to measure a model on data it was not trained on.
struct Omissions {
  // Names of kinds; hostile kinds are also omitted in disguise.
  std::vector<std::string> kinds;
  // Names of kinds. If not empty, all other kinds are omitted, but not the kinds that these
  // disguise.
  std::vector<std::string> all_kinds_but;
  // RE2, case-insensitive: texts that contain a match are omitted. Empty: none.
  std::string text_expression;
};

// Not thread-safe.
class Generator {
 public:
  explicit Generator(uint64_t seed) : Generator(seed, Omissions()) {}
  // `omissions` must pass CheckOmissions and keep most records.
  Generator(uint64_t seed, const Omissions& omissions);
  ~Generator();

  // Returns a record of a kind chosen by weight.
  GeneratedRecord Next();

  // Returns all kinds in a fixed order.
  const std::vector<Kind>& kinds() const { return kinds_; }

 private:
  struct Filter;

  GeneratedRecord Draw();

  std::vector<Kind> kinds_;
  std::unique_ptr<const Filter> filter_;  // Null if nothing is omitted.
  uint64_t weight_sum_ = 0;
  Rng rng_;
};

// Returns InvalidArgument for an unknown kind or an expression that does not compile.
absl::Status CheckOmissions(const Omissions& omissions);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_GENERATOR_H_
