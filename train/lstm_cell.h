// The element-wise part of an LSTM step, forward and backward, over rows of activated gates.
//
// Gates are in PyTorch's order i, f, g, o (core/model/weights.h). All arrays are float32, row-major
// and dense.
#ifndef TXTSENTRY_TRAIN_LSTM_CELL_H_
#define TXTSENTRY_TRAIN_LSTM_CELL_H_

#include <cstdint>

namespace txtsentry::train {

// The backward pass of one step:
//   c = f c_previous + i g;  h = o tanh(c)
// for `rows` rows of `hidden` cells.
struct LstmCellBackward {
  const float* gates;       // [rows, 4 hidden]: i, f, g, o after sigmoid and tanh.
  const float* tanh_c;      // [rows, hidden]
  const float* c_previous;  // [rows, hidden]; null in the first step (zero).
  const float* dh;          // [rows, hidden]: gradient of h, from later steps and the output.
  float* dc;                // [rows, hidden]: gradient of c; replaced by that of c_previous.
  float* d_gates;           // [rows, 4 hidden]: output; gradients before sigmoid and tanh.
};
void RunLstmCellBackward(const LstmCellBackward& step, int64_t rows, int64_t hidden);

// Replaces c by f c + i g, with the step's gates.
void RunLstmCellUpdate(const float* gates, float* c, int64_t rows, int64_t hidden);

// Sets h to o tanh(c).
void RunLstmCellOutput(const float* gates, const float* tanh_c, float* h, int64_t rows,
                       int64_t hidden);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_LSTM_CELL_H_
