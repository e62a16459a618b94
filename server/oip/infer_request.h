// From a ModelInferRequest to records.
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

// How a request wants its response.
struct ResponseForm {
  std::string id;
  std::vector<Output> outputs;  // In the order asked for.
  bool raw = true;              // As raw_output_contents; else in each output's contents.
  bool says_final = false;      // The response is to say that it is the only one.
};

struct InferRequest {
  std::vector<pipeline::Record> records;
  ResponseForm form;
  schedule::Priority priority = schedule::Priority::kInteractive;
  int64_t timeout_us = 0;  // 0: none.
};

// InvalidArgument, naming the tensor or parameter, the value and the limit, for what the protocol
// or the model does not allow: tensors that are missing, unknown, doubled, of another type or
// shape, in both encodings or with other elements than their shape says, and more records than
// `records_max`.
absl::StatusOr<InferRequest> ToInferRequest(const inference::ModelInferRequest& request,
                                            int64_t records_max);

}  // namespace txtsentry::server::oip

#endif  // TXTSENTRY_SERVER_OIP_INFER_REQUEST_H_
