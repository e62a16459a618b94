// Helpers for requests of the Open Inference Protocol in both encodings, and for their responses.
#ifndef TXTSENTRY_TESTS_INTEGRATION_OIP_REQUESTS_H_
#define TXTSENTRY_TESTS_INTEGRATION_OIP_REQUESTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/little_endian.h"
#include "inference/grpc_service.pb.h"
#include "server/oip/bytes_tensor.h"

namespace txtsentry::test {

inline void AddInput(const std::string& name, const std::vector<std::string>& elements, bool raw,
                     inference::ModelInferRequest& request) {
  auto& input = *request.add_inputs();
  input.set_name(name);
  input.set_datatype("BYTES");
  input.add_shape(static_cast<int64_t>(elements.size()));
  if (!raw) {
    *input.mutable_contents()->mutable_bytes_contents() = {elements.begin(), elements.end()};
    return;
  }
  std::string& bytes = *request.add_raw_input_contents();
  for (const std::string& element : elements) server::AppendBytesElement(element, bytes);
}

// Builds a request to the default model.
inline inference::ModelInferRequest InferRequestOf(const std::vector<std::string>& texts,
                                                   bool raw = true, const std::string& id = "") {
  inference::ModelInferRequest request;
  request.set_id(id);
  AddInput("TEXT", texts, raw, request);
  return request;
}

// The elements of the first output; PROBABILITY if all outputs are requested.
inline std::vector<float> ProbabilitiesOf(const inference::ModelInferResponse& response) {
  if (response.raw_output_contents().empty()) {
    const auto& typed = response.outputs(0).contents().fp32_contents();
    return {typed.begin(), typed.end()};
  }
  const std::string& raw = response.raw_output_contents(0);
  std::vector<float> probabilities;
  for (size_t offset = 0; offset < raw.size(); offset += sizeof(float)) {
    probabilities.push_back(base::LoadLittleEndian<float>(raw, offset));
  }
  return probabilities;
}

}  // namespace txtsentry::test

#endif  // TXTSENTRY_TESTS_INTEGRATION_OIP_REQUESTS_H_
