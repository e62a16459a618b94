// One unary Classify call.
#ifndef TXTSENTRY_SERVER_CLASSIFY_CALL_H_
#define TXTSENTRY_SERVER_CLASSIFY_CALL_H_

#include <grpcpp/support/server_callback.h>

#include <memory>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/classify/classifier.h"
#include "server/cancellable.h"
#include "server/wire_format.h"
#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::server {

// Owned by gRPC from Start on: deletes itself in OnDone. Finish is called exactly once, from the
// classifier's answer, which comes whatever happens: a cancellation only makes it come sooner.
class ClassifyCall final : public grpc::ServerUnaryReactor {
 public:
  // `classifier` and `response` are borrowed; gRPC keeps the response until OnDone.
  ClassifyCall(classify::Classifier& classifier, RequestEcho echo, const std::string& model_name,
               v1::ClassifyResponse& response)
      : classifier_(classifier),
        echo_(std::move(echo)),
        model_name_(model_name),
        response_(response),
        cancellable_(std::make_shared<Cancellable>(classifier)) {}

  void Start(std::vector<classify::Record> records, const batch::JobClass& job_class);

  void OnCancel() override { cancellable_->Cancel(); }
  void OnDone() override { delete this; }

 private:
  void Answer(const std::vector<classify::Result>& results);

  classify::Classifier& classifier_;
  const RequestEcho echo_;
  const std::string& model_name_;
  v1::ClassifyResponse& response_;
  const std::shared_ptr<Cancellable> cancellable_;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_CLASSIFY_CALL_H_
