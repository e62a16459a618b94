#include "train/lstm_cell.h"

namespace txtsentry::train {
namespace {

// Processes one row. Uses restrict so that the compiler can vectorize.
void BackwardRow(const LstmCellBackward& step, int64_t row, int64_t hidden) {
  const float* __restrict i = step.gates + row * 4 * hidden;
  const float* __restrict f = i + hidden;
  const float* __restrict g = f + hidden;
  const float* __restrict o = g + hidden;
  const float* __restrict tanh_c = step.tanh_c + row * hidden;
  const float* __restrict dh = step.dh + row * hidden;
  float* __restrict dc = step.dc + row * hidden;
  float* __restrict d_i = step.d_gates + row * 4 * hidden;
  float* __restrict d_f = d_i + hidden;
  float* __restrict d_g = d_f + hidden;
  float* __restrict d_o = d_g + hidden;
  for (int64_t k = 0; k < hidden; ++k) {
    const float d_cell = dc[k] + dh[k] * o[k] * (1 - tanh_c[k] * tanh_c[k]);
    d_i[k] = d_cell * g[k] * i[k] * (1 - i[k]);
    d_g[k] = d_cell * i[k] * (1 - g[k] * g[k]);
    d_o[k] = dh[k] * tanh_c[k] * o[k] * (1 - o[k]);
    d_f[k] = d_cell * f[k] * (1 - f[k]);
    dc[k] = d_cell * f[k];
  }
  if (step.c_previous == nullptr) {
    for (int64_t k = 0; k < hidden; ++k) d_f[k] = 0;
  } else {
    const float* __restrict c_previous = step.c_previous + row * hidden;
    for (int64_t k = 0; k < hidden; ++k) d_f[k] *= c_previous[k];
  }
}

}  // namespace

void RunLstmCellBackward(const LstmCellBackward& step, int64_t rows, int64_t hidden) {
  for (int64_t row = 0; row < rows; ++row) BackwardRow(step, row, hidden);
}

void RunLstmCellUpdate(const float* gates, float* c, int64_t rows, int64_t hidden) {
  for (int64_t row = 0; row < rows; ++row) {
    const float* __restrict i = gates + row * 4 * hidden;
    const float* __restrict f = i + hidden;
    const float* __restrict g = f + hidden;
    float* __restrict cell = c + row * hidden;
    for (int64_t k = 0; k < hidden; ++k) cell[k] = f[k] * cell[k] + i[k] * g[k];
  }
}

void RunLstmCellOutput(const float* gates, const float* tanh_c, float* h, int64_t rows,
                       int64_t hidden) {
  for (int64_t row = 0; row < rows; ++row) {
    const float* __restrict o = gates + (row * 4 + 3) * hidden;
    const float* __restrict t = tanh_c + row * hidden;
    float* __restrict out = h + row * hidden;
    for (int64_t k = 0; k < hidden; ++k) out[k] = o[k] * t[k];
  }
}

}  // namespace txtsentry::train
