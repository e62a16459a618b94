// Reads and writes the safetensors format: an 8-byte header length, a JSON header with each
// tensor's type, shape and offsets, and the tensors' bytes.
#ifndef TXTSENTRY_CORE_MODEL_SAFETENSORS_H_
#define TXTSENTRY_CORE_MODEL_SAFETENSORS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/model/weights.h"

namespace txtsentry::model {

inline constexpr int64_t kSafetensorsHeaderBytesMax = 1 << 20;

// Reads the classifier's seven float32 tensors. `file` names the file in messages. Returns
// DataLoss, naming the file, the tensor and the offset, if the bytes are malformed, leave a gap,
// overlap or contain a value that is not finite; FailedPrecondition if the tensors are not the
// classifier's.
absl::StatusOr<Weights> ParseSafetensors(const std::string& file, std::string_view bytes);

// The same weights give the same bytes.
std::string SerializeSafetensors(const Weights& weights);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_SAFETENSORS_H_
