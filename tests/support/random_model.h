// Creates seeded random models and batches for the notebook's architecture.
#ifndef TXTSENTRY_TESTS_SUPPORT_RANDOM_MODEL_H_
#define TXTSENTRY_TESTS_SUPPORT_RANDOM_MODEL_H_

#include <cstdint>
#include <vector>

#include "core/engine/engine.h"
#include "core/model/model.h"
#include "tests/support/random.h"

namespace txtsentry::test {

struct ModelSizes {
  int vocabulary_rows = 300;
  int embedding_dim = 64;
  int hidden_dim = 64;
};

// Values as initialized by PyTorch: the LSTM's are uniform in +-1/sqrt(H); embeddings have a
// magnitude of about one.
model::Weights RandomWeights(uint64_t seed, const ModelSizes& sizes = {});

// RandomWeights with a vocabulary of n-grams that are common in ordinary text.
model::Model RandomModel(uint64_t seed, const ModelSizes& sizes = {});

// A ragged batch that owns its arrays.
struct OwnedBatch {
  std::vector<int32_t> ids;
  std::vector<int64_t> offsets = {0};

  engine::RaggedBatch view() const { return {ids, offsets}; }
  void AddRow(const std::vector<int32_t>& row);
  // Returns one row as a separate batch.
  OwnedBatch Alone(size_t row) const;
};

// Creates rows of 1 to tokens_max random ids.
OwnedBatch RandomBatch(Random& random, int64_t rows, int64_t tokens_max, int vocabulary_rows);

}  // namespace txtsentry::test

#endif  // TXTSENTRY_TESTS_SUPPORT_RANDOM_MODEL_H_
