#include "server/oip/infer_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "server/oip/bytes_tensor.h"
#include "tests/support/random.h"

namespace txtsentry::server::oip {
namespace {

using inference::ModelInferRequest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ModelInferRequest::InferInputTensor& AddInput(const std::string& name, int64_t elements,
                                              ModelInferRequest& request) {
  auto& input = *request.add_inputs();
  input.set_name(name);
  input.set_datatype("BYTES");
  input.add_shape(elements);
  return input;
}

void AddTyped(const std::string& name, const std::vector<std::string>& elements,
              ModelInferRequest& request) {
  auto& input = AddInput(name, static_cast<int64_t>(elements.size()), request);
  for (const std::string& element : elements) {
    input.mutable_contents()->add_bytes_contents(element);
  }
}

void AddRaw(const std::string& name, const std::vector<std::string>& elements,
            ModelInferRequest& request) {
  AddInput(name, static_cast<int64_t>(elements.size()), request);
  std::string& raw = *request.add_raw_input_contents();
  for (const std::string& element : elements) server::AppendBytesElement(element, raw);
}

ModelInferRequest Typed(const std::vector<std::string>& texts) {
  ModelInferRequest request;
  AddTyped("TEXT", texts, request);
  return request;
}

ModelInferRequest Raw(const std::vector<std::string>& texts) {
  ModelInferRequest request;
  AddRaw("TEXT", texts, request);
  return request;
}

std::string ErrorOf(const ModelInferRequest& request) {
  const auto infer = ToInferRequest(request, 10);
  EXPECT_EQ(infer.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(infer.status().message());
}

TEST(InferRequestTest, BothEncodingsGiveTheSameRecordsForAnyBytes) {
  test::Random random(3);
  for (int i = 0; i < 200; ++i) {
    std::vector<std::string> texts(random.Between(1, 10));
    std::vector<std::string> owners(texts.size());
    for (std::string& text : texts) text = random.Bytes(random.Between(0, 200));
    for (std::string& owner : owners) owner = random.Bytes(random.Between(0, 20));
    ModelInferRequest typed;
    ModelInferRequest raw;
    // Inputs may come in any order.
    AddTyped("OWNER_NAME", owners, typed);
    AddTyped("TEXT", texts, typed);
    AddRaw("TEXT", texts, raw);
    AddRaw("OWNER_NAME", owners, raw);
    for (const ModelInferRequest& request : {typed, raw}) {
      const auto infer = ToInferRequest(request, 10);
      ASSERT_TRUE(infer.ok()) << infer.status();
      ASSERT_EQ(infer->records.size(), texts.size());
      for (size_t r = 0; r < texts.size(); ++r) {
        EXPECT_EQ(infer->records[r].text, texts[r]);
        EXPECT_EQ(infer->records[r].owner_name, owners[r]);
      }
    }
  }
}

TEST(InferRequestTest, TheResponseUsesTheRequestsEncoding) {
  EXPECT_TRUE(ToInferRequest(Raw({"a"}), 10)->form.raw);
  EXPECT_FALSE(ToInferRequest(Typed({"a"}), 10)->form.raw);
}

TEST(InferRequestTest, ReturnsAllOutputsUnlessSomeAreRequestedInOrder) {
  ModelInferRequest request = Raw({"a"});
  EXPECT_THAT(ToInferRequest(request, 10)->form.outputs,
              ElementsAre(kProbability, kLabel, kTokens, kStatus));
  request.add_outputs()->set_name("STATUS");
  request.add_outputs()->set_name("PROBABILITY");
  EXPECT_THAT(ToInferRequest(request, 10)->form.outputs, ElementsAre(kStatus, kProbability));
  request.add_outputs()->set_name("STATUS");
  EXPECT_THAT(ErrorOf(request), HasSubstr("output STATUS: is asked for twice"));
  request.mutable_outputs(2)->set_name("CATEGORY");
  EXPECT_THAT(ErrorOf(request), HasSubstr("output CATEGORY"));
}

TEST(InferRequestTest, RefusesTooManyRecordsAndNone) {
  EXPECT_TRUE(ToInferRequest(Raw(std::vector<std::string>(10, "a")), 10).ok());
  EXPECT_THAT(ErrorOf(Raw(std::vector<std::string>(11, "a"))),
              HasSubstr("input TEXT: records=11 is not in 1..10 (records_max)"));
  EXPECT_THAT(ErrorOf(Raw({})), HasSubstr("records=0"));
  EXPECT_THAT(ErrorOf(Typed({})), HasSubstr("records=0"));
  ModelInferRequest huge = Raw({"a"});
  huge.mutable_inputs(0)->set_shape(0, std::numeric_limits<int64_t>::max());
  EXPECT_THAT(ErrorOf(huge), HasSubstr("records=9223372036854775807"));
  huge.mutable_inputs(0)->set_shape(0, -1);
  EXPECT_THAT(ErrorOf(huge), HasSubstr("records=-1"));
}

TEST(InferRequestTest, RefusesElementsThatDoNotMatchTheShape) {
  ModelInferRequest raw = Raw({"a", "b"});
  raw.mutable_inputs(0)->set_shape(0, 3);
  EXPECT_THAT(ErrorOf(raw), HasSubstr("input TEXT: the bytes end after 2 of 3 elements"));
  ModelInferRequest typed = Typed({"a", "b"});
  typed.mutable_inputs(0)->set_shape(0, 1);
  EXPECT_THAT(ErrorOf(typed), HasSubstr("2 elements of BYTES and 0 of other types, shape says 1"));
  typed = Typed({"a"});
  typed.mutable_inputs(0)->mutable_contents()->add_int_contents(1);
  EXPECT_THAT(ErrorOf(typed), HasSubstr("1 of other types"));
  typed.mutable_inputs(0)->add_shape(1);
  EXPECT_THAT(ErrorOf(typed), HasSubstr("shape [1,1] has 2 dimensions, not 1"));
}

TEST(InferRequestTest, RefusesMixedEncodings) {
  ModelInferRequest request = Raw({"a"});
  request.mutable_inputs(0)->mutable_contents()->add_bytes_contents("a");
  EXPECT_THAT(ErrorOf(request), HasSubstr("has contents beside raw_input_contents"));
  request = Raw({"a"});
  AddTyped("OWNER_NAME", {"b"}, request);
  EXPECT_THAT(ErrorOf(request), HasSubstr("raw_input_contents=1 for inputs=2"));
}

TEST(InferRequestTest, RefusesUnknownInputs) {
  ModelInferRequest request;
  EXPECT_THAT(ErrorOf(request), HasSubstr("TEXT: is missing"));
  AddTyped("OWNER_NAME", {"a"}, request);
  EXPECT_THAT(ErrorOf(request), HasSubstr("TEXT: is missing"));
  AddTyped("TEXT", {"a", "b"}, request);
  EXPECT_THAT(ErrorOf(request), HasSubstr("OWNER_NAME: records=1, of TEXT 2"));
  request = Typed({"a"});
  AddTyped("TEXT", {"b"}, request);
  EXPECT_THAT(ErrorOf(request), HasSubstr("input TEXT: is there twice"));
  request = Typed({"a"});
  AddTyped("DOMAIN", {"b"}, request);
  EXPECT_THAT(ErrorOf(request), HasSubstr("input DOMAIN"));
  request = Typed({"a"});
  request.mutable_inputs(0)->set_datatype("FP32");
  EXPECT_THAT(ErrorOf(request), HasSubstr("datatype FP32 is not BYTES"));
}

TEST(InferRequestTest, RefusesSharedMemoryAndClassification) {
  ModelInferRequest request = Typed({"a"});
  (*request.mutable_inputs(0)->mutable_parameters())["shared_memory_region"].set_string_param("r");
  EXPECT_THAT(ErrorOf(request), HasSubstr("shared_memory_region is not supported"));
  request = Typed({"a"});
  auto& output = *request.add_outputs();
  output.set_name("LABEL");
  (*output.mutable_parameters())["classification"].set_int64_param(2);
  EXPECT_THAT(ErrorOf(request), HasSubstr("classification is not supported"));
}

TEST(InferRequestTest, PriorityOneIsInteractiveAndHigherOnesAreBulk) {
  ModelInferRequest request = Typed({"a"});
  auto& priority = (*request.mutable_parameters())["priority"];
  const auto given = [&] { return ToInferRequest(request, 10)->priority; };
  priority.set_int64_param(1);
  EXPECT_EQ(given(), schedule::Priority::kInteractive);
  priority.set_uint64_param(2);
  EXPECT_EQ(given(), schedule::Priority::kBulk);
  priority.set_uint64_param(std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(given(), schedule::Priority::kBulk);
  priority.set_int64_param(0);
  EXPECT_EQ(given(), schedule::Priority::kInteractive);
  priority.set_int64_param(-1);
  EXPECT_THAT(ErrorOf(request), HasSubstr("parameter priority: is no integer from 0"));
  priority.set_string_param("high");
  EXPECT_THAT(ErrorOf(request), HasSubstr("parameter priority"));
  request.clear_parameters();
  EXPECT_EQ(given(), schedule::Priority::kInteractive);
}

TEST(InferRequestTest, ReadsTimeoutAndIdAndIgnoresUnknownParameters) {
  ModelInferRequest request = Typed({"a"});
  request.set_id("42");
  (*request.mutable_parameters())["timeout"].set_int64_param(1500);
  (*request.mutable_parameters())["sequence_id"].set_int64_param(7);
  (*request.mutable_parameters())["triton_enable_empty_final_response"].set_bool_param(true);
  const auto infer = ToInferRequest(request, 10);
  ASSERT_TRUE(infer.ok()) << infer.status();
  EXPECT_EQ(infer->timeout_us, 1500);
  EXPECT_EQ(infer->form.id, "42");
  EXPECT_TRUE(infer->form.says_final);
}

TEST(InferRequestTest, ErrorsContainNoRecordText) {
  ModelInferRequest request = Raw({"seCret"});
  request.mutable_raw_input_contents(0)->append("seCret");
  EXPECT_THAT(ErrorOf(request), ::testing::Not(HasSubstr("seCret")));
}

}  // namespace
}  // namespace txtsentry::server::oip
