// Reactor of one ClassifyStream call.
#ifndef TXTSENTRY_SERVER_GRPC_CLASSIFY_STREAM_H_
#define TXTSENTRY_SERVER_GRPC_CLASSIFY_STREAM_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "core/pipeline/classifier.h"
#include "server/grpc/pipelined_stream.h"
#include "server/models/model_host.h"
#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::server {

struct ClassifyStreamOptions {
  int64_t records_max = 1;       // Per request.
  int64_t requests_max = 1;      // Read and not yet written back; reading pauses at this number.
  schedule::JobClass job_class;  // Of each request; the priority comes from the request.
};

// Thread-safe; for its lifetime see pipelined_stream.h.
class ClassifyStream final : public PipelinedStream<v1::ClassifyRequest, v1::ClassifyResponse> {
 public:
  // `models` and `open` are borrowed and must outlive the stream. Each request is answered by the
  // model that is the default when the request arrives.
  ClassifyStream(std::unique_ptr<CallContext> call, const ModelHost& models, OpenStreams& open,
                 const ClassifyStreamOptions& options)
      : PipelinedStream(std::move(call), open, options.requests_max),
        models_(models),
        options_(options) {}

 private:
  void Submit(v1::ClassifyRequest& request, const std::shared_ptr<Slot>& slot) override;

  const ModelHost& models_;
  const ClassifyStreamOptions options_;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_CLASSIFY_STREAM_H_
