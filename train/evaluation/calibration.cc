#include "train/evaluation/calibration.h"

#include <cmath>

namespace txtsentry::train {
namespace {

constexpr double kTemperatureMin = 0.05, kTemperatureMax = 20;

// Returns the mean cross-entropy of the logits times `scale`.
double Loss(const std::vector<Scored>& rows, double scale) {
  double sum = 0;
  for (const Scored& row : rows) {
    const double z = row.score * scale;
    // log(1 + e^z) - label z, without overflow.
    sum += (z > 0 ? z : 0) + std::log1p(std::exp(-std::abs(z))) - (row.label == 1 ? z : 0);
  }
  return sum / static_cast<double>(rows.size());
}

}  // namespace

double FitTemperature(const std::vector<Scored>& rows) {
  bool has_label[2] = {false, false};
  for (const Scored& row : rows) has_label[row.label == 1] = true;
  if (!has_label[0] || !has_label[1]) return 1;
  // The loss is convex in 1/T, so a golden-section search on log T finds its only minimum.
  constexpr double kGolden = 0.6180339887498949;
  double low = std::log(1 / kTemperatureMax), high = std::log(1 / kTemperatureMin);
  double left = high - kGolden * (high - low), right = low + kGolden * (high - low);
  double left_loss = Loss(rows, std::exp(left)), right_loss = Loss(rows, std::exp(right));
  while (high - low > 1e-6) {
    if (left_loss < right_loss) {
      high = right;
      right = left;
      right_loss = left_loss;
      left = high - kGolden * (high - low);
      left_loss = Loss(rows, std::exp(left));
    } else {
      low = left;
      left = right;
      left_loss = right_loss;
      right = low + kGolden * (high - low);
      right_loss = Loss(rows, std::exp(right));
    }
  }
  return std::exp(-(low + high) / 2);
}

void FoldTemperature(double temperature, model::Weights& weights) {
  for (float& weight : weights.fc_weight) {
    weight = static_cast<float>(static_cast<double>(weight) / temperature);
  }
  weights.fc_bias = static_cast<float>(static_cast<double>(weights.fc_bias) / temperature);
}

}  // namespace txtsentry::train
