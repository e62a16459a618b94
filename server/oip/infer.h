// Processing of one ModelInferRequest, unary or in a stream, up to the filled response.
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

// Dependencies of Infer; all borrowed.
struct InferContext {
  const ModelHost& models;
  const base::Clock& clock;
  Statistics& statistics;
  int64_t records_max = 1;  // Per request.
};

// The final status of a request if it ended within Infer; else the call that answers it.
struct Inferred {
  std::optional<absl::Status> end;
  CallHandle call;
};

// Scores the request with the model that it names. If the request ends within Infer, `done` is
// never called; else it is called exactly once with the final status, from another thread, perhaps
// before Infer returns. Unless the status is OK, the response is not usable. The deadline and a
// cancellation end the whole request. `call_context` is updated and must outlive `done`; `request`
// must stay valid until Infer returns, `response` until `done`. `job_class` has the client and the
// deadline of the call; parameters of the request set the priority and may shorten the deadline.
Inferred Infer(const InferContext& context, CallContext& call_context,
               const inference::ModelInferRequest& request, schedule::JobClass job_class,
               inference::ModelInferResponse& response,
               std::function<void(const absl::Status&)> done);

}  // namespace txtsentry::server::oip

#endif  // TXTSENTRY_SERVER_OIP_INFER_H_
