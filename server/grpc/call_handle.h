// Handle that cancels a classifier call.
#ifndef TXTSENTRY_SERVER_GRPC_CALL_HANDLE_H_
#define TXTSENTRY_SERVER_GRPC_CALL_HANDLE_H_

#include "core/pipeline/record_classifier.h"
#include "server/models/model_host.h"

namespace txtsentry::server {

// Keeps the model alive, so that Cancel never reaches a destroyed model.
struct CallHandle {
  ServedModelPtr model;  // Null: there is nothing to cancel.
  pipeline::CallRef call;

  void Cancel() const {
    if (model != nullptr) model->front().Cancel(call);
  }
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_CALL_HANDLE_H_
