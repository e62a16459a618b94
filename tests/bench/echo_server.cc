// txtsentry_echo_server --port-file FILE: the API with nothing behind it, on gRPC's callback API
// and a free loopback port: one fixed result a record, with the ids of the request. What a server
// of this API could do at most, for `txtsentry bench` to compare txtsentryd with. Ends on a signal.
#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "txtsentry/v1/classifier.grpc.pb.h"

namespace txtsentry::bench {
namespace {

void Answer(const v1::ClassifyRequest& request, v1::ClassifyResponse& response) {
  response.Clear();
  response.set_id(request.id());
  for (const v1::Record& record : request.records()) {
    v1::Result& result = *response.add_results();
    if (!record.id().empty()) result.set_id(record.id());
    result.set_probability(0.5F);
    result.set_label(v1::LABEL_SUSPICIOUS);
  }
}

// Reads, answers, reads: one request at a time.
class EchoStream final : public grpc::ServerBidiReactor<v1::ClassifyRequest, v1::ClassifyResponse> {
 public:
  EchoStream() { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status::OK);
      return;
    }
    Answer(request_, response_);
    StartWrite(&response_);
  }

  void OnWriteDone(bool ok) override {
    if (ok) {
      StartRead(&request_);
    } else {
      Finish(grpc::Status::CANCELLED);
    }
  }

  void OnDone() override { delete this; }

 private:
  v1::ClassifyRequest request_;
  v1::ClassifyResponse response_;
};

class EchoService final : public v1::TxtClassifier::CallbackService {
 public:
  grpc::ServerUnaryReactor* Classify(grpc::CallbackServerContext* context,
                                     const v1::ClassifyRequest* request,
                                     v1::ClassifyResponse* response) override {
    Answer(*request, *response);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerBidiReactor<v1::ClassifyRequest, v1::ClassifyResponse>* ClassifyStream(
      grpc::CallbackServerContext* /*context*/) override {
    return new EchoStream;
  }
};

int Serve(const std::string& port_file) {
  EchoService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    std::fprintf(stderr, "txtsentry_echo_server: cannot listen\n");
    return 3;
  }
  // Renamed, so that whoever waits for the file never reads half of it.
  std::ofstream(port_file + ".part") << port << '\n';
  if (std::rename((port_file + ".part").c_str(), port_file.c_str()) != 0) {
    std::fprintf(stderr, "txtsentry_echo_server: cannot write %s\n", port_file.c_str());
    return 3;
  }
  server->Wait();
  return 0;
}

}  // namespace
}  // namespace txtsentry::bench

int main(int argc, char** argv) {
  if (argc != 3 || std::string(argv[1]) != "--port-file") {
    std::fprintf(stderr, "usage: txtsentry_echo_server --port-file FILE\n");
    return 2;
  }
  return txtsentry::bench::Serve(argv[2]);
}
