// Reactor of one ModelStreamInfer call.
#ifndef TXTSENTRY_SERVER_OIP_INFER_STREAM_H_
#define TXTSENTRY_SERVER_OIP_INFER_STREAM_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "inference/grpc_service.pb.h"
#include "server/grpc/pipelined_stream.h"
#include "server/oip/infer.h"

namespace txtsentry::server::oip {

// Thread-safe; for its lifetime see pipelined_stream.h.
class InferStream final
    : public PipelinedStream<inference::ModelInferRequest, inference::ModelStreamInferResponse> {
 public:
  // `open` and the references in `context` are borrowed and must outlive the stream. `job_class`
  // has the client and the deadline of the whole stream.
  InferStream(std::unique_ptr<CallContext> call, const InferContext& context, OpenStreams& open,
              int64_t requests_max, const schedule::JobClass& job_class)
      : PipelinedStream(std::move(call), open, requests_max),
        context_(context),
        job_class_(job_class) {}

 private:
  void Submit(inference::ModelInferRequest& request, const std::shared_ptr<Slot>& slot) override;

  const InferContext context_;
  const schedule::JobClass job_class_;
};

}  // namespace txtsentry::server::oip

#endif  // TXTSENTRY_SERVER_OIP_INFER_STREAM_H_
