#include "server/grpc/proto_convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/descriptor.h"

namespace txtsentry::server {
namespace {

using ::testing::ElementsAre;

TEST(TakeRecordsTest, ReadsEachFormOfContentAsCanonicalText) {
  v1::ClassifyRequest request;
  request.add_records()->set_text("v=spf1 -all");
  request.add_records()->set_raw("\xFF\x01");
  v1::Record& strings = *request.add_records();
  strings.mutable_strings()->add_strings("k=rsa; p=AB");
  strings.mutable_strings()->add_strings("CD");
  strings.set_owner_name("k._domainkey.example.com");
  const auto records = TakeRecords(request, 10);
  ASSERT_TRUE(records.ok());
  EXPECT_EQ((*records)[0].text, "v=spf1 -all");
  EXPECT_EQ((*records)[1].text, "\xFF\x01");
  EXPECT_EQ((*records)[2].text, "k=rsa; p=AB CD");
  EXPECT_EQ((*records)[2].owner_name, "k._domainkey.example.com");
}

TEST(TakeRecordsTest, RefusesNoRecordsAndTooMany) {
  v1::ClassifyRequest request;
  EXPECT_EQ(TakeRecords(request, 2).status().code(), absl::StatusCode::kInvalidArgument);
  for (int i = 0; i < 3; ++i) request.add_records()->set_text("a");
  EXPECT_EQ(TakeRecords(request, 2).status().message(), "records=3 exceeds records_max=2");
}

TEST(FillResponseTest, EchoesIdsAndPutsErrorsIntoTheirResults) {
  v1::ClassifyRequest request;
  request.set_id("call");
  request.add_records()->set_text("x");
  request.add_records()->set_id("without content");
  request.add_records()->set_text("y");
  request.mutable_records(0)->set_id("first");
  std::vector<pipeline::Result> results(3);
  results[0].probability = 0.75f;
  results[0].token_count = 3;
  results[0].verdict.suspicious = true;
  results[0].verdict.reasons = {rules::Reason::kNotUtf8};
  results[0].verdict.matcher = "spf";
  results[0].verdict.execution_rule = "mshta";
  results[0].verdict.encoded_blob = rules::EncodedBlob{rules::Encoding::kHex, 3, 40, 3.5f};
  results[2].status = absl::InvalidArgumentError("too long");
  results[2].verdict = rules::TooLongVerdict();
  v1::ClassifyResponse response;
  FillResponse(TakeEcho(request), results, "m@1+0", response);
  EXPECT_EQ(response.id(), "call");
  EXPECT_EQ(response.model(), "m@1+0");
  ASSERT_EQ(response.results_size(), 3);
  EXPECT_EQ(response.results(0).id(), "first");
  EXPECT_EQ(response.results(0).probability(), 0.75f);
  EXPECT_EQ(response.results(0).label(), v1::LABEL_SUSPICIOUS);
  EXPECT_THAT(response.results(0).reasons(), ElementsAre("NOT_UTF8"));
  EXPECT_FALSE(response.results(0).has_status());
  EXPECT_EQ(response.results(0).matcher(), "spf");
  EXPECT_EQ(response.results(0).execution_rule(), "mshta");
  EXPECT_EQ(response.results(0).encoded_blob().encoding(), "hex");
  EXPECT_EQ(response.results(0).encoded_blob().offset_bytes(), 3u);
  EXPECT_EQ(response.results(0).encoded_blob().length_bytes(), 40u);
  EXPECT_EQ(response.results(0).encoded_blob().entropy_bits(), 3.5f);
  EXPECT_EQ(response.results(1).status().code(), 3);
  EXPECT_EQ(response.results(2).status().message(), "too long");
  EXPECT_EQ(response.results(2).label(), v1::LABEL_UNSPECIFIED);
  EXPECT_FALSE(response.results(2).has_encoded_blob());
  EXPECT_THAT(response.results(2).reasons(), ElementsAre("TOO_LONG"));
}

TEST(CallStatusTest, ReturnsDeadlineOrCancellationButNoRecordError) {
  std::vector<pipeline::Result> results(2);
  EXPECT_TRUE(CallStatus(results).ok());
  results[0].status = absl::InvalidArgumentError("too long");
  EXPECT_TRUE(CallStatus(results).ok());
  results[1].status = absl::DeadlineExceededError("late");
  EXPECT_EQ(CallStatus(results).code(), absl::StatusCode::kDeadlineExceeded);
}

// The enums of the API and of core are cast into each other.
TEST(CategoryTest, HasTheSameNumbersInTheApiAndInCore) {
  const auto* categories = v1::Category_descriptor();
  for (int i = 0; i < categories->value_count(); ++i) {
    std::string name = categories->value(i)->name().substr(sizeof("CATEGORY_") - 1);
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    EXPECT_EQ(rules::CategoryName(static_cast<rules::Category>(categories->value(i)->number())),
              name);
  }
}

TEST(ToPriorityTest, TreatsUnknownValuesAsInteractive) {
  EXPECT_EQ(ToPriority(v1::PRIORITY_BULK), schedule::Priority::kBulk);
  EXPECT_EQ(ToPriority(v1::PRIORITY_INTERACTIVE), schedule::Priority::kInteractive);
  EXPECT_EQ(ToPriority(v1::PRIORITY_UNSPECIFIED), schedule::Priority::kInteractive);
  EXPECT_EQ(ToPriority(static_cast<v1::Priority>(99)), schedule::Priority::kInteractive);
}

TEST(ClientOfPeerTest, IsEqualForConnectionsOfOneHostOnly) {
  EXPECT_EQ(ClientOfPeer("ipv4:192.0.2.1:40000"), ClientOfPeer("ipv4:192.0.2.1:40001"));
  EXPECT_NE(ClientOfPeer("ipv4:192.0.2.1:40000"), ClientOfPeer("ipv4:192.0.2.2:40000"));
  EXPECT_EQ(ClientOfPeer("ipv6:%5B2001:db8::1%5D:1"), ClientOfPeer("ipv6:%5B2001:db8::1%5D:2"));
  EXPECT_NE(ClientOfPeer("ipv6:%5B2001:db8::1%5D:1"), ClientOfPeer("ipv6:%5B2001:db8::2%5D:1"));
  EXPECT_EQ(ClientOfPeer("unix:/run/a"), ClientOfPeer("unix:/run/a"));
}

}  // namespace
}  // namespace txtsentry::server
