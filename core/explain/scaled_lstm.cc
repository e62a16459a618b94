#include "core/explain/scaled_lstm.h"

#include <algorithm>
#include <cmath>

#include "absl/container/flat_hash_map.h"

namespace txtsentry::explain {
namespace {

// Memory for the steps' gates that the backward pass needs. A longer record is split into segments:
// only the state before each segment is kept, and each segment is recomputed. This costs one more
// forward pass, bounds the memory and fits the cache.
constexpr int64_t kTapeBytesMax = int64_t{4} << 20;

}  // namespace

ScaledLstm::ScaledLstm(const model::Weights& weights)
    : embedding_dim_(weights.embedding_dim),
      hidden_dim_(weights.hidden_dim),
      embedding_(weights.embedding),
      w_ih_(weights.w_ih.begin(), weights.w_ih.end()),
      w_hh_(weights.w_hh.begin(), weights.w_hh.end()),
      w_hh_across_(w_hh_.size()),
      bias_(weights.b_ih.begin(), weights.b_ih.end()),
      fc_weight_(weights.fc_weight.begin(), weights.fc_weight.end()),
      fc_bias_(weights.fc_bias) {
  const size_t gates = bias_.size();
  for (size_t g = 0; g < gates; ++g) {
    bias_[g] += weights.b_hh[g];
    for (int k = 0; k < hidden_dim_; ++k) {
      w_hh_across_[k * gates + g] = w_hh_[g * hidden_dim_ + k];
    }
  }
}

TokenInputs ScaledLstm::Prepare(absl::Span<const int32_t> ids) const {
  TokenInputs inputs;
  inputs.rows.reserve(ids.size());
  const size_t gates = bias_.size();
  absl::flat_hash_map<int32_t, uint32_t> row_of;
  for (const int32_t id : ids) {
    const auto [at, added] = row_of.emplace(id, static_cast<uint32_t>(row_of.size()));
    inputs.rows.push_back(at->second);
    if (!added) continue;
    const float* x = &embedding_[static_cast<size_t>(id) * embedding_dim_];
    for (size_t g = 0; g < gates; ++g) {
      double sum = 0;
      for (int e = 0; e < embedding_dim_; ++e) sum += w_ih_[g * embedding_dim_ + e] * x[e];
      inputs.products.push_back(sum);
    }
  }
  return inputs;
}

int64_t ScaledLstm::segment_tokens() const {
  return std::max<int64_t>(16, kTapeBytesMax / (step_doubles() * int64_t{sizeof(double)}));
}

void ScaledLstm::Step(const double* product, const Lanes& scales, double* state,
                      double* step) const {
  for (size_t g = 0; g < bias_.size(); ++g) {
    for (size_t l = 0; l < kLanes; ++l) step[g * kLanes + l] = bias_[g] + scales[l] * product[g];
  }
  double* const h = state;
  double* const c = state + static_cast<size_t>(hidden_dim_) * kLanes;
  MultiplyAdd(w_hh_.data(), bias_.size(), hidden_dim_, h, step);
  CellsForward(hidden_dim_, step, h, c);
}

Lanes ScaledLstm::LogitsOf(const double* state) const {
  Lanes logits;
  logits.fill(fc_bias_);
  for (int k = 0; k < hidden_dim_; ++k) {
    for (size_t l = 0; l < kLanes; ++l) logits[l] += fc_weight_[k] * state[k * kLanes + l];
  }
  return logits;
}

void ScaledLstm::RunSegment(const TokenInputs& inputs, int64_t begin, int64_t end,
                            const Lanes& scales, Scratch& scratch) const {
  for (int64_t t = begin; t < end; ++t) {
    Step(product(inputs, t), scales, state(scratch), &scratch.tape[(t - begin) * step_doubles()]);
  }
}

void ScaledLstm::Forward(const TokenInputs& inputs, int64_t tokens, const Lanes& scales,
                         Scratch& scratch) const {
  const int64_t segment = segment_tokens();
  const int64_t segments = (tokens + segment - 1) / segment;
  scratch.checkpoints.assign((segments + 1) * state_doubles(), 0.0);
  scratch.tape.resize(std::max<size_t>(scratch.tape.size(), segment * step_doubles()));
  for (int64_t s = 0; s < segments; ++s) {
    std::copy_n(state(scratch), state_doubles(), &scratch.checkpoints[s * state_doubles()]);
    RunSegment(inputs, s * segment, std::min(tokens, (s + 1) * segment), scales, scratch);
  }
}

void ScaledLstm::Backward(const TokenInputs& inputs, int64_t tokens, const Lanes& scales,
                          const Lanes& weights, absl::Span<double> attributions,
                          Scratch& scratch) const {
  const int64_t segment = segment_tokens();
  const int64_t segments = (tokens + segment - 1) / segment;
  const int64_t cells = int64_t{hidden_dim_} * kLanes;
  scratch.deltas.resize(4 * cells);
  double* const dh = scratch.gradient.data();
  double* const dc = dh + cells;
  double* const deltas = scratch.deltas.data();
  for (int64_t s = segments - 1; s >= 0; --s) {
    const int64_t begin = s * segment;
    const int64_t end = std::min(tokens, begin + segment);
    const double* before = &scratch.checkpoints[s * state_doubles()];
    if (s < segments - 1) {  // Forward left the last segment's steps on the tape.
      std::copy_n(before, state_doubles(), state(scratch));
      RunSegment(inputs, begin, end, scales, scratch);
    }
    for (int64_t t = end - 1; t >= begin; --t) {
      const double* step = &scratch.tape[(t - begin) * step_doubles()];
      // The previous step's cells are the second to last entry of its tape.
      const double* c_before = t == begin ? before + cells : step - 2 * cells;
      CellsBackward(hidden_dim_, step, c_before, dh, dc, deltas);
      MultiplyAdd(w_hh_across_.data(), hidden_dim_, bias_.size(), deltas, dh);
      attributions[t] = WeightedSlope(bias_.size(), product(inputs, t), deltas, weights.data());
    }
  }
}

Lanes ScaledLstm::Logits(const TokenInputs& inputs, const Lanes& scales, Scratch& scratch) const {
  Forward(inputs, inputs.tokens(), scales, scratch);
  return LogitsOf(state(scratch));
}

Lanes ScaledLstm::Evaluate(const TokenInputs& inputs, const Lanes& scales, const Lanes& weights,
                           absl::Span<double> attributions, Scratch& scratch) const {
  const Lanes logits = Logits(inputs, scales, scratch);
  scratch.gradient.assign(state_doubles(), 0.0);
  for (int64_t n = 0; n < state_doubles() / 2; ++n) scratch.gradient[n] = fc_weight_[n / kLanes];
  Backward(inputs, inputs.tokens(), scales, weights, attributions, scratch);
  return logits;
}

bool ScaledLstm::EvaluateParting(const TokenInputs& inputs, double scale, double other_scale,
                                 absl::Span<double> attributions, Scratch& scratch) const {
  Lanes scales;
  scales.fill(scale);
  scales[1] = other_scale;
  scratch.checkpoints.assign(state_doubles(), 0.0);
  scratch.tape.resize(std::max<size_t>(scratch.tape.size(), step_doubles()));
  const double* const now = state(scratch);
  int64_t tokens = 0;
  for (bool parted = false; !parted; ++tokens) {
    if (tokens == inputs.tokens()) return false;
    Step(product(inputs, tokens), scales, state(scratch), scratch.tape.data());
    for (int64_t n = 0; n < state_doubles(); n += kLanes) {
      parted = parted || std::abs(now[n + 1] - now[n]) >= kParted;
    }
  }
  // The gradient of half the squared distance is the distance; either state may be moved.
  scratch.gradient.assign(state_doubles(), 0.0);
  for (int64_t n = 0; n < state_doubles(); n += kLanes) {
    scratch.gradient[n] = scratch.gradient[n + 1] = now[n + 1] - now[n];
  }
  std::fill(attributions.begin(), attributions.end(), 0.0);
  Forward(inputs, tokens, scales, scratch);
  Backward(inputs, tokens, scales, {0.5, 0.5}, attributions, scratch);
  return true;
}

}  // namespace txtsentry::explain
