#include "core/model/model.h"

#include <limits>

#include "tests/core/model/model_fixture.h"

namespace txtsentry::model {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ModelTest, AcceptsAValidModel) { EXPECT_TRUE(Validate(SmallModel()).ok()); }

TEST(ModelTest, DisplayNameHasTheChecksumsPrefix) {
  ModelInfo info;
  info.name = "m";
  info.version = "2";
  info.sha256 = "0123456789abcdef";
  EXPECT_EQ(DisplayName(info), "m@2+0123456789ab");
}

TEST(ModelTest, RejectsAThresholdThatIsNotAProbability) {
  for (const double threshold : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    Model model = SmallModel();
    model.info.threshold = threshold;
    EXPECT_THAT(ErrorOf(Validate(model)), HasSubstr("threshold="));
  }
}

TEST(ModelTest, RejectsNamesWithControlCharacters) {
  for (const std::string& name :
       {std::string(), std::string("a\nb"), std::string(201, 'a'), std::string("\xff")}) {
    Model model = SmallModel();
    model.info.version = name;
    EXPECT_THAT(ErrorOf(Validate(model)), HasSubstr("version: bytes="));
  }
}

TEST(ModelTest, RejectsProvenanceThatIsNotText) {
  Model model = SmallModel();
  model.info.provenance = "\xff";
  EXPECT_THAT(ErrorOf(Validate(model)), HasSubstr("provenance"));
}

TEST(ModelTest, RejectsAVocabularyOfAnotherLength) {
  Model model = SmallModel();
  model.tokens.push_back("more");
  EXPECT_THAT(ErrorOf(Validate(model)), HasSubstr("tokens=10, the embedding has "));
}

TEST(WeightsTest, RejectsSizesOutOfBounds) {
  for (const int size : {0, -1, 1025}) {
    Weights weights = SmallModel().weights;
    weights.hidden_dim = size;
    EXPECT_THAT(ErrorOf(Validate(weights)), AllOf(HasSubstr("FAILED_PRECONDITION"),
                                                  HasSubstr("hidden_dim="), HasSubstr("1..1024")));
  }
}

TEST(WeightsTest, RejectsATensorOfAnotherLength) {
  Weights weights = SmallModel().weights;
  weights.b_hh.pop_back();
  EXPECT_THAT(ErrorOf(Validate(weights)), HasSubstr("'lstm.bias_hh_l0': values=11"));
}

TEST(WeightsTest, NamesTheTensorAndIndexOfANonFiniteValue) {
  Weights weights = SmallModel().weights;
  weights.fc_bias = std::numeric_limits<float>::infinity();
  EXPECT_THAT(ErrorOf(Validate(weights)),
              AllOf(HasSubstr("DATA_LOSS"), HasSubstr("'fc2.bias': value 0")));
}

}  // namespace
}  // namespace txtsentry::model
