#include "tests/integration/server_fixture.h"

#include <filesystem>

#include "absl/strings/str_format.h"
#include "core/engine/reference_engine.h"
#include "core/model/bundle.h"
#include "tests/support/random_model.h"

namespace txtsentry::test {

ServerFixture::ServerFixture() : model(RandomModel(77, {400, 16, 24})) {
  const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
  folder = absl::StrFormat("%s%s_%s", ::testing::TempDir(), info->test_suite_name(), info->name());
  std::filesystem::remove_all(folder);
  EXPECT_TRUE(model::SaveBundle(model, folder).ok());
  options.model = folder;
  options.listen = {"127.0.0.1:0"};
  options.engine = "reference";
  options.workers = 2;
  tokenizer_ = text::Tokenizer::Create(model.tokens, model::kUnknownId).value();
  engine_ = engine::MakeReferenceEngine(model.weights).value();
}

ServerFixture::~ServerFixture() {
  server.reset();
  std::filesystem::remove_all(folder);
}

void ServerFixture::StartServer() {
  auto started = server::Server::Start(options);
  ASSERT_TRUE(started.ok()) << started.status();
  server = std::move(started).value();
}

std::string ServerFixture::Target() const {
  return absl::StrFormat("127.0.0.1:%d", server->ports()[0]);
}

std::unique_ptr<client::Client> ServerFixture::MakeClient() const {
  client::ClientOptions client_options;
  client_options.target = Target();
  return client::Client::Create(client_options).value();
}

float ServerFixture::ExpectedProbability(const std::string& text) const {
  OwnedBatch row;
  tokenizer_->AppendIds(text, row.ids);
  if (row.ids.empty()) return 0;
  row.offsets.push_back(static_cast<int64_t>(row.ids.size()));
  float logit = 0;
  EXPECT_TRUE(engine_->Score(row.view(), absl::MakeSpan(&logit, 1)).ok());
  return engine::Probability(logit);
}

std::string RandomText(uint64_t seed, int64_t bytes) {
  static constexpr const char* kPieces[] = {"v=spf1 ",  "a",  "b c", " = ", "\"",   "\xFF",
                                            "\xC3\xA9", "zz", " ",   "=",   "-all", "\t"};
  Random random(seed);
  std::string text;
  while (static_cast<int64_t>(text.size()) < bytes) {
    text += kPieces[random.Between(0, std::size(kPieces) - 1)];
  }
  return text;
}

}  // namespace txtsentry::test
