#include "server/oip/infer_request.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <string_view>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "core/base/status.h"
#include "server/oip/bytes_tensor.h"

namespace txtsentry::server::oip {
namespace {

using InputTensor = inference::ModelInferRequest::InferInputTensor;
using Parameters = google::protobuf::Map<std::string, inference::InferParameter>;

// The index of a tensor in kInputs or kOutputs; their size if it is unknown.
template <size_t N>
size_t PlaceOf(const TensorSpec (&specs)[N], const std::string& name) {
  return std::find_if(std::begin(specs), std::end(specs),
                      [&name](const TensorSpec& spec) { return name == spec.name; }) -
         std::begin(specs);
}

// Refuses Triton's shared memory and classification parameters.
absl::Status CheckTensorParameters(const std::string& name, const Parameters& parameters) {
  for (const char* key : {"shared_memory_region", "classification"}) {
    if (parameters.contains(key)) {
      return absl::InvalidArgumentError(
          absl::StrFormat("tensor %s: the parameter %s is not supported", name, key));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckShape(const InputTensor& tensor, int64_t records_max) {
  if (tensor.shape_size() != 1) {
    return absl::InvalidArgumentError(
        absl::StrFormat("input %s: shape [%s] has %d dimensions, not 1", tensor.name(),
                        absl::StrJoin(tensor.shape(), ","), tensor.shape_size()));
  }
  if (tensor.shape(0) < 1 || tensor.shape(0) > records_max) {
    return absl::InvalidArgumentError(
        absl::StrFormat("input %s: records=%d is not in 1..%d (records_max)", tensor.name(),
                        tensor.shape(0), records_max));
  }
  return absl::OkStatus();
}

// Number of elements in fields of other types than BYTES.
int OtherElements(const inference::InferTensorContents& contents) {
  return contents.bool_contents_size() + contents.int_contents_size() +
         contents.int64_contents_size() + contents.uint_contents_size() +
         contents.uint64_contents_size() + contents.fp32_contents_size() +
         contents.fp64_contents_size();
}

absl::StatusOr<std::vector<std::string_view>> Elements(const inference::ModelInferRequest& request,
                                                       int index) {
  const InputTensor& tensor = request.inputs(index);
  if (request.raw_input_contents_size() > 0) {
    auto parsed = server::ParseBytesTensor(request.raw_input_contents(index), tensor.shape(0));
    if (parsed.ok()) return parsed;
    return absl::InvalidArgumentError(
        absl::StrFormat("input %s: %s", tensor.name(), std::string(parsed.status().message())));
  }
  const auto& elements = tensor.contents().bytes_contents();
  if (elements.size() != tensor.shape(0) || OtherElements(tensor.contents()) > 0) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "input %s: contents hold %d elements of BYTES and %d of other types, shape says %d",
        tensor.name(), elements.size(), OtherElements(tensor.contents()), tensor.shape(0)));
  }
  return std::vector<std::string_view>(elements.begin(), elements.end());
}

// Either all inputs are raw or none is.
absl::Status CheckEncoding(const inference::ModelInferRequest& request) {
  const int raw = request.raw_input_contents_size();
  if (raw == 0) return absl::OkStatus();
  if (raw != request.inputs_size()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("raw_input_contents=%d for inputs=%d: an entry an input, or none", raw,
                        request.inputs_size()));
  }
  for (const InputTensor& tensor : request.inputs()) {
    if (tensor.has_contents()) {
      return absl::InvalidArgumentError(
          absl::StrFormat("input %s: has contents beside raw_input_contents", tensor.name()));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<pipeline::Record>> ToRecords(const inference::ModelInferRequest& request,
                                                        int64_t records_max) {
  TXTSENTRY_RETURN_IF_ERROR(CheckEncoding(request));
  std::array<std::vector<std::string_view>, std::size(kInputs)> inputs;
  for (int i = 0; i < request.inputs_size(); ++i) {
    const InputTensor& tensor = request.inputs(i);
    const size_t place = PlaceOf(kInputs, tensor.name());
    if (place == std::size(kInputs)) {
      return absl::InvalidArgumentError(
          absl::StrFormat("input %s: the model has TEXT and OWNER_NAME", tensor.name()));
    }
    if (!inputs[place].empty()) {
      return absl::InvalidArgumentError(absl::StrFormat("input %s: is there twice", tensor.name()));
    }
    if (tensor.datatype() != kInputs[place].datatype) {
      return absl::InvalidArgumentError(absl::StrFormat("input %s: datatype %s is not %s",
                                                        tensor.name(), tensor.datatype(),
                                                        kInputs[place].datatype));
    }
    TXTSENTRY_RETURN_IF_ERROR(CheckTensorParameters(tensor.name(), tensor.parameters()));
    TXTSENTRY_RETURN_IF_ERROR(CheckShape(tensor, records_max));
    TXTSENTRY_ASSIGN_OR_RETURN(inputs[place], Elements(request, i));
  }
  const auto& [texts, owner_names] = inputs;
  if (texts.empty()) return absl::InvalidArgumentError("input TEXT: is missing");
  if (!owner_names.empty() && owner_names.size() != texts.size()) {
    return absl::InvalidArgumentError(absl::StrFormat("input OWNER_NAME: records=%d, of TEXT %d",
                                                      owner_names.size(), texts.size()));
  }
  std::vector<pipeline::Record> records(texts.size());
  for (size_t i = 0; i < records.size(); ++i) {
    records[i].text = texts[i];
    if (!owner_names.empty()) records[i].owner_name = owner_names[i];
  }
  return records;
}

absl::StatusOr<std::vector<Output>> OutputsOf(const inference::ModelInferRequest& request) {
  if (request.outputs().empty()) return std::vector<Output>{kProbability, kLabel, kTokens, kStatus};
  std::vector<Output> outputs;
  for (const auto& requested : request.outputs()) {
    const size_t place = PlaceOf(kOutputs, requested.name());
    if (place == std::size(kOutputs)) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "output %s: the model has PROBABILITY, LABEL, TOKENS and STATUS", requested.name()));
    }
    TXTSENTRY_RETURN_IF_ERROR(CheckTensorParameters(requested.name(), requested.parameters()));
    const auto output = static_cast<Output>(place);
    if (std::find(outputs.begin(), outputs.end(), output) != outputs.end()) {
      return absl::InvalidArgumentError(
          absl::StrFormat("output %s: is asked for twice", requested.name()));
    }
    outputs.push_back(output);
  }
  return outputs;
}

// The value of a parameter that is a number from 0 on; 0 if it is missing.
absl::StatusOr<int64_t> NumberOf(const inference::ModelInferRequest& request, const char* name) {
  const auto found = request.parameters().find(name);
  if (found == request.parameters().end()) return 0;
  const inference::InferParameter& parameter = found->second;
  constexpr auto kMax = std::numeric_limits<int64_t>::max();
  if (parameter.has_uint64_param()) {
    return static_cast<int64_t>(std::min<uint64_t>(parameter.uint64_param(), kMax));
  }
  if (parameter.has_int64_param() && parameter.int64_param() >= 0) return parameter.int64_param();
  return absl::InvalidArgumentError(absl::StrFormat("parameter %s: is no integer from 0", name));
}

}  // namespace

absl::StatusOr<InferRequest> ToInferRequest(const inference::ModelInferRequest& request,
                                            int64_t records_max) {
  InferRequest infer;
  TXTSENTRY_ASSIGN_OR_RETURN(infer.records, ToRecords(request, records_max));
  TXTSENTRY_ASSIGN_OR_RETURN(infer.form.outputs, OutputsOf(request));
  TXTSENTRY_ASSIGN_OR_RETURN(infer.timeout_us, NumberOf(request, "timeout"));
  // 0 is the default and means the higher of the two.
  TXTSENTRY_ASSIGN_OR_RETURN(const int64_t priority, NumberOf(request, "priority"));
  if (priority > 1) infer.priority = schedule::Priority::kBulk;
  infer.form.id = request.id();
  infer.form.raw = request.raw_input_contents_size() > 0;
  const auto final = request.parameters().find("triton_enable_empty_final_response");
  infer.form.says_final = final != request.parameters().end() && final->second.bool_param();
  return infer;
}

}  // namespace txtsentry::server::oip
