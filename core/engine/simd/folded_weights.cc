#include "core/engine/simd/folded_weights.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace txtsentry::engine {
namespace {

constexpr int kGates = 4;
constexpr std::array<double, kGates> kScale = {kSigmoidScale, kSigmoidScale, kTanhScale,
                                               kSigmoidScale};

// Returns the index of unit `unit` of gate `gate` in one row of [H / 16, 4, 16].
size_t Place(int gate, int unit) {
  return static_cast<size_t>(unit / kUnitBlock) * kGates * kUnitBlock + gate * kUnitBlock +
         unit % kUnitBlock;
}

// float32 exponents end at 127; the products of a cell update (lstm_gates-inl.h) must stay below.
constexpr double kExponentMax = 124;
// c grows by at most 1 per step, so the scaled c stays below 2^20 for any record of 65,535 bytes.
constexpr double kCellExponentMax = 20;
// The limit to which the kernels clamp the exponent of tanh(c) (lstm_gates-inl.h).
constexpr double kClampedExponent = 40;

bool Bounded(const std::array<double, kGates>& largest) {
  const auto [i, f, g, o] = largest;
  return i + f + g + 3 <= kExponentMax && i + g + 2 + kCellExponentMax <= kExponentMax &&
         o + kClampedExponent + 2 <= kExponentMax;
}

// Computes w_hh_int16 and scale_int16 from w_hh.
void RoundRecurrent(FoldedWeights& folded) {
  const int hidden = folded.hidden;
  const int blocks = hidden / kUnitBlock;
  constexpr size_t kGateFloats = kGates * kUnitBlock;
  folded.w_hh_int16 = base::AlignedBuffer<int16_t>(folded.w_hh.size());
  folded.scale_int16 = base::AlignedBuffer<float>(blocks * kGateFloats);
  for (int block = 0; block < blocks; ++block) {
    for (size_t i = 0; i < kGateFloats; ++i) {
      const auto weight = [&](int k) {
        return static_cast<double>(
            folded.w_hh[(static_cast<size_t>(block) * hidden + k) * kGateFloats + i]);
      };
      double largest = 1e-30;
      double sum = 1e-30;
      for (int k = 0; k < hidden; ++k) {
        largest = std::max(largest, std::abs(weight(k)));
        sum += std::abs(weight(k));
      }
      // Rounding adds at most 0.5 to each weight.
      const double room = 2147483647.0 / kStateScale - hidden;
      const double units = std::min(32767 / largest, room / sum);
      folded.scale_int16[block * kGateFloats + i] = static_cast<float>(1 / (units * kStateScale));
      for (int k = 0; k < hidden; ++k) {
        const size_t pair = (static_cast<size_t>(block) * hidden / 2 + k / 2) * kGateFloats + i;
        folded.w_hh_int16[pair * 2 + k % 2] = static_cast<int16_t>(std::lrint(weight(k) * units));
      }
    }
  }
}

}  // namespace

FoldedWeights Fold(const model::Weights& weights) {
  const int embedding_dim = weights.embedding_dim;
  const int hidden_dim = weights.hidden_dim;
  FoldedWeights folded;
  folded.vocabulary_rows = weights.vocabulary_rows;
  folded.hidden = (hidden_dim + kUnitBlock - 1) / kUnitBlock * kUnitBlock;
  folded.fc_weight = weights.fc_weight;
  folded.fc_weight.resize(folded.hidden);
  folded.fc_bias = weights.fc_bias;

  // Sums column-wise over the embedding in PyTorch's gate order, then reorders.
  const int gates = kGates * hidden_dim;
  std::vector<double> w_ih_t(static_cast<size_t>(embedding_dim) * gates);  // [E, 4H]
  for (int row = 0; row < gates; ++row) {
    for (int e = 0; e < embedding_dim; ++e) {
      w_ih_t[static_cast<size_t>(e) * gates + row] =
          weights.w_ih[static_cast<size_t>(row) * embedding_dim + e];
    }
  }
  const size_t row_floats = static_cast<size_t>(kGates) * folded.hidden;
  folded.table = base::AlignedBuffer<float>(weights.vocabulary_rows * row_floats);
  std::vector<double> sums(gates);
  std::vector<double> table_max(gates);
  for (int v = 0; v < weights.vocabulary_rows; ++v) {
    for (int row = 0; row < gates; ++row) {
      sums[row] = static_cast<double>(weights.b_ih[row]) + weights.b_hh[row];
    }
    for (int e = 0; e < embedding_dim; ++e) {
      const double x = weights.embedding[static_cast<size_t>(v) * embedding_dim + e];
      const double* w = &w_ih_t[static_cast<size_t>(e) * gates];
      for (int row = 0; row < gates; ++row) sums[row] += x * w[row];
    }
    float* to = folded.table.data() + v * row_floats;
    for (int row = 0; row < gates; ++row) {
      const int gate = row / hidden_dim;
      to[Place(gate, row % hidden_dim)] = static_cast<float>(kScale[gate] * sums[row]);
      table_max[row] = std::max(table_max[row], std::abs(kScale[gate] * sums[row]));
    }
  }

  folded.w_hh = base::AlignedBuffer<float>(row_floats * folded.hidden);
  std::array<double, kGates> largest = {};
  for (int row = 0; row < gates; ++row) {
    const int gate = row / hidden_dim;
    const int unit = row % hidden_dim;
    double bound = table_max[row];
    for (int k = 0; k < hidden_dim; ++k) {
      const double w = kScale[gate] * weights.w_hh[static_cast<size_t>(row) * hidden_dim + k];
      bound += std::abs(w);
      const size_t block = static_cast<size_t>(unit / kUnitBlock) * folded.hidden + k;
      folded.w_hh[block * kGates * kUnitBlock + gate * kUnitBlock + unit % kUnitBlock] =
          static_cast<float>(w);
    }
    largest[gate] = std::max(largest[gate], bound);
  }
  folded.bounded = Bounded(largest);
  RoundRecurrent(folded);
  return folded;
}

}  // namespace txtsentry::engine
