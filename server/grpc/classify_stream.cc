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
  const ServedModelPtr model = *std::move(served);
  const auto answer = [this, self = shared_from_this(), slot, model,
                       echo = std::make_shared<const RequestEcho>(TakeEcho(request))](
                          const std::vector<pipeline::Result>& results) {
    call().AddResults(results);
    const absl::Status status = CallStatus(results);
    if (status.ok()) {
      FillResponse(*echo, results, model->display_name, slot->response);
    } else {
      slot->response.set_id(echo->request_id);
      *slot->response.mutable_error() = ToRpcStatus(status);
    }
    Ready(*slot);
  };
  auto started = model->front().Start(std::move(*records), job_class, answer);
  if (!started.ok()) return refuse(started.status());
  if (started->results.has_value()) return answer(*started->results);
  SetCall(*slot, {model, std::move(started->call)});
}

}  // namespace txtsentry::server
