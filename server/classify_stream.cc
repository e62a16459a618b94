#include "server/classify_stream.h"

#include <utility>

#include "server/grpc_status.h"
#include "server/wire_format.h"

namespace txtsentry::server {

std::shared_ptr<ClassifyStream> ClassifyStream::Create(const ModelHost& models,
                                                       ClassifyStreamOptions options) {
  std::shared_ptr<ClassifyStream> stream(new ClassifyStream(models, std::move(options)));
  stream->self_ = stream;
  return stream;
}

void ClassifyStream::Start() {
  const base::MutexLock lock(mu_);
  AdvanceLocked();
}

void ClassifyStream::BeginDrain() {
  const base::MutexLock lock(mu_);
  draining_ = true;
  AdvanceLocked();
}

void ClassifyStream::OnReadDone(bool ok) {
  const auto slot = std::make_shared<Slot>(models_.Default());
  {
    const base::MutexLock lock(mu_);
    if (!ok) {
      reading_ = false;
      reads_ended_ = true;
      AdvanceLocked();
      return;
    }
    if (finished_) return;
    slots_.push_back(slot);
  }
  // The next read overwrites request_, so reading_ stays true until the request is handed on.
  Submit(slot);
  const base::MutexLock lock(mu_);
  reading_ = false;
  AdvanceLocked();
}

void ClassifyStream::Submit(const std::shared_ptr<Slot>& slot) {
  const auto refuse = [this, &slot](const absl::Status& status) {
    slot->response.set_id(request_.id());
    *slot->response.mutable_error() = ToRpcStatus(status);
    Ready(slot);
  };
  if (!slot->model.ok()) return refuse(slot->model);
  auto records = ToRecords(request_, options_.records_max);
  if (!records.ok()) return refuse(records.status());
  batch::JobClass job_class = options_.job_class;
  job_class.priority = ToPriority(request_.priority());
  const auto number = slot->cancellable->served()->Classify(
      std::move(*records), job_class,
      [self = shared_from_this(), slot,
       echo = EchoOf(request_)](const std::vector<classify::Result>& results) {
        const absl::Status status = CallStatus(results);
        if (status.ok()) {
          FillResponse(echo, results, slot->cancellable->served()->display_name, slot->response);
        } else {
          slot->response.set_id(echo.request_id);
          *slot->response.mutable_error() = ToRpcStatus(status);
        }
        self->Ready(slot);
      });
  if (!number.ok()) return refuse(number.status());
  slot->cancellable->Accepted(*number);
}

void ClassifyStream::Ready(const std::shared_ptr<Slot>& slot) {
  const base::MutexLock lock(mu_);
  slot->ready = true;
  AdvanceLocked();
}

void ClassifyStream::OnWriteDone(bool ok) {
  const base::MutexLock lock(mu_);
  writing_ = false;
  slots_.pop_front();
  if (!ok) broken_ = true;
  AdvanceLocked();
}

void ClassifyStream::OnCancel() {
  std::deque<std::shared_ptr<Slot>> under_way;
  {
    const base::MutexLock lock(mu_);
    broken_ = true;
    under_way = slots_;
  }
  for (const auto& slot : under_way) {
    if (slot->cancellable != nullptr) slot->cancellable->Cancel();
  }
  const base::MutexLock lock(mu_);
  AdvanceLocked();
}

void ClassifyStream::AdvanceLocked() {
  if (finished_) return;
  // A broken stream has nobody to write to: ready answers are dropped, the rest awaited.
  while (broken_ && !writing_ && !slots_.empty() && slots_.front()->ready) slots_.pop_front();
  if (!writing_ && !slots_.empty() && slots_.front()->ready) {
    writing_ = true;
    StartWrite(&slots_.front()->response);
  }
  const bool may_read = !reads_ended_ && !broken_ && !draining_;
  if (may_read && !reading_ && static_cast<int64_t>(slots_.size()) < options_.requests_max) {
    reading_ = true;
    StartRead(&request_);
  }
  if (!may_read && slots_.empty()) {
    finished_ = true;
    Finish(draining_ && !reads_ended_
               ? ToGrpcStatus(absl::UnavailableError("draining: open the stream elsewhere"))
               : grpc::Status::OK);
  }
}

void ClassifyStream::OnDone() {
  options_.on_end();
  // Gives up gRPC's share; answers still under way in the classifier hold theirs.
  const std::shared_ptr<ClassifyStream> last = std::move(self_);
}

}  // namespace txtsentry::server
