// Fixture with a temporary model repository of small random models.
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

  // A small model; deterministic per seed.
  static model::Model ModelOf(uint64_t seed);

  // Writes NAME/VERSION with golden records. Returns its folder.
  std::string AddVersion(const std::string& name, int version, uint64_t seed) const;
  std::string PathOf(const std::string& name, int version) const;

  // Loads a model from outside the repository.
  server::ServedModel Served(const std::string& name, const std::string& version,
                             uint64_t seed) const;

  // Classifies texts through a served version.
  static std::vector<float> Scores(const server::ServedModel& served,
                                   const std::vector<std::string>& texts);
  // The score of a text by the model of the seed, on the same engine.
  float ExpectedScore(uint64_t seed, const std::string& text) const;

  // Sends new records to `served` until an engine thread answers one, which then calls `there`;
  // returns after that call. The last thread to touch a call answers it: that may be this thread,
  // if the engine is done before Classify returns. Classify has returned before `there` runs, so
  // `there` may release `served`.
  static void CallOnAnEngineThread(const server::ServedModel& served,
                                   const std::function<void()>& there);

  static void FlipABit(const std::string& path);

  const base::SteadyClock clock_{};
  const std::string folder_;
  const server::ModelLoader loader_;
};

}  // namespace txtsentry::test

#endif  // TXTSENTRY_TESTS_SERVER_MODELS_REPOSITORY_FIXTURE_H_
