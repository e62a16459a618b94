#include "core/engine/reference_engine.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/status.h"
#include "core/base/version.h"

namespace txtsentry::engine {
namespace {

// Columns of the gate vector that are summed together in registers.
constexpr int kBlock = 16;

double Sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

// Computes tanh with one exponential. Absolute error 1e-16, which is sufficient for a state in [-1,
// 1].
double Tanh(double x) { return 2.0 * Sigmoid(2.0 * x) - 1.0; }

class ReferenceEngine final : public Engine {
 public:
  explicit ReferenceEngine(const model::Weights& weights);

  EngineInfo info() const override {
    return {"reference", "cpu", std::string("txtsentry ") + base::kVersion,
            static_cast<int64_t>((table_.size() + w_hh_.size()) * sizeof(double)),
            static_cast<int64_t>((2 * hidden_dim_ + gates_) * sizeof(double))};
  }
  // Rows are computed one by one, so batching gains nothing, and a small batch reduces waiting.
  BatchShape batch_shape() const override { return {16, 4096}; }
  absl::Status Score(const RaggedBatch& batch, absl::Span<float> logits) const override;

 private:
  double RowLogit(absl::Span<const int32_t> ids, std::vector<double>& scratch) const;

  const int vocabulary_rows_;      // V
  const int hidden_dim_;           // H
  const int gates_;                // 4H rounded up to a multiple of kBlock; the rest is zero
  std::vector<double> table_;      // [V, gates_]: w_ih x + b_ih + b_hh of each token
  std::vector<double> w_hh_;       // [gates_ / kBlock, H, kBlock]: w_hh transposed in column blocks
  std::vector<double> fc_weight_;  // [H]
  const double fc_bias_;
};

ReferenceEngine::ReferenceEngine(const model::Weights& weights)
    : vocabulary_rows_(weights.vocabulary_rows),
      hidden_dim_(weights.hidden_dim),
      gates_((4 * weights.hidden_dim + kBlock - 1) / kBlock * kBlock),
      table_(static_cast<size_t>(vocabulary_rows_) * gates_),
      w_hh_(static_cast<size_t>(hidden_dim_) * gates_),
      fc_weight_(weights.fc_weight.begin(), weights.fc_weight.end()),
      fc_bias_(weights.fc_bias) {
  const int embedding_dim = weights.embedding_dim;
  const int gates = 4 * hidden_dim_;
  std::vector<double> w_ih_t(static_cast<size_t>(embedding_dim) * gates);  // [E, 4H]
  for (int g = 0; g < gates; ++g) {
    for (int e = 0; e < embedding_dim; ++e) {
      w_ih_t[static_cast<size_t>(e) * gates + g] =
          weights.w_ih[static_cast<size_t>(g) * embedding_dim + e];
    }
    for (int k = 0; k < hidden_dim_; ++k) {
      w_hh_[(static_cast<size_t>(g / kBlock) * hidden_dim_ + k) * kBlock + g % kBlock] =
          weights.w_hh[static_cast<size_t>(g) * hidden_dim_ + k];
    }
  }
  for (int v = 0; v < vocabulary_rows_; ++v) {
    double* row = &table_[static_cast<size_t>(v) * gates_];
    for (int g = 0; g < gates; ++g) {
      row[g] = static_cast<double>(weights.b_ih[g]) + weights.b_hh[g];
    }
    for (int e = 0; e < embedding_dim; ++e) {
      const double x = weights.embedding[static_cast<size_t>(v) * embedding_dim + e];
      const double* w = &w_ih_t[static_cast<size_t>(e) * gates];
      for (int g = 0; g < gates; ++g) row[g] += x * w[g];
    }
  }
}

double ReferenceEngine::RowLogit(absl::Span<const int32_t> ids,
                                 std::vector<double>& scratch) const {
  scratch.assign(2 * hidden_dim_ + gates_, 0.0);
  double* h = scratch.data();       // [H]
  double* c = h + hidden_dim_;      // [H]
  double* gates = c + hidden_dim_;  // [4H]: i, f, g, o
  for (const int32_t id : ids) {
    const double* input = &table_[static_cast<size_t>(id) * gates_];
    for (int block = 0; block < gates_; block += kBlock) {
      double sums[kBlock];
      for (int j = 0; j < kBlock; ++j) sums[j] = input[block + j];
      const double* w = &w_hh_[static_cast<size_t>(block) * hidden_dim_];
      for (int k = 0; k < hidden_dim_; ++k, w += kBlock) {
        for (int j = 0; j < kBlock; ++j) sums[j] += h[k] * w[j];
      }
      for (int j = 0; j < kBlock; ++j) gates[block + j] = sums[j];
    }
    for (int k = 0; k < hidden_dim_; ++k) {
      const double i = Sigmoid(gates[k]);
      const double f = Sigmoid(gates[hidden_dim_ + k]);
      const double g = Tanh(gates[2 * hidden_dim_ + k]);
      const double o = Sigmoid(gates[3 * hidden_dim_ + k]);
      c[k] = f * c[k] + i * g;
      h[k] = o * Tanh(c[k]);
    }
  }
  double logit = fc_bias_;
  for (int k = 0; k < hidden_dim_; ++k) logit += fc_weight_[k] * h[k];
  return logit;
}

absl::Status ReferenceEngine::Score(const RaggedBatch& batch, absl::Span<float> logits) const {
  TXTSENTRY_RETURN_IF_ERROR(Validate(batch, vocabulary_rows_));
  std::vector<double> scratch;
  for (int64_t row = 0; row < batch.rows(); ++row) {
    const int64_t begin = batch.offsets[row];
    logits[row] = static_cast<float>(
        RowLogit(batch.ids.subspan(begin, batch.offsets[row + 1] - begin), scratch));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> MakeReferenceEngine(const model::Weights& weights) {
  TXTSENTRY_RETURN_IF_ERROR(model::Validate(weights));
  return std::unique_ptr<Engine>(std::make_unique<ReferenceEngine>(weights));
}

}  // namespace txtsentry::engine
