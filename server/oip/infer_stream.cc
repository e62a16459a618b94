#include "server/oip/infer_stream.h"

#include <string>
#include <utility>

#include "server/grpc/grpc_status.h"

namespace txtsentry::server::oip {

void InferStream::Submit(inference::ModelInferRequest& request, const std::shared_ptr<Slot>& slot) {
  const auto done = [this, self = shared_from_this(), slot,
                     id = request.id()](const absl::Status& status) {
    if (!status.ok()) {
      slot->response.mutable_infer_response()->set_id(id);
      slot->response.set_error_message(ToText(status));
    }
    Ready(*slot);
  };
  Inferred inferred =
      Infer(context_, call(), request, job_class_, *slot->response.mutable_infer_response(), done);
  if (inferred.end.has_value()) return done(*inferred.end);
  SetCall(*slot, std::move(inferred.call));
}

}  // namespace txtsentry::server::oip
