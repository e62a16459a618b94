// Reads and writes the file that torch.save creates for the classifier's state_dict (a .pt),
// without PyTorch.
//
// The file is a zip archive of stored entries in one folder: data.pkl, a pickle of an OrderedDict
// of tensors; data/<key>, the bytes of each storage; version; byteorder. A tensor is a view of a
// storage with an offset and strides. Tensors may share a storage: a model that was on a GPU keeps
// all four LSTM parameters in one.
#ifndef TXTSENTRY_CORE_MODEL_NOTEBOOK_TORCH_FILE_H_
#define TXTSENTRY_CORE_MODEL_NOTEBOOK_TORCH_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/model/weights.h"

namespace txtsentry::model {

// `file` names the file in messages. Returns DataLoss or FailedPrecondition, naming the file, the
// field and the offset, if the bytes are malformed, are not a state_dict of the classifier, are not
// little-endian float32, or contain a value that is not finite.
absl::StatusOr<Weights> ParseTorchFile(const std::string& file, std::string_view bytes);

// torch.load of PyTorch 1.6 and later reads the result, also with weights_only. The same weights
// give the same bytes. Returns ResourceExhausted as WriteStoredZip.
absl::StatusOr<std::string> SerializeTorchFile(const Weights& weights);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_TORCH_FILE_H_
