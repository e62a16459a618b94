#include "server/grpc/classifier_service.h"

#include <google/protobuf/stubs/common.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/version.h"
#include "core/model/model.h"
#include "core/text/generated/unicode_tables.h"
#include "server/grpc/classify_call.h"
#include "server/grpc/classify_stream.h"
#include "server/grpc/explain_call.h"
#include "server/grpc/proto_convert.h"

namespace txtsentry::server {
namespace {

constexpr MethodInfo kClassify = {"txtsentry.v1.TxtClassifier/Classify"};
constexpr MethodInfo kClassifyStream = {"txtsentry.v1.TxtClassifier/ClassifyStream"};
constexpr MethodInfo kExplain = {"txtsentry.v1.TxtClassifier/Explain"};
constexpr MethodInfo kGetModel = {"txtsentry.v1.TxtClassifier/GetModel"};

}  // namespace

ClassifierService::ClassifierService(const ModelHost& models, const base::Clock& clock,
                                     const CallServices& calls, const ServiceOptions& options)
    : models_(models),
      clock_(clock),
      calls_(calls),
      options_(options),
      explain_queue_(clock, options.explain_calls_max) {
  SetMessageAllocatorFor_Classify(&classify_messages_);
}

ClassifierService::~ClassifierService() = default;

grpc::ServerUnaryReactor* ClassifierService::Classify(grpc::CallbackServerContext* context,
                                                      const v1::ClassifyRequest* /*request*/,
                                                      v1::ClassifyResponse* response) {
  auto& messages = decltype(classify_messages_)::Of(*context);
  auto call = std::make_unique<CallContext>(calls_, kClassify, *context);
  if (!call->admitted().ok()) return FinishUnary(*context, *call, call->admitted());
  v1::ClassifyRequest& request = *messages.request();
  auto records = TakeRecords(request, options_.records_max);
  if (!records.ok()) return FinishUnary(*context, *call, records.status());
  auto served = models_.Default();
  if (!served.ok()) return FinishUnary(*context, *call, served.status());
  call->AddRequest(*records);
  RequestEcho echo = TakeEcho(request);
  schedule::JobClass job_class = JobClassOf(*context, clock_);
  job_class.priority = ToPriority(request.priority());
  job_class.submitter_may_compute = job_class.priority == schedule::Priority::kInteractive;
  messages.FreeRequest();
  auto reactor = std::make_unique<ClassifyCall>(std::move(call), *std::move(served),
                                                std::move(echo), *response);
  if (auto end = reactor->Start(std::move(*records), job_class)) {
    return FinishUnary(*context, *std::move(end));
  }
  return reactor.release();
}

grpc::ServerBidiReactor<v1::ClassifyRequest, v1::ClassifyResponse>*
ClassifierService::ClassifyStream(grpc::CallbackServerContext* context) {
  auto call = std::make_unique<CallContext>(calls_, kClassifyStream, *context);
  if (!call->admitted().ok()) {
    return new RefusedStream<v1::ClassifyRequest, v1::ClassifyResponse>(*call, call->admitted());
  }
  ClassifyStreamOptions options;
  options.records_max = options_.records_max;
  options.requests_max = options_.stream_requests_max;
  options.job_class = JobClassOf(*context, clock_);
  const auto stream =
      std::make_shared<server::ClassifyStream>(std::move(call), models_, streams_, options);
  stream->Start();
  return stream.get();
}

grpc::ServerUnaryReactor* ClassifierService::Explain(grpc::CallbackServerContext* context,
                                                     const v1::ExplainRequest* request,
                                                     v1::ExplainResponse* response) {
  auto call = std::make_unique<CallContext>(calls_, kExplain, *context);
  if (!call->admitted().ok()) return FinishUnary(*context, *call, call->admitted());
  auto record = ToRecord(*request);
  if (!record.ok()) return FinishUnary(*context, *call, record.status());
  auto served = models_.Default();
  if (!served.ok()) return FinishUnary(*context, *call, served.status());
  call->AddRequest({*record});
  auto* reactor = new ExplainCall(std::move(call), explain_queue_, *std::move(served), *response);
  reactor->Start(request->record().id(), std::move(*record), DeadlineUs(*context, clock_));
  return reactor;
}

grpc::ServerUnaryReactor* ClassifierService::GetModel(grpc::CallbackServerContext* context,
                                                      const v1::GetModelRequest* /*request*/,
                                                      v1::GetModelResponse* response) {
  CallContext call(calls_, kGetModel, *context);
  if (!call.admitted().ok()) return FinishUnary(*context, call, call.admitted());
  const auto served = models_.Default();
  if (!served.ok()) return FinishUnary(*context, call, served.status());
  const pipeline::Classifier& classifier = *(*served)->classifier;
  const model::ModelInfo& info = classifier.model_info();
  const engine::EngineInfo engine = classifier.engine().info();
  response->set_name(info.name);
  response->set_version(info.version);
  response->set_sha256(info.sha256);
  response->set_provenance(info.provenance);
  response->set_threshold(info.threshold);
  response->set_vocabulary_rows(static_cast<uint32_t>(classifier.vocabulary_rows()));
  response->set_embedding_dim(static_cast<uint32_t>(classifier.embedding_dim()));
  response->set_hidden_dim(static_cast<uint32_t>(classifier.hidden_dim()));
  response->set_engine(engine.name);
  response->set_device(engine.device);
  response->set_workers(static_cast<uint32_t>(options_.workers));
  response->set_records_max(static_cast<uint32_t>(options_.records_max));
  response->set_record_bytes_max(static_cast<uint32_t>(pipeline::kRecordBytesMax));
  response->set_explain_bytes_max(static_cast<uint32_t>(classifier.explain_bytes_max()));
  response->set_message_bytes_max(static_cast<uint64_t>(options_.message_bytes_max));
  response->set_policy(std::string(rules::PolicyName(classifier.judge().policy())));
  auto& versions = *response->mutable_versions();
  versions["txtsentry"] = base::kVersion;
  versions["engine"] = engine.version;
  versions["grpc"] = grpc::Version();
  versions["protobuf"] = google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION);
  versions["unicode"] = text::kUnicodeVersion;
  return FinishUnary(*context, call, absl::OkStatus());
}

void ClassifierService::BeginDrain() { streams_.BeginDrain(); }

schedule::JobClass JobClassOf(const grpc::CallbackServerContext& context,
                              const base::Clock& clock) {
  schedule::JobClass job_class;
  job_class.client = ClientOfPeer(context.peer());
  job_class.deadline_us = DeadlineUs(context, clock);
  return job_class;
}

base::TimeUs DeadlineUs(const grpc::CallbackServerContext& context, const base::Clock& clock) {
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  using std::chrono::system_clock;
  const system_clock::time_point deadline = context.deadline();
  if (deadline == system_clock::time_point::max()) return base::kNever;
  const system_clock::duration left = deadline - system_clock::now();
  // A missing deadline may also appear as one thousands of years away; keep the sum in range.
  if (left > std::chrono::hours(24 * 365)) return base::kNever;
  return clock.NowUs() + duration_cast<microseconds>(left).count();
}

}  // namespace txtsentry::server
