// The way of one ModelInferRequest, unary or of a stream, from the message to the filled response.
#ifndef TXTSENTRY_SERVER_OIP_INFER_H_
#define TXTSENTRY_SERVER_OIP_INFER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "core/base/clock.h"
#include "core/schedule/row_queue.h"
#include "inference/grpc_service.pb.h"
#include "server/grpc/call_context.h"
#include "server/grpc/call_handle.h"
#include "server/models/model_host.h"
#include "server/oip/statistics.h"

namespace txtsentry::server::oip {

// What requests are answered with; all borrowed.
struct InferContext {
  const ModelHost& models;
  const base::Clock& clock;
  Statistics& statistics;
  int64_t records_max = 1;  // Of one request.
};

// How a request ended, if it did before Infer returned; else the call that answers it.
struct Inferred {
  std::optional<absl::Status> end;
  CallHandle call;
};

// Scores the request by the model that it names. When the request does not end before Infer
// returns, `done` is called exactly once with how it ended, from another thread, perhaps before
// Infer returns; else never. Unless that is OK, the response holds nothing of use. A deadline and a
// cancellation end the whole request. `call_context` is told of it and outlives `done`; `request`
// is good until Infer returns, `response` until `done`. `job_class` has the client and the deadline
// of the call; the request's parameters give the priority and may shorten the deadline.
Inferred Infer(const InferContext& context, CallContext& call_context,
               const inference::ModelInferRequest& request, schedule::JobClass job_class,
               inference::ModelInferResponse& response,
               std::function<void(const absl::Status&)> done);

}  // namespace txtsentry::server::oip

#endif  // TXTSENTRY_SERVER_OIP_INFER_H_
