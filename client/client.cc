#include "client/client.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_format.h"
#include "client/status_from_grpc.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

std::shared_ptr<grpc::Channel> MakeChannel(const ClientOptions& options,
                                           const Credentials& credentials) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(static_cast<int>(options.message_bytes_max));
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 1);
  arguments.SetServiceConfigJSON(ServiceConfigJson(options.retry));
  credentials.AddTo(arguments);
  return grpc::CreateCustomChannel(options.target, credentials.channel(), arguments);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Client>> Client::Create(const ClientOptions& options) {
  if (options.target.empty()) return absl::InvalidArgumentError("target is empty");
  if (options.retry.attempts_max < 2 || options.retry.attempts_max > 5) {
    return absl::InvalidArgumentError(
        absl::StrFormat("attempts_max=%d is not in 2..5", options.retry.attempts_max));
  }
  if (options.deadline_ms < 1 || options.retry.backoff_ms_first < 1 ||
      options.retry.backoff_ms_max < 1) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "deadline_ms=%d, backoff_ms_first=%d and backoff_ms_max=%d must be at least 1",
        options.deadline_ms, options.retry.backoff_ms_first, options.retry.backoff_ms_max));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(Credentials credentials,
                             Credentials::Create(options.credentials, options.target));
  return std::unique_ptr<Client>(new Client(options, std::move(credentials)));
}

Client::Client(const ClientOptions& options, Credentials credentials)
    : options_(options),
      credentials_(std::move(credentials)),
      stub_(v1::TxtClassifier::NewStub(MakeChannel(options, credentials_))) {}

void Client::Prepare(grpc::ClientContext& context) const {
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(options_.deadline_ms));
  credentials_.AddTo(context);
}

absl::StatusOr<v1::ClassifyResponse> Client::Classify(const v1::ClassifyRequest& request) {
  grpc::ClientContext context;
  Prepare(context);
  v1::ClassifyResponse response;
  const grpc::Status status = stub_->Classify(&context, request, &response);
  if (!status.ok()) return FromGrpc(status);
  return response;
}

absl::StatusOr<v1::ExplainResponse> Client::Explain(const v1::ExplainRequest& request) {
  grpc::ClientContext context;
  Prepare(context);
  v1::ExplainResponse response;
  const grpc::Status status = stub_->Explain(&context, request, &response);
  if (!status.ok()) return FromGrpc(status);
  return response;
}

absl::StatusOr<v1::GetModelResponse> Client::GetModel() {
  grpc::ClientContext context;
  Prepare(context);
  v1::GetModelResponse response;
  const grpc::Status status = stub_->GetModel(&context, {}, &response);
  if (!status.ok()) return FromGrpc(status);
  return response;
}

void Client::ClassifyAsync(v1::ClassifyRequest request, Done done) {
  struct Call {
    grpc::ClientContext context;
    v1::ClassifyRequest request;
    v1::ClassifyResponse response;
    Done done;
  };
  auto* const call = new Call;
  Prepare(call->context);
  call->request = std::move(request);
  call->done = std::move(done);
  stub_->async()->Classify(&call->context, &call->request, &call->response,
                           [call](const grpc::Status& status) {
                             const Done answer = std::move(call->done);
                             v1::ClassifyResponse response = std::move(call->response);
                             // Delete the call before `done`, after which the client may be
                             // destroyed. The context holds the channel; if a gRPC thread were the
                             // channel's last holder, it would destroy the queue that it is working
                             // on.
                             delete call;
                             if (status.ok()) {
                               answer(std::move(response));
                             } else {
                               answer(FromGrpc(status));
                             }
                           });
}

std::unique_ptr<ClassifyStream> Client::OpenStream(const ClassifyStream::Options& options,
                                                   ClassifyStream::OnResponse on_response) {
  return ClassifyStream::Open(*stub_, credentials_, options, std::move(on_response));
}

}  // namespace txtsentry::client
