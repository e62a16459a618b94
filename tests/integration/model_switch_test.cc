#include <gmock/gmock.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "absl/strings/str_format.h"
#include "core/base/file.h"
#include "core/engine/simd/simd_engine.h"
#include "core/pipeline/self_check/golden.h"
#include "tests/integration/server_fixture.h"
#include "tests/support/random_model.h"

namespace txtsentry {
namespace {

// Two models with different weights under one name; even versions hold one, odd versions the other.
class ModelSwitchTest : public test::ServerFixture {
 protected:
  ModelSwitchTest() {
    for (int i = 0; i < 24; ++i) texts_.push_back(test::RandomText(i, i % 6 == 0 ? 600 : 30));
    for (const int parity : {0, 1}) {
      const model::Model sample = test::RandomModel(100 + parity, {400, 16, 24});
      EXPECT_TRUE(pipeline::SaveWithGolden(sample, Bundle(parity)).ok());
      sha256_[parity] = model::LoadModel(Bundle(parity))->info.sha256.substr(0, 12);
      const auto engine = engine::MakeSimdEngine(sample.weights).value();
      const auto tokenizer = text::Tokenizer::Create(sample.tokens, model::kUnknownId).value();
      for (const std::string& text : texts_) {
        test::OwnedBatch row;
        tokenizer->AppendIds(text, row.ids);
        row.offsets.push_back(static_cast<int64_t>(row.ids.size()));
        float logit = 0;
        EXPECT_TRUE(engine->Score(row.view(), absl::MakeSpan(&logit, 1)).ok());
        expected_[parity].push_back(engine::Probability(logit));
      }
    }
    AddVersion(1);
    options.model = "";
    options.repository = Repository();
    options.engine = "simd";
  }

  std::string Bundle(int parity) const { return absl::StrFormat("%s/bundle-%d", folder, parity); }
  std::string Repository() const { return folder + "/repository"; }
  std::string PathOf(int version) const {
    return absl::StrFormat("%s/m/%d", Repository(), version);
  }
  void AddVersion(int version) const {
    std::filesystem::create_directories(Repository() + "/m");
    std::filesystem::copy(Bundle(version % 2), PathOf(version));
  }

  v1::ClassifyRequest Request() const {
    v1::ClassifyRequest request;
    for (const std::string& text : texts_) request.add_records()->set_raw(text);
    return request;
  }

  // The version named in a response; 0 if its answers are not all from that version.
  int VersionOf(const v1::ClassifyResponse& response) const {
    int version = 0;
    if (std::sscanf(response.model().c_str(), "m@%d+", &version) != 1) return 0;
    const int parity = version % 2;
    if (response.model() != absl::StrFormat("m@%d+%s", version, sha256_[parity])) return 0;
    if (response.results_size() != static_cast<int>(texts_.size())) return 0;
    for (size_t i = 0; i < texts_.size(); ++i) {
      if (response.results(i).probability() != expected_[parity][i]) return 0;
    }
    return version;
  }

  std::vector<std::string> texts_;
  std::vector<float> expected_[2];
  std::string sha256_[2];
};

// Sums over all callers of a test.
struct Seen {
  std::atomic<int64_t> calls = 0;
  std::atomic<int64_t> failed = 0;
  std::atomic<int64_t> mixed = 0;  // Answers not all from the version named in the response.
};

TEST_F(ModelSwitchTest, TwoHundredSwitchesUnderLoadFailNoCallAndMixNoVersions) {
  constexpr int kSwitches = 200;
  StartServer();
  const auto client = MakeClient();
  Seen seen;
  std::atomic<bool> stop = false;
  const auto check = [&](const v1::ClassifyResponse& response) {
    ++seen.calls;
    if (response.has_error()) {
      ++seen.failed;
    } else if (VersionOf(response) == 0) {
      ++seen.mixed;
    }
  };
  std::vector<std::thread> callers;
  for (int t = 0; t < 4; ++t) {
    callers.emplace_back([&] {
      while (!stop) {
        const auto response = client->Classify(Request());
        if (response.ok()) {
          check(*response);
        } else {
          ++seen.failed;
        }
      }
    });
    callers.emplace_back([&] {
      auto stream = client->OpenStream({4}, check);
      while (!stop) {
        if (!stream->Send(Request()).ok()) ++seen.failed;
      }
      if (!stream->Finish().ok() || stream->inflight() != 0) ++seen.failed;
    });
  }
  for (int version = 2; version <= kSwitches + 1; ++version) {
    AddVersion(version);
    ASSERT_EQ(server->repository()->Load("m"), absl::OkStatus());
    std::filesystem::remove_all(PathOf(version - 1));
    // Each version answers a call before the next one is added.
    const int64_t before = seen.calls;
    while (seen.calls < before + 8) std::this_thread::yield();
  }
  stop = true;
  for (auto& caller : callers) caller.join();
  absl::PrintF("switches %d, calls %d, failed %d, mixed %d\n",
               server->repository()->stats().switches - 1, seen.calls.load(), seen.failed.load(),
               seen.mixed.load());
  EXPECT_EQ(server->repository()->stats().switches, kSwitches + 1);
  EXPECT_EQ(seen.failed, 0);
  EXPECT_EQ(seen.mixed, 0);
  EXPECT_GE(seen.calls, 8 * kSwitches);
}

TEST_F(ModelSwitchTest, PollingLoadsTheHighestValidVersion) {
  options.repository_mode = "poll";
  options.repository_poll_ms = 1;
  StartServer();
  const auto client = MakeClient();
  AddVersion(10);
  AddVersion(9);
  // An empty folder: it fails to load and is not retried.
  std::filesystem::create_directories(PathOf(11));
  while (VersionOf(client->Classify(Request()).value()) != 10) {
  }
  EXPECT_EQ(client->GetModel()->version(), "10");
}

TEST_F(ModelSwitchTest, ComparesAShadowOnCallersRecords) {
  options.shadow_sample = 1;
  std::filesystem::create_directories(Repository() + "/m");
  EXPECT_TRUE(base::WriteFileAtomically(Repository() + "/m/shadow", "2\n").ok());
  AddVersion(2);
  StartServer();
  const auto client = MakeClient();
  EXPECT_EQ(VersionOf(client->Classify(Request()).value()), 1);
  int64_t disagreements = 0;
  for (size_t i = 0; i < texts_.size(); ++i) {
    if ((expected_[0][i] >= 0.5f) != (expected_[1][i] >= 0.5f)) ++disagreements;
  }
  const auto records = static_cast<int64_t>(texts_.size());
  server::ShadowStats stats = server->shadow().stats().front();
  while (stats.compared + stats.shed < records) stats = server->shadow().stats().front();
  EXPECT_EQ(stats.compared, records);
  EXPECT_EQ(stats.label_disagreements, disagreements);
}

}  // namespace
}  // namespace txtsentry
