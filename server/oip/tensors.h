// Tensors of every model in the Open Inference Protocol; each element is one record.
#ifndef TXTSENTRY_SERVER_OIP_TENSORS_H_
#define TXTSENTRY_SERVER_OIP_TENSORS_H_

#include <cstddef>

#include "inference/model_config.pb.h"

namespace txtsentry::server::oip {

struct TensorSpec {
  const char* name;
  const char* datatype;      // Spelling in requests and metadata.
  inference::DataType type;  // The same type in a ModelConfig.
  bool optional;
};

// Indices in kInputs.
enum Input : size_t { kText, kOwnerName };

inline constexpr TensorSpec kInputs[] = {
    {"TEXT", "BYTES", inference::TYPE_STRING, false},
    {"OWNER_NAME", "BYTES", inference::TYPE_STRING, true},
};

// Indices in kOutputs.
enum Output : size_t { kProbability, kLabel, kTokens, kStatus };

inline constexpr TensorSpec kOutputs[] = {
    {"PROBABILITY", "FP32", inference::TYPE_FP32, false},
    {"LABEL", "INT32", inference::TYPE_INT32, false},
    {"TOKENS", "INT32", inference::TYPE_INT32, false},
    {"STATUS", "BYTES", inference::TYPE_STRING, false},
};

// The label of a record that could not be scored; its probability is NaN.
inline constexpr int kLabelOfNone = -1;

}  // namespace txtsentry::server::oip

#endif  // TXTSENTRY_SERVER_OIP_TENSORS_H_
