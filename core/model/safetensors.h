// The safetensors format: eight bytes of header length, a JSON header that says each tensor's type,
// shape and place, and the tensors' bytes.
#ifndef TXTSENTRY_CORE_MODEL_SAFETENSORS_H_
#define TXTSENTRY_CORE_MODEL_SAFETENSORS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/model/weights.h"

namespace txtsentry::model {

inline constexpr int64_t kSafetensorsHeaderBytesMax = 1 << 20;

// Reads the classifier's seven float32 tensors. `file` names the file in messages. DataLoss, naming
// the file, the tensor and the offset, when the bytes are malformed, leave a gap, overlap or hold a
// value that is not finite; FailedPrecondition when the tensors are not the classifier's.
absl::StatusOr<Weights> ParseSafetensors(const std::string& file, std::string_view bytes);

// The same weights give the same bytes.
std::string SerializeSafetensors(const Weights& weights);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_SAFETENSORS_H_
