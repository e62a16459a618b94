#include "server/oip/infer_response.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/little_endian.h"
#include "server/oip/bytes_tensor.h"

namespace txtsentry::server::oip {
namespace {

using ::testing::ElementsAre;

class InferResponseTest : public ::testing::Test {
 protected:
  InferResponseTest() {
    served_.name = "model";
    served_.version = "3";
    results_.resize(3);
    results_[0].probability = 0.75F;
    results_[0].token_count = 12;
    results_[0].verdict.suspicious = true;
    results_[1].status = absl::InvalidArgumentError("too long");
    form_.id = "id";
    form_.outputs = {kProbability, kLabel, kTokens, kStatus};
  }

  inference::ModelInferResponse Fill() const {
    inference::ModelInferResponse response;
    FillInferResponse(form_, served_, results_, response);
    return response;
  }

  ServedModel served_;
  ResponseForm form_;
  std::vector<pipeline::Result> results_;
};

TEST_F(InferResponseTest, NamesModelRequestAndTensors) {
  const auto response = Fill();
  EXPECT_EQ(response.model_name(), "model");
  EXPECT_EQ(response.model_version(), "3");
  EXPECT_EQ(response.id(), "id");
  ASSERT_EQ(response.outputs_size(), 4);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(response.outputs(static_cast<int>(i)).name(), kOutputs[i].name);
    EXPECT_EQ(response.outputs(static_cast<int>(i)).datatype(), kOutputs[i].datatype);
    EXPECT_THAT(response.outputs(static_cast<int>(i)).shape(), ElementsAre(3));
  }
  EXPECT_TRUE(response.parameters().empty());
}

TEST_F(InferResponseTest, RawOutputsAreLittleEndianInOutputOrder) {
  const auto response = Fill();
  ASSERT_EQ(response.raw_output_contents_size(), 4);
  EXPECT_FALSE(response.outputs(0).has_contents());
  const std::string& probabilities = response.raw_output_contents(0);
  ASSERT_EQ(probabilities.size(), 12u);
  EXPECT_EQ(base::LoadLittleEndian<float>(probabilities, 0), 0.75F);
  EXPECT_TRUE(std::isnan(base::LoadLittleEndian<float>(probabilities, 4)));
  EXPECT_EQ(base::LoadLittleEndian<float>(probabilities, 8), 0.0F);
  EXPECT_EQ(response.raw_output_contents(1), std::string("\1\0\0\0\xFF\xFF\xFF\xFF\0\0\0\0", 12));
  EXPECT_EQ(base::LoadLittleEndian<int32_t>(response.raw_output_contents(2), 0), 12);
  EXPECT_THAT(*server::ParseBytesTensor(response.raw_output_contents(3), 3),
              ElementsAre("", "INVALID_ARGUMENT: too long", ""));
}

TEST_F(InferResponseTest, TypedOutputsUseTheFieldOfTheirType) {
  form_.raw = false;
  const auto response = Fill();
  EXPECT_EQ(response.raw_output_contents_size(), 0);
  EXPECT_THAT(response.outputs(0).contents().fp32_contents(),
              ElementsAre(0.75F, ::testing::IsNan(), 0.0F));
  EXPECT_THAT(response.outputs(1).contents().int_contents(), ElementsAre(1, -1, 0));
  EXPECT_THAT(response.outputs(2).contents().int_contents(), ElementsAre(12, 0, 0));
  EXPECT_THAT(response.outputs(3).contents().bytes_contents(),
              ElementsAre("", "INVALID_ARGUMENT: too long", ""));
}

TEST_F(InferResponseTest, ReturnsOnlyRequestedOutputs) {
  form_.outputs = {kLabel};
  const auto response = Fill();
  ASSERT_EQ(response.outputs_size(), 1);
  EXPECT_EQ(response.outputs(0).name(), "LABEL");
  EXPECT_EQ(response.raw_output_contents_size(), 1);
}

TEST_F(InferResponseTest, MarksTheFinalResponseOnRequest) {
  form_.says_final = true;
  EXPECT_TRUE(Fill().parameters().at("triton_final_response").bool_param());
}

}  // namespace
}  // namespace txtsentry::server::oip
