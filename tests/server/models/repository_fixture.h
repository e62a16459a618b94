// A model repository in a folder of the test's own, with small random models.
#ifndef TXTSENTRY_TESTS_SERVER_MODELS_REPOSITORY_FIXTURE_H_
#define TXTSENTRY_TESTS_SERVER_MODELS_REPOSITORY_FIXTURE_H_

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/model/model.h"
#include "server/models/model_host.h"
#include "server/models/model_loader.h"

namespace txtsentry::test {

class RepositoryFixture : public ::testing::Test {
 protected:
  RepositoryFixture();
  ~RepositoryFixture() override;

  // Small, and the same for a seed.
  static model::Model ModelOf(uint64_t seed);

  // Writes NAME/VERSION, with golden records. Returns its folder.
  std::string AddVersion(const std::string& name, int version, uint64_t seed) const;
  std::string PathOf(const std::string& name, int version) const;

  // Loads a model that is not in the repository.
  server::ServedModel Served(const std::string& name, const std::string& version,
                             uint64_t seed) const;

  // One loader's answers, through the whole of a served version.
  static std::vector<float> Scores(const server::ServedModel& served,
                                   const std::vector<std::string>& texts);
  // What a model of the seed says of a text, by the same engine.
  float ExpectedScore(uint64_t seed, const std::string& text) const;

  // Asks `served` for new records until one is answered by an engine's thread, which then calls
  // `there`. Who is last to touch a call answers it: that may be this thread, when the engine is
  // done before Classify has returned. `there` is called after that, so it may let go of `served`.
  // Returns when it was called.
  static void CallOnAnEngineThread(const server::ServedModel& served,
                                   const std::function<void()>& there);

  static void FlipABit(const std::string& path);

  const base::SteadyClock clock_{};
  const std::string folder_;
  const server::ModelLoader loader_;
};

}  // namespace txtsentry::test

#endif  // TXTSENTRY_TESTS_SERVER_MODELS_REPOSITORY_FIXTURE_H_
