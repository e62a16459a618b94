#include "client/bench/workload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "client/bench/record_mix.h"
#include "client/bench/record_source.h"

namespace txtsentry::client {
namespace {

using ::testing::ElementsAre;

std::vector<ScoreRequest> Letters() { return {{"a", "n1"}, {"b", ""}, {"c", ""}}; }

v1::ClassifyRequest RequestOf(const Workload& workload, int64_t call) {
  v1::ClassifyRequest request;
  EXPECT_TRUE(request.ParseFromString(workload.RequestOf(call)));
  return request;
}

TEST(WorkloadTest, CyclesThroughAllRecords) {
  WorkloadOptions options;
  options.records_a_call = 2;
  options.draw = Draw::kInOrder;
  const Workload workload(Letters(), options);
  EXPECT_THAT(workload.RecordsOf(0), ElementsAre(0, 1));
  EXPECT_THAT(workload.RecordsOf(1), ElementsAre(2, 0));
  const v1::ClassifyRequest request = RequestOf(workload, 1);
  EXPECT_EQ(request.id(), "1");
  EXPECT_EQ(request.priority(), v1::PRIORITY_INTERACTIVE);
  ASSERT_EQ(request.records_size(), 2);
  EXPECT_EQ(request.records(0).raw(), "c");
  EXPECT_EQ(request.records(0).id(), "2");
  EXPECT_EQ(request.records(1).owner_name(), "n1");
}

TEST(WorkloadTest, ShufflesAllRecordsByItsSeed) {
  WorkloadOptions options;
  options.records_a_call = 100;
  const Workload workload(MakeRecordMix(1, 100), options);
  const auto first = workload.RecordsOf(0);
  EXPECT_EQ(std::set<uint32_t>(first.begin(), first.end()).size(), 100u);
  EXPECT_EQ(workload.RecordsOf(1), first);
  EXPECT_EQ(Workload(MakeRecordMix(1, 100), options).RecordsOf(0), first);
  options.seed = 2;
  EXPECT_NE(Workload(MakeRecordMix(1, 100), options).RecordsOf(0), first);
}

TEST(WorkloadTest, DrawsByZipfsLaw) {
  WorkloadOptions options;
  options.draw = Draw::kZipf;
  options.zipf_exponent = 1;
  options.records_a_call = 200'000;
  const Workload workload(MakeRecordMix(1, 1000), options);
  std::vector<int> counts(1000);
  for (const uint32_t record : workload.RecordsOf(0)) ++counts[record];
  std::sort(counts.rbegin(), counts.rend());
  double harmonic = 0;
  for (int rank = 1; rank <= 1000; ++rank) harmonic += 1.0 / rank;
  for (const int rank : {1, 2, 5, 10}) {
    const double expected = 200'000 / harmonic / rank;
    EXPECT_NEAR(counts[static_cast<size_t>(rank - 1)], expected, 5 * std::sqrt(expected)) << rank;
  }
}

TEST(WorkloadTest, OmitsRecordIdsIfDisabled) {
  WorkloadOptions options;
  options.record_ids = false;
  options.priority = v1::PRIORITY_BULK;
  const v1::ClassifyRequest request = RequestOf(Workload(Letters(), options), 5);
  EXPECT_EQ(request.records(0).id(), "");
  EXPECT_EQ(request.id(), "5");
  EXPECT_EQ(request.priority(), v1::PRIORITY_BULK);
}

TEST(RecordMixTest, IsDeterministicAndMostlyDistinct) {
  const auto mix = MakeRecordMix(3, 2000);
  const auto again = MakeRecordMix(3, 2000);
  std::set<std::string> texts;
  for (size_t i = 0; i < mix.size(); ++i) {
    ASSERT_EQ(mix[i].text, again[i].text);
    texts.insert(mix[i].text);
  }
  EXPECT_GT(texts.size(), 1700u);
  EXPECT_NE(MakeRecordMix(4, 1)[0].text, mix[0].text);
}

TEST(RecordSourceTest, NamesTheFileAndLineOfAnError) {
  const std::string data = std::string(TXTSENTRY_SOURCE_DIR) + "/tests/data/";
  const auto zeek = ReadLoadRecords(data + "zeek_dns.log", InputFormat::kAuto);
  ASSERT_TRUE(zeek.ok()) << zeek.status();
  EXPECT_GT(zeek->size(), 10u);
  const auto wrong = ReadLoadRecords(data + "zeek_dns.log", InputFormat::kNdjson);
  EXPECT_THAT(std::string(wrong.status().message()), ::testing::HasSubstr("zeek_dns.log: line 1:"));
  EXPECT_FALSE(ReadLoadRecords("/nonexistent", InputFormat::kAuto).ok());
  EXPECT_FALSE(ReadTraceFile("/nonexistent").ok());
}

}  // namespace
}  // namespace txtsentry::client
