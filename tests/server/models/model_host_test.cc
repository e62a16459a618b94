#include "server/models/model_host.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "tests/server/models/repository_fixture.h"

namespace txtsentry::server {
namespace {

class ModelHostTest : public test::RepositoryFixture {
 protected:
  ModelHost host_;
};

TEST_F(ModelHostTest, TheFirstLiveNameIsTheDefaultUnlessOneIsSet) {
  EXPECT_EQ(host_.Default().status().code(), absl::StatusCode::kUnavailable);
  host_.GoLive(Served("b", "1", 1));
  host_.GoLive(Served("a", "1", 2));
  EXPECT_EQ((*host_.Default())->name, "b");
  host_.SetDefault("a");
  EXPECT_EQ((*host_.Default())->name, "a");
  EXPECT_TRUE(host_.Remove("a").ok());
  EXPECT_EQ(host_.Default().status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(ModelHostTest, FindsByNameAndVersionAndReportsTheLoadedModel) {
  host_.GoLive(Served("a", "7", 1));
  EXPECT_TRUE(host_.Find("a", "").ok());
  EXPECT_TRUE(host_.Find("a", "7").ok());
  EXPECT_TRUE(host_.Find("", "7").ok());
  EXPECT_EQ(host_.Find("a", "8").status(),
            absl::NotFoundError("model a has version 7 loaded, not 8"));
  EXPECT_EQ(host_.Find("b", "").status(), absl::NotFoundError("model b is not loaded"));
  EXPECT_EQ(host_.Remove("b").code(), absl::StatusCode::kNotFound);
}

TEST_F(ModelHostTest, AVersionHeldByACallStillAnswersAfterAReplacement) {
  host_.GoLive(Served("a", "1", 1));
  const ServedModelPtr held = *host_.Find("a", "");
  host_.GoLive(Served("a", "2", 2));
  EXPECT_EQ((*host_.Find("a", ""))->version, "2");
  EXPECT_EQ(Scores(*held, {"x"}).front(), ExpectedScore(1, "x"));
  EXPECT_EQ(host_.Live().size(), 1u);
}

TEST_F(ModelHostTest, TheLastReferenceMayBeDroppedByTheVersionsOwnThread) {
  host_.GoLive(Served("a", "1", 1));
  ServedModel successor = Served("a", "2", 2);
  ServedModelPtr held = *host_.Find("a", "");
  CallOnAnEngineThread(*held, [this, &successor, &held] {
    host_.GoLive(std::move(successor));
    held.reset();
  });
  EXPECT_EQ(held, nullptr);
  EXPECT_EQ((*host_.Default())->version, "2");
}

TEST_F(ModelHostTest, CountsOfReplacedVersionsAreKept) {
  std::atomic<bool> stop = false;
  std::thread watcher([&] {
    int64_t before = 0;
    while (!stop) {
      const int64_t now = host_.stats().rows_scored;
      EXPECT_GE(now, before);
      before = now;
    }
  });
  for (int i = 0; i < 20; ++i) {
    host_.GoLive(Served("a", "1", 1));
    Scores(**host_.Default(), {"x", "y", "z"});
  }
  stop = true;
  watcher.join();
  EXPECT_EQ(host_.stats().rows_scored, 60);
}

TEST_F(ModelHostTest, DoesNotCountRowsOfTheLoaderOrOfAShadow) {
  host_.GoLive(Served("a", "1", 1));
  EXPECT_EQ(host_.stats().rows_accepted, 0);
  ServedModel shadow = Served("a", "2", 2);
  shadow.answers_callers = false;
  const ServedModelPtr adopted = host_.Adopt(std::move(shadow));
  Scores(*adopted, {"x"});
  EXPECT_EQ(host_.stats().rows_accepted, 0);
  EXPECT_EQ((*host_.Default())->version, "1");
}

}  // namespace
}  // namespace txtsentry::server
