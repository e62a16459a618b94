// The file that torch.save writes of the classifier's state_dict (a .pt), read and written without
// PyTorch.
//
// It is a zip archive of stored entries under one folder: data.pkl, a pickle of an OrderedDict of
// tensors; data/<key>, the bytes of each storage; version; byteorder. A tensor is a view of a
// storage with an offset and strides, and several tensors may share one: a model that was on a GPU
// keeps all four LSTM parameters in one storage.
#ifndef TXTSENTRY_CORE_MODEL_NOTEBOOK_TORCH_FILE_H_
#define TXTSENTRY_CORE_MODEL_NOTEBOOK_TORCH_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/model/weights.h"

namespace txtsentry::model {

// `file` names the file in messages. DataLoss or FailedPrecondition, naming the file, the field and
// the offset, when the bytes are malformed, are not a state_dict of the classifier, are not
// float32 or little-endian, or hold a value that is not finite.
absl::StatusOr<Weights> ParseTorchFile(const std::string& file, std::string_view bytes);

// Reads in torch.load, with weights_only too, from PyTorch 1.6 on. The same weights give the same
// bytes. ResourceExhausted as WriteStoredZip.
absl::StatusOr<std::string> SerializeTorchFile(const Weights& weights);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_TORCH_FILE_H_
