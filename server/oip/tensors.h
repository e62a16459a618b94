// The tensors of every model in the Open Inference Protocol; an element a record.
#ifndef TXTSENTRY_SERVER_OIP_TENSORS_H_
#define TXTSENTRY_SERVER_OIP_TENSORS_H_

#include <cstddef>

#include "inference/model_config.pb.h"

namespace txtsentry::server::oip {

struct TensorSpec {
  const char* name;
  const char* datatype;      // As requests and metadata spell it.
  inference::DataType type;  // The same in a ModelConfig.
  bool optional;
};

// Places in kInputs.
enum Input : size_t { kText, kOwnerName };

inline constexpr TensorSpec kInputs[] = {
    {"TEXT", "BYTES", inference::TYPE_STRING, false},
    {"OWNER_NAME", "BYTES", inference::TYPE_STRING, true},
};

// Places in kOutputs.
enum Output : size_t { kProbability, kLabel, kTokens, kStatus };

inline constexpr TensorSpec kOutputs[] = {
    {"PROBABILITY", "FP32", inference::TYPE_FP32, false},
    {"LABEL", "INT32", inference::TYPE_INT32, false},
    {"TOKENS", "INT32", inference::TYPE_INT32, false},
    {"STATUS", "BYTES", inference::TYPE_STRING, false},
};

// The label of a record that could not be scored; its probability is not a number.
inline constexpr int kLabelOfNone = -1;

}  // namespace txtsentry::server::oip

#endif  // TXTSENTRY_SERVER_OIP_TENSORS_H_
