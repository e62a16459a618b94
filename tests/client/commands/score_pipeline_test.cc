#include "client/commands/score_pipeline.h"

#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/client/commands/test_scorer.h"

namespace txtsentry::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Writes texts and results, one event per line.
class PlainWriter final : public EventWriter {
 public:
  void Begin(std::string&) override {}
  void Write(const Event& event, absl::Span<const ScoreResult> results, std::string& out) override {
    if (!event.status.ok()) out += "bad";
    for (size_t i = 0; i < results.size(); ++i) {
      out += i > 0 ? "," : "";
      out += event.records[i].request.text;
      out += !results[i].status.ok() ? "!" : results[i].suspicious ? "+" : "-";
    }
    out += '\n';
  }
  void End(const RunSummary&, std::string&) override {}
};

Event EventOf(const std::vector<std::string>& texts) {
  Event event;
  for (const std::string& text : texts) {
    event.records.emplace_back();
    event.records.back().request.text = text;
  }
  return event;
}

Event BadEvent() {
  Event event;
  event.status = absl::InvalidArgumentError("first bad line");
  return event;
}

class ScorePipelineTest : public testing::Test {
 protected:
  // The pipeline under test; its output goes to out_.
  ScorePipeline& Make(Scorer& scorer, size_t batch_records_max, size_t inflight_max) {
    options_.batch_records_max = batch_records_max;
    options_.inflight_max = inflight_max;
    pipeline_ = std::make_unique<ScorePipeline>(
        scorer, writer_,
        [this](std::string_view bytes) {
          out_ += bytes;
          return sink_status_;
        },
        options_);
    return *pipeline_;
  }

  PlainWriter writer_;
  PipelineOptions options_;
  std::string out_;
  absl::Status sink_status_;
  std::unique_ptr<ScorePipeline> pipeline_;
};

TEST_F(ScorePipelineTest, KeepsTheOrderOfReversedAnswers) {
  TestScorer scorer(/*group=*/4);
  ScorePipeline& pipeline = Make(scorer, 1, 8);
  std::string expected;
  for (int i = 0; i < 40; ++i) {
    const std::string text = std::to_string(i) + (i % 3 == 0 ? "xxxx" : "");
    ASSERT_TRUE(pipeline.Add(EventOf({text})).ok());
    expected += text + (i % 3 == 0 ? "+\n" : "-\n");
  }
  ASSERT_TRUE(pipeline.Drain().ok());
  EXPECT_EQ(out_, expected);
  EXPECT_EQ(pipeline.summary().records, 40);
  EXPECT_EQ(pipeline.summary().suspicious, 14);
}

// Answers each chunk on a separate thread.
class ThreadedScorer final : public Scorer {
 public:
  ~ThreadedScorer() override {
    for (std::thread& thread : threads_) thread.join();
  }
  void Score(std::vector<ScoreRequest> records, Done done) override {
    threads_.emplace_back([records = std::move(records), done = std::move(done)] {
      std::vector<ScoreResult> results;
      for (const ScoreRequest& request : records) results.push_back(TestResult(request.text));
      done(std::move(results));
    });
  }
  std::string model_name() const override { return "test"; }
  std::string policy() const override { return "notebook"; }

 private:
  std::vector<std::thread> threads_;
};

TEST_F(ScorePipelineTest, KeepsTheOrderOfConcurrentAnswers) {
  ThreadedScorer scorer;
  ScorePipeline& pipeline = Make(scorer, 3, 5);
  std::string expected;
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(pipeline.Add(EventOf({std::to_string(i)})).ok());
    expected += std::to_string(i) + "-\n";
  }
  ASSERT_TRUE(pipeline.Drain().ok());
  EXPECT_EQ(out_, expected);
}

TEST_F(ScorePipelineTest, ChunksCountRecordsInsteadOfEvents) {
  TestScorer scorer;
  ScorePipeline& pipeline = Make(scorer, 4, 8);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(pipeline.Add(EventOf({"a", "b", "c"})).ok());
  ASSERT_TRUE(pipeline.Add(EventOf({"1", "2", "3", "4", "5", "6"})).ok());
  ASSERT_TRUE(pipeline.Add(EventOf({})).ok());
  ASSERT_TRUE(pipeline.Drain().ok());
  EXPECT_THAT(scorer.chunk_records(), ElementsAre(3u, 3u, 3u, 6u));
  EXPECT_EQ(out_, "a-,b-,c-\na-,b-,c-\na-,b-,c-\n1-,2-,3-,4-,5-,6-\n\n");
  EXPECT_EQ(pipeline.summary().without_txt, 1);
}

TEST_F(ScorePipelineTest, ChunksAreLimitedInBytes) {
  TestScorer scorer;
  ScorePipeline& pipeline = Make(scorer, 256, 8);
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(pipeline.Add(EventOf({std::string(60'000, 'a')})).ok());
  ASSERT_TRUE(pipeline.Drain().ok());
  EXPECT_THAT(scorer.chunk_records(), ElementsAre(18u, 18u, 4u));
}

TEST_F(ScorePipelineTest, ReportsInvalidRecordsWithoutScoringThem) {
  TestScorer scorer;
  ScorePipeline& pipeline = Make(scorer, 4, 8);
  Event event = EventOf({"a", "broken", "xx"});
  event.records[1].status = absl::InvalidArgumentError("broken record");
  ASSERT_TRUE(pipeline.Add(std::move(event)).ok());
  ASSERT_TRUE(pipeline.Add(EventOf({std::string(70'000, 'x')})).ok());
  ASSERT_TRUE(pipeline.Drain().ok());
  EXPECT_THAT(out_, HasSubstr("a-,broken!,xx+\n"));
  EXPECT_THAT(scorer.chunk_records(), ElementsAre(3u));
  EXPECT_EQ(pipeline.summary().errors, 2);
  EXPECT_EQ(pipeline.summary().records, 4);
  EXPECT_EQ(pipeline.first_error().message(), "broken record");
}

TEST_F(ScorePipelineTest, AppliesItsOwnThresholdExceptToEmptyRecords) {
  options_.threshold = 0.25;
  TestScorer scorer;
  ScorePipeline& pipeline = Make(scorer, 4, 8);
  ASSERT_TRUE(pipeline.Add(EventOf({"xaaa", "xaaaa", ""})).ok());
  ASSERT_TRUE(pipeline.Drain().ok());
  EXPECT_EQ(out_, "xaaa+,xaaaa-,-\n");
  EXPECT_EQ(pipeline.summary().without_tokens, 1);
  options_.threshold = 0;
  ScorePipeline& all = Make(scorer, 4, 8);
  ASSERT_TRUE(all.Add(EventOf({"a", ""})).ok());
  ASSERT_TRUE(all.Drain().ok());
  EXPECT_THAT(out_, HasSubstr("a+,-\n"));
}

TEST_F(ScorePipelineTest, OwnThresholdKeepsLabelsDecidedByReasons) {
  options_.threshold = 0.25;
  options_.policy = rules::Policy::kTriage;
  TestScorer scorer;
  scorer.change = [](size_t, std::vector<ScoreResult> results) {
    results[0].reasons = {"KNOWN_KIND"};
    results[1].reasons = {"PAYLOAD_IN_KNOWN_KIND", "SOMETHING_NEW"};
    results[2].reasons = {"ENCODED_BLOB"};
    results[2].encoded_blob = ScoredBlob{"hex", 0, 200, 3.9f};
    return results;
  };
  ScorePipeline& pipeline = Make(scorer, 5, 8);
  ASSERT_TRUE(pipeline.Add(EventOf({"x", "a", "b", "xa", "ba"})).ok());
  ASSERT_TRUE(pipeline.Drain().ok());
  EXPECT_EQ(out_, "x-,a+,b+,xa+,ba-\n");
}

TEST_F(ScorePipelineTest, ReportsANanProbabilityAsAnError) {
  TestScorer scorer;
  scorer.change = [](size_t, std::vector<ScoreResult> results) {
    results[0].probability = std::numeric_limits<float>::quiet_NaN();
    return results;
  };
  ScorePipeline& pipeline = Make(scorer, 4, 8);
  ASSERT_TRUE(pipeline.Add(EventOf({"a"})).ok());
  ASSERT_TRUE(pipeline.Drain().ok());
  EXPECT_EQ(out_, "a!\n");
}

TEST_F(ScorePipelineTest, StopsAfterErrorsMax) {
  options_.errors_max = 1;
  TestScorer scorer;
  ScorePipeline& pipeline = Make(scorer, 10, 8);
  ASSERT_TRUE(pipeline.Add(EventOf({"a"})).ok());
  ASSERT_TRUE(pipeline.Add(BadEvent()).ok());
  ASSERT_TRUE(pipeline.Add(BadEvent()).ok());
  ASSERT_TRUE(pipeline.Add(EventOf({"b"})).ok());
  const absl::Status status = pipeline.Drain();
  EXPECT_EQ(status.message(), "errors=2 exceeds --max-errors 1");
  EXPECT_EQ(pipeline.end(), PipelineEnd::kErrorsMax);
  EXPECT_EQ(out_, "a-\nbad\nbad\n");
  EXPECT_EQ(pipeline.Add(EventOf({"c"})), status);
}

TEST_F(ScorePipelineTest, StopsAtAFailedChunkAndWritesEarlierOnes) {
  TestScorer scorer;
  scorer.change = [](size_t chunk,
                     std::vector<ScoreResult> results) -> absl::StatusOr<std::vector<ScoreResult>> {
    if (chunk == 1) return absl::UnavailableError("server went away");
    return results;
  };
  ScorePipeline& pipeline = Make(scorer, 1, 1);
  ASSERT_TRUE(pipeline.Add(EventOf({"a"})).ok());
  EXPECT_EQ(pipeline.Add(EventOf({"b"})).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(pipeline.end(), PipelineEnd::kScorer);
  EXPECT_EQ(out_, "a-\n");
}

TEST_F(ScorePipelineTest, RejectsAWrongNumberOfResults) {
  TestScorer scorer;
  scorer.change = [](size_t, std::vector<ScoreResult> results) {
    results.pop_back();
    return results;
  };
  ScorePipeline& pipeline = Make(scorer, 2, 1);
  EXPECT_TRUE(pipeline.Add(EventOf({"a"})).ok());
  EXPECT_EQ(pipeline.Add(EventOf({"b"})).message(), "results=1 differs from records=2");
}

TEST_F(ScorePipelineTest, StopsWhenTheSinkFails) {
  sink_status_ = absl::DataLossError("disk full");
  TestScorer scorer;
  ScorePipeline& pipeline = Make(scorer, 1, 1);
  EXPECT_EQ(pipeline.Add(EventOf({"a"})).message(), "disk full");
  EXPECT_EQ(pipeline.end(), PipelineEnd::kOutput);
}

TEST_F(ScorePipelineTest, DestructorWaitsForPendingChunks) {
  ThreadedScorer scorer;
  ScorePipeline& pipeline = Make(scorer, 1, 100);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(pipeline.Add(EventOf({"a"})).ok());
  pipeline_.reset();
  EXPECT_LE(out_.size(), 20 * std::string("a-\n").size());
}

}  // namespace
}  // namespace txtsentry::client
