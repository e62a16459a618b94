#include "core/engine/engine_factory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/random_model.h"

namespace txtsentry::engine {
namespace {

absl::StatusOr<ChosenEngine> Make(const std::string& engine, const std::string& device = "auto") {
  EngineOptions options;
  options.engine = engine;
  options.device = device;
#ifdef TXTSENTRY_MODULE_FOLDER
  options.module_folder = TXTSENTRY_MODULE_FOLDER;
#endif
  return MakeEngine(test::RandomWeights(1), options);
}

TEST(MakeEngineTest, CreatesTheReferenceByName) {
  const auto chosen = Make("reference");
  ASSERT_TRUE(chosen.ok()) << chosen.status();
  EXPECT_EQ(chosen->engine->info().name, "reference");
}

TEST(MakeEngineTest, AutoSelectsSimdOnACpuAndReportsWhy) {
  const auto chosen = Make("auto", "cpu");
  ASSERT_TRUE(chosen.ok()) << chosen.status();
  EXPECT_EQ(chosen->engine->info().name, "simd");
  EXPECT_THAT(chosen->why, ::testing::HasSubstr("device=cpu"));
}

TEST(MakeEngineTest, RejectsAnUnknownNameAndListsTheKnownOnes) {
  const auto chosen = Make("warp");
  EXPECT_EQ(chosen.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(chosen.status().message()),
              ::testing::HasSubstr("auto, simd, libtorch, reference"));
}

TEST(MakeEngineTest, RejectsACpuEngineOnAGpu) {
  EXPECT_EQ(Make("reference", "cuda").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Make("simd", "cuda").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(MakeEngineTest, ReportsTheFolderOfAMissingModule) {
  EngineOptions options;
  options.engine = "libtorch";
  options.module_folder = "/nonexistent";
  const auto chosen = MakeEngine(test::RandomWeights(1), options);
  EXPECT_EQ(chosen.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(chosen.status().message()), ::testing::HasSubstr("/nonexistent"));
}

#ifdef TXTSENTRY_MODULE_FOLDER
TEST(MakeEngineTest, LoadsLibtorchAtRunTime) {
  const auto chosen = Make("libtorch", "cpu");
  ASSERT_TRUE(chosen.ok()) << chosen.status();
  EXPECT_EQ(chosen->engine->info().name, "libtorch");
  test::OwnedBatch batch;
  batch.AddRow({1, 2, 3});
  std::vector<float> logits(1);
  EXPECT_TRUE(chosen->engine->Score(batch.view(), absl::MakeSpan(logits)).ok());
}
#endif

}  // namespace
}  // namespace txtsentry::engine
