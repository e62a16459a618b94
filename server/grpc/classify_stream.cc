#include "server/grpc/classify_stream.h"

#include "server/grpc/grpc_status.h"
#include "server/grpc/proto_convert.h"

namespace txtsentry::server {

void ClassifyStream::Submit(v1::ClassifyRequest& request, const std::shared_ptr<Slot>& slot) {
  const auto refuse = [&](const absl::Status& status) {
    slot->response.set_id(request.id());
    *slot->response.mutable_error() = ToRpcStatus(status);
    Ready(*slot);
  };
  auto served = models_.Default();
  if (!served.ok()) return refuse(served.status());
  auto records = TakeRecords(request, options_.records_max);
  if (!records.ok()) return refuse(records.status());
  call().AddRequest(*records);
  call().set_model((*served)->display_name);
  schedule::JobClass job_class = options_.job_class;
  job_class.priority = ToPriority(request.priority());
  const auto cancellable = Hold(*slot, *std::move(served));
  const auto number = cancellable->served()->Classify(
      std::move(*records), job_class,
      [this, self = shared_from_this(), slot, cancellable,
       echo = TakeEcho(request)](const std::vector<pipeline::Result>& results) {
        call().AddResults(results);
        const absl::Status status = CallStatus(results);
        if (status.ok()) {
          FillResponse(echo, results, cancellable->served()->display_name, slot->response);
        } else {
          slot->response.set_id(echo.request_id);
          *slot->response.mutable_error() = ToRpcStatus(status);
        }
        Ready(*slot);
      });
  if (!number.ok()) return refuse(number.status());
  cancellable->Accepted(*number);
}

}  // namespace txtsentry::server
