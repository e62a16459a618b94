#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "server/observe/trace/span.h"
#include "server/observe/trace/span_exporter.h"
#include "server/observe/trace/tracer.h"

namespace txtsentry::server {
namespace {

using ::testing::HasSubstr;

constexpr char kParent[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

Span MakeSpan() {
  Span span;
  span.self = *server::ParseTraceParent(kParent);
  span.parent_id = "00f067aa0ba902b7";
  span.method = "package.Service/Method";
  span.start_ns = 1'700'000'000'000'000'001;
  span.end_ns = 1'700'000'000'000'000'009;
  span.code = 8;
  span.records = 3;
  span.bytes = 120;
  span.model = "m";
  return span;
}

TEST(OtlpJsonTest, FollowsTheProtocol) {
  EXPECT_EQ(
      ToOtlpJson({MakeSpan()}),
      R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":)"
      R"({"stringValue":"txtsentryd"}},{"key":"service.version","value":{"stringValue":"0.1.0"}}]},)"
      R"("scopeSpans":[{"scope":{"name":"txtsentry"},"spans":[)"
      R"({"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331",)"
      R"("parentSpanId":"00f067aa0ba902b7","name":"package.Service/Method","kind":2,)"
      R"("startTimeUnixNano":"1700000000000000001","endTimeUnixNano":"1700000000000000009",)"
      R"("attributes":[{"key":"rpc.system","value":{"stringValue":"grpc"}},)"
      R"({"key":"rpc.service","value":{"stringValue":"package.Service"}},)"
      R"({"key":"rpc.method","value":{"stringValue":"Method"}},)"
      R"({"key":"rpc.grpc.status_code","value":{"intValue":"8"}},)"
      R"({"key":"txtsentry.records","value":{"intValue":"3"}},)"
      R"({"key":"txtsentry.bytes","value":{"intValue":"120"}},)"
      R"({"key":"txtsentry.model","value":{"stringValue":"m"}}],"status":{"code":2}}]}]}]})");
}

TEST(OtlpEndpointTest, AcceptsUrlsOnly) {
  EXPECT_EQ(ParseOtlpEndpoint("http://127.0.0.1:4318")->path, "/v1/traces");
  EXPECT_EQ(ParseOtlpEndpoint("http://127.0.0.1:4318/")->path, "/v1/traces");
  EXPECT_EQ(ParseOtlpEndpoint("https://host:1/a/b")->origin, "https://host:1");
  EXPECT_EQ(ParseOtlpEndpoint("https://host:1/a/b")->path, "/a/b");
  for (const char* bad : {"", "host:4318", "ftp://host", "http://", "http:///path"}) {
    EXPECT_EQ(ParseOtlpEndpoint(bad).status().code(), absl::StatusCode::kInvalidArgument) << bad;
  }
}

TEST(SpanExporterTest, DropsExcessSpansAndCountsFailedRequests) {
  SpanExporterOptions options;
  options.endpoint = "http://127.0.0.1:1";
  options.queue_max = 4;
  options.pause = std::chrono::milliseconds(0);
  const auto exporter = SpanExporter::Create(options).value();
  for (int i = 0; i < 1000; ++i) exporter->Export(MakeSpan());
  while (exporter->stats().dropped + exporter->stats().failed < 1000) std::this_thread::yield();
  EXPECT_GT(exporter->stats().dropped, 0);
  EXPECT_GT(exporter->stats().failed, 0);
  EXPECT_EQ(exporter->stats().exported, 0);
}

TEST(TracerTest, WithoutACollectorOnlyCallersTracesContinue) {
  const auto tracer = Tracer::Create({"", 1}).value();
  EXPECT_FALSE(tracer->Begin(""));
  EXPECT_FALSE(tracer->Begin("nonsense"));
  const auto span = tracer->Begin(kParent);
  ASSERT_TRUE(span);
  EXPECT_EQ(span->parent_id, "b7ad6b7169203331");
  EXPECT_NE(server::SpanIdHex(span->self), span->parent_id);
}

TEST(TracerTest, TracesThatStartHereAreSampledAndHaveUniqueIds) {
  const auto all = Tracer::Create({"http://127.0.0.1:1", 1}).value();
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) {
    const auto span = all->Begin("");
    ASSERT_TRUE(span);
    EXPECT_TRUE(span->self.sampled);
    EXPECT_TRUE(span->parent_id.empty());
    ids.insert(server::TraceIdHex(span->self));
    ids.insert(server::SpanIdHex(span->self));
  }
  EXPECT_EQ(ids.size(), 2000U);
  const auto none = Tracer::Create({"http://127.0.0.1:1", 0}).value();
  EXPECT_FALSE(none->Begin("")->self.sampled);
  EXPECT_TRUE(none->Begin(kParent)->self.sampled);
}

}  // namespace
}  // namespace txtsentry::server
