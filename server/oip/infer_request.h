// Conversion of a ModelInferRequest to records.
#ifndef TXTSENTRY_SERVER_OIP_INFER_REQUEST_H_
#define TXTSENTRY_SERVER_OIP_INFER_REQUEST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/pipeline/classifier.h"
#include "inference/grpc_service.pb.h"
#include "server/oip/tensors.h"

namespace txtsentry::server::oip {

// The form in which a request wants its response.
struct ResponseForm {
  std::string id;
  std::vector<Output> outputs;  // In the requested order.
  bool raw = true;              // Use raw_output_contents; else each output's contents.
  bool says_final = false;      // Mark the response as the final one of its request.
};

struct InferRequest {
  std::vector<pipeline::Record> records;
  ResponseForm form;
  schedule::Priority priority = schedule::Priority::kInteractive;
  int64_t timeout_us = 0;  // 0: none.
};

// InvalidArgument, naming the tensor or parameter, the value and the limit, if the protocol or the
// model does not allow the request: missing, unknown or duplicate tensors, wrong type or shape,
// both encodings mixed, elements that do not match the shape, or more records than `records_max`.
absl::StatusOr<InferRequest> ToInferRequest(const inference::ModelInferRequest& request,
                                            int64_t records_max);

}  // namespace txtsentry::server::oip

#endif  // TXTSENTRY_SERVER_OIP_INFER_REQUEST_H_
