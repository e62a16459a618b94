// Metrics, probes, access log and traces of a running server.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include "tests/integration/server_fixture.h"

namespace txtsentry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kParent[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr char kSecret[] = "v=spf1 include:very-secret.example.test -all";

// Headers and trailers of a Classify call.
struct Headers {
  grpc::Status status;
  std::multimap<std::string, std::string> initial;
};

class ObservabilityTest : public test::ServerFixture {
 protected:
  Headers Call(const std::string& text, const std::string& traceparent) const {
    const auto stub = v1::TxtClassifier::NewStub(
        grpc::CreateChannel(Target(), grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    if (!traceparent.empty()) context.AddMetadata("traceparent", traceparent);
    v1::ClassifyRequest request;
    if (!text.empty()) request.add_records()->set_text(text);
    v1::ClassifyResponse response;
    Headers headers;
    headers.status = stub->Classify(&context, request, &response);
    for (const auto& [key, value] : context.GetServerInitialMetadata()) {
      headers.initial.emplace(std::string(key.data(), key.size()),
                              std::string(value.data(), value.size()));
    }
    return headers;
  }

  httplib::Result Get(const std::string& path, const httplib::Headers& headers = {}) const {
    return httplib::Client("127.0.0.1", server->http_port()).Get(path, headers);
  }

  std::string ReadAll(const std::string& path) const {
    std::ostringstream all;
    all << std::ifstream(path).rdbuf();
    return all.str();
  }
};

TEST_F(ObservabilityTest, ServesMetricsInBothFormats) {
  options.endpoints.http = "127.0.0.1:0";
  StartServer();
  const auto plain = Get("/metrics");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->status, 200);
  EXPECT_THAT(plain->get_header_value("Content-Type"), HasSubstr("version=0.0.4"));
  EXPECT_THAT(plain->body, HasSubstr("txtsentry_access_log_written_total 0\n"));
  const auto open = Get("/metrics", {{"Accept", "application/openmetrics-text; version=1.0.0"}});
  ASSERT_TRUE(open);
  EXPECT_THAT(open->get_header_value("Content-Type"), HasSubstr("openmetrics"));
  EXPECT_THAT(open->body, HasSubstr("# EOF\n"));
}

TEST_F(ObservabilityTest, ProbesReportTheStateOfTheProcess) {
  options.endpoints.http = "127.0.0.1:0";
  StartServer();
  EXPECT_EQ(Get("/livez")->status, 200);
  EXPECT_EQ(Get("/readyz")->status, 200);
  server->BeginLameDuck();
  EXPECT_EQ(Get("/livez")->status, 200);
  EXPECT_EQ(Get("/readyz")->status, 503);
  EXPECT_EQ(Get("/readyz")->body, "not serving\n");
  EXPECT_EQ(Get("/else")->status, 404);
}

TEST_F(ObservabilityTest, ATakenHttpPortGivesAClearError) {
  options.endpoints.http = "127.0.0.1:0";
  StartServer();
  server::ServerOptions second = options;
  second.endpoints.http = "127.0.0.1:" + std::to_string(server->http_port());
  const auto started = server::Server::Start(second);
  EXPECT_EQ(started.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(started.status().message()),
              StartsWith("--http: " + second.endpoints.http));
}

TEST_F(ObservabilityTest, TheAccessLogHasOneLinePerCallAndNoText) {
  options.endpoints.access_log.path = folder + "/access.log";
  StartServer();
  EXPECT_TRUE(Call(kSecret, kParent).status.ok());
  EXPECT_TRUE(Call(kSecret, "").status.ok());
  EXPECT_FALSE(Call("", "").status.ok());
  {
    const auto client = MakeClient();
    const auto stream = client->OpenStream({}, [](const v1::ClassifyResponse&) {});
    for (int i = 0; i < 3; ++i) {
      v1::ClassifyRequest request;
      request.add_records()->set_text(kSecret);
      EXPECT_TRUE(stream->Send(request).ok());
    }
    EXPECT_TRUE(stream->Finish().ok());
  }
  server.reset();  // Writes the waiting lines.
  const std::string log = ReadAll(options.endpoints.access_log.path);
  EXPECT_THAT(log, Not(HasSubstr("secret")));
  EXPECT_THAT(log, Not(HasSubstr("spf1")));
  std::vector<std::string> lines;
  std::istringstream in(log);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 4U) << log;
  EXPECT_THAT(lines[0], HasSubstr(R"("method":"txtsentry.v1.TxtClassifier/Classify",)"
                                  R"("peer":"ipv4:127.0.0.1","code":"OK",)"));
  EXPECT_THAT(lines[0], HasSubstr(R"("requests":1,"records":1,"bytes":44,"texts_hash":")"));
  EXPECT_THAT(lines[0], HasSubstr(R"("trace_id":"0af7651916cd43dd8448eb211c80319c")"));
  const auto hash = [](const std::string& line) {
    return line.substr(line.find("texts_hash"), sizeof("texts_hash\":\"0123456789abcdef"));
  };
  EXPECT_EQ(hash(lines[0]), hash(lines[1]));
  EXPECT_THAT(lines[2], HasSubstr(R"("code":"INVALID_ARGUMENT")"));
  EXPECT_THAT(lines[3], HasSubstr(R"(/ClassifyStream")"));
  EXPECT_THAT(lines[3], HasSubstr(R"("requests":3,"records":3,"bytes":132)"));
}

TEST_F(ObservabilityTest, AnswersATraceparentWithASpanOfTheSameTrace) {
  StartServer();
  const Headers with = Call(kSecret, kParent);
  ASSERT_EQ(with.initial.count("traceparent"), 1U);
  const std::string answer = with.initial.find("traceparent")->second;
  EXPECT_EQ(answer.substr(0, 36), std::string(kParent).substr(0, 36));
  EXPECT_NE(answer.substr(36, 16), std::string(kParent).substr(36, 16));
  EXPECT_EQ(answer.substr(52), "-01");
  EXPECT_EQ(Call(kSecret, "").initial.count("traceparent"), 0U);
  EXPECT_EQ(Call(kSecret, "00-nonsense").initial.count("traceparent"), 0U);
}

// A trace collector that stores the bodies it receives.
class Collector {
 public:
  Collector() {
    server_.Post("/v1/traces", [this](const httplib::Request& request, httplib::Response&) {
      const std::lock_guard<std::mutex> lock(mu_);
      bodies_ += request.body;
      changed_.notify_all();
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~Collector() {
    server_.stop();
    thread_.join();
  }

  int port() const { return port_; }

  // Blocks until the received bodies contain `part`, then returns them.
  std::string Await(const std::string& part) {
    std::unique_lock<std::mutex> lock(mu_);
    changed_.wait_for(lock, std::chrono::seconds(30),
                      [&] { return bodies_.find(part) != std::string::npos; });
    return bodies_;
  }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::mutex mu_;
  std::condition_variable changed_;
  std::string bodies_;
  std::thread thread_;
};

TEST_F(ObservabilityTest, ExportsOnlySampledSpans) {
  Collector collector;
  options.endpoints.tracer.endpoint = "http://127.0.0.1:" + std::to_string(collector.port());
  options.endpoints.tracer.sample = 0;
  StartServer();
  std::string unsampled = kParent;
  unsampled.replace(3, 4, "eeee");
  unsampled.back() = '0';
  EXPECT_TRUE(Call(kSecret, unsampled).status.ok());
  EXPECT_TRUE(Call(kSecret, kParent).status.ok());
  const std::string spans = collector.Await("0af7651916cd43dd8448eb211c80319c");
  EXPECT_THAT(spans, HasSubstr(R"("traceId":"0af7651916cd43dd8448eb211c80319c")"));
  EXPECT_THAT(spans, HasSubstr(R"("parentSpanId":"b7ad6b7169203331")"));
  EXPECT_THAT(spans, HasSubstr(R"("name":"txtsentry.v1.TxtClassifier/Classify","kind":2)"));
  EXPECT_THAT(spans, Not(HasSubstr("eeee")));
  EXPECT_THAT(spans, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace txtsentry
