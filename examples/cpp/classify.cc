// Scores DNS TXT records by a running server: all in one call, then one by one over a stream.
//
//   classify [--server HOST:PORT] [--tls-ca FILE] [--tls-cert FILE --tls-key FILE]
//            [--token-file FILE] [RECORD...]
//
// Exit status: 0 when every record has a score, 1 when not, 2 for wrong arguments.
#include <cstdio>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "txtsentry/client/client.h"
#include "txtsentry/client/status_from_grpc.h"

namespace {

namespace client = txtsentry::client;
namespace v1 = txtsentry::v1;

struct Arguments {
  client::ClientOptions client;
  std::vector<std::string> records;
};

bool Parse(int argc, char** argv, Arguments& arguments) {
  client::ClientOptions& options = arguments.client;
  options.target = "127.0.0.1:8500";
  options.deadline_ms = 10'000;
  const std::map<std::string, std::string*> flags = {
      {"--server", &options.target},
      {"--tls-ca", &options.credentials.tls_ca},
      {"--tls-cert", &options.credentials.tls_cert},
      {"--tls-key", &options.credentials.tls_key},
      {"--token-file", &options.credentials.token_file},
  };
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument.rfind("--", 0) != 0) {
      arguments.records.push_back(argument);
      continue;
    }
    const auto flag = flags.find(argument);
    if (flag == flags.end() || ++i == argc) return false;
    *flag->second = argv[i];
  }
  if (arguments.records.empty()) {
    arguments.records = {"v=spf1 -all", "IEX (New-Object Net.WebClient).DownloadString('x')"};
  }
  return true;
}

// Prints the score of a record, or why it has none.
bool Print(const std::string& record, const v1::Result& result) {
  // One record that cannot be scored, such as one that is too long, leaves the others untouched.
  const absl::Status status = client::FromRpc(result.status());
  if (!status.ok()) {
    std::cerr << "not scored: " << status << "\n";
    return false;
  }
  std::printf("%.6f  %-10s  %-28s  %s\n", result.probability(),
              result.label() == v1::LABEL_SUSPICIOUS ? "suspicious" : "ok",
              v1::Category_Name(result.category()).c_str(), record.c_str());
  return true;
}

// One call for all records: the cheapest way when they are at hand.
bool ClassifyAtOnce(client::Client& client, const std::vector<std::string>& records) {
  v1::ClassifyRequest request;
  // `raw` takes any bytes; a string of proto3, as in `text`, must be UTF-8.
  for (const std::string& record : records) request.add_records()->set_raw(record);
  const absl::StatusOr<v1::ClassifyResponse> response = client.Classify(request);
  if (!response.ok()) {
    std::cerr << "Classify: " << response.status() << "\n";
    if (absl::IsResourceExhausted(response.status())) {
      std::cerr << "The server has too much to do: wait before the next call.\n";
    }
    return false;
  }
  std::printf("Classify, by %s\n", response->model().c_str());
  bool scored = response->results_size() == static_cast<int>(records.size());
  for (int i = 0; i < static_cast<int>(records.size()) && i < response->results_size(); ++i) {
    scored = Print(records[i], response->results(i)) && scored;
  }
  return scored;
}

// A request a record over one stream, for records that come one after another.
bool ClassifyOneByOne(client::Client& client, const std::vector<std::string>& records) {
  std::vector<v1::ClassifyResponse> responses;
  client::ClassifyStream::Options options;
  options.inflight_max = 16;
  // Runs on a thread of gRPC's, one response at a time; after Finish no more come.
  const auto stream = client.OpenStream(options, [&responses](v1::ClassifyResponse response) {
    responses.push_back(std::move(response));
  });
  for (const std::string& record : records) {
    v1::ClassifyRequest request;
    request.add_records()->set_raw(record);
    if (!stream->Send(std::move(request)).ok()) break;  // Finish says why the stream has ended.
  }
  const absl::Status end = stream->Finish();
  std::printf("ClassifyStream\n");
  bool scored = responses.size() == records.size();
  for (size_t i = 0; i < responses.size() && i < records.size(); ++i) {
    // One request that could not be answered; the stream goes on behind it.
    const absl::Status status = client::FromRpc(responses[i].error());
    if (!status.ok()) {
      std::cerr << "request " << i << ": " << status << "\n";
      scored = false;
    } else {
      const bool has_result = responses[i].results_size() == 1;
      scored = has_result && Print(records[i], responses[i].results(0)) && scored;
    }
  }
  if (!end.ok()) std::cerr << "the stream ended early: " << end << "\n";
  return scored && end.ok();
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!Parse(argc, argv, arguments)) {
    std::cerr << "usage: classify [--server HOST:PORT] [--tls-ca FILE] [--tls-cert FILE --tls-key "
                 "FILE] [--token-file FILE] [RECORD...]\n";
    return 2;
  }
  // Connects with the first call. Fails for files that cannot be read, and for a token that would
  // go to another machine without TLS.
  const auto client = client::Client::Create(arguments.client);
  if (!client.ok()) {
    std::cerr << client.status() << "\n";
    return 2;
  }
  const bool at_once = ClassifyAtOnce(**client, arguments.records);
  const bool one_by_one = ClassifyOneByOne(**client, arguments.records);
  return at_once && one_by_one ? 0 : 1;
}
