#include "tests/support/random_model.h"

#include <cmath>
#include <string>

namespace txtsentry::test {

model::Weights RandomWeights(uint64_t seed, const ModelSizes& sizes) {
  Random random(seed);
  const auto fill = [&random](int64_t count, double scale) {
    std::vector<float> values(count);
    for (float& v : values) v = static_cast<float>(random.Signed() * scale);
    return values;
  };
  const int64_t rows = sizes.vocabulary_rows;
  const int64_t e = sizes.embedding_dim;
  const int64_t h = sizes.hidden_dim;
  const double scale = 1.0 / std::sqrt(static_cast<double>(h));
  model::Weights weights;
  weights.vocabulary_rows = sizes.vocabulary_rows;
  weights.embedding_dim = sizes.embedding_dim;
  weights.hidden_dim = sizes.hidden_dim;
  weights.embedding = fill(rows * e, 1.7);
  for (int64_t i = 0; i < e; ++i) weights.embedding[i] = 0;
  weights.w_ih = fill(4 * h * e, scale);
  weights.w_hh = fill(4 * h * h, scale);
  weights.b_ih = fill(4 * h, scale);
  weights.b_hh = fill(4 * h, scale);
  weights.fc_weight = fill(h, 1.0);
  weights.fc_bias = static_cast<float>(random.Signed());
  return weights;
}

model::Model RandomModel(uint64_t seed, const ModelSizes& sizes) {
  model::Model model;
  model.info.name = "random";
  model.info.version = "1";
  model.info.sha256 = std::string(64, '0');
  model.weights = RandomWeights(seed, sizes);
  model.tokens = {"<pad>", "<unk>"};
  for (char a = ' '; static_cast<int>(model.tokens.size()) < sizes.vocabulary_rows; ++a) {
    for (char b = 'a'; b <= 'z' && static_cast<int>(model.tokens.size()) < sizes.vocabulary_rows;
         ++b) {
      model.tokens.push_back({b, static_cast<char>('a' + (a - ' ') % 26)});
    }
  }
  return model;
}

void OwnedBatch::AddRow(const std::vector<int32_t>& row) {
  ids.insert(ids.end(), row.begin(), row.end());
  offsets.push_back(static_cast<int64_t>(ids.size()));
}

OwnedBatch OwnedBatch::Alone(size_t row) const {
  OwnedBatch alone;
  alone.AddRow({ids.begin() + offsets[row], ids.begin() + offsets[row + 1]});
  return alone;
}

OwnedBatch RandomBatch(Random& random, int64_t rows, int64_t tokens_max, int vocabulary_rows) {
  OwnedBatch batch;
  for (int64_t r = 0; r < rows; ++r) {
    std::vector<int32_t> row(random.Between(1, tokens_max));
    for (int32_t& id : row) id = static_cast<int32_t>(random.Between(0, vocabulary_rows - 1));
    batch.AddRow(row);
  }
  return batch;
}

}  // namespace txtsentry::test
