#include "core/model/safetensors.h"

#include <limits>

#include "absl/strings/str_replace.h"
#include "core/base/little_endian.h"
#include "tests/core/model/model_fixture.h"

namespace txtsentry::model {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

absl::StatusOr<Weights> Parse(const std::string& bytes) { return ParseSafetensors("f.bin", bytes); }

std::string WithHeader(const std::string& header, const std::string& data) {
  std::string bytes;
  base::AppendLittleEndian<uint64_t>(header.size(), bytes);
  return bytes + header + data;
}

// Returns the small model's file with a part of its header replaced.
std::string Edited(const std::string& from, const std::string& to) {
  const std::string bytes = SerializeSafetensors(SmallModel().weights);
  const auto header_bytes = base::LoadLittleEndian<uint64_t>(bytes, 0);
  const std::string header = bytes.substr(8, header_bytes);
  EXPECT_THAT(header, HasSubstr(from));
  return WithHeader(absl::StrReplaceAll(header, {{from, to}}), bytes.substr(8 + header_bytes));
}

TEST(SafetensorsTest, ReadsWhatItWrites) {
  const Weights weights = SmallModel().weights;
  const absl::StatusOr<Weights> read = Parse(SerializeSafetensors(weights));
  ASSERT_TRUE(read.ok()) << ErrorOf(read);
  EXPECT_TRUE(SameWeights(*read, weights));
}

TEST(SafetensorsTest, AlignsTheTensors) {
  const std::string bytes = SerializeSafetensors(SmallModel().weights);
  EXPECT_EQ(base::LoadLittleEndian<uint64_t>(bytes, 0) % 8, 0U);
}

TEST(SafetensorsTest, RejectsEveryTruncatedFile) {
  ExpectEveryPrefixIsRefused(SerializeSafetensors(SmallModel().weights), Parse);
}

TEST(SafetensorsTest, HandlesEveryChangedByte) {
  ExpectEveryChangedByteIsHandled(SerializeSafetensors(SmallModel().weights), Parse,
                                  [](const Weights& weights) { return Validate(weights).ok(); });
}

TEST(SafetensorsTest, ReadsTensorsInAnyOrderAndWithoutMetadata) {
  EXPECT_TRUE(Parse(Edited("\"__metadata__\":{\"format\":\"pt\"},", "")).ok());
}

TEST(SafetensorsTest, RejectsTrailingBytes) {
  EXPECT_THAT(ErrorOf(Parse(SerializeSafetensors(SmallModel().weights) + "x")),
              HasSubstr("1 bytes belong to no tensor"));
}

TEST(SafetensorsTest, RejectsAHeaderOfHostileLength) {
  EXPECT_THAT(ErrorOf(Parse(std::string(8, '\xff') + "{}")),
              AllOf(HasSubstr("DATA_LOSS"), HasSubstr("header_bytes=18446744073709551615")));
  EXPECT_THAT(ErrorOf(Parse(WithHeader("{" + std::string(2 << 20, ' ') + "}", ""))),
              HasSubstr("exceeds 1048576"));
}

TEST(SafetensorsTest, RejectsGapsAndOverlaps) {
  for (const char* offsets : {"[76,168]", "[68,168]", "[72,172]", "[72,-1]", "[168,72]", "[72]",
                              "[72,168,168]", "[72.5,168]", "[72,1e99]", "72"}) {
    EXPECT_THAT(ErrorOf(Parse(Edited("[72,168]", offsets))),
                AllOf(HasSubstr("DATA_LOSS"), HasSubstr("f.bin")))
        << offsets;
  }
}

TEST(SafetensorsTest, RejectsShapesThatDifferFromTheirBytes) {
  for (const char* shape : {"[12,3]", "[4294967296,4294967296]", "[9223372036854775807,2]",
                            "[-12,-2]", "[12,2,1,1,1]"}) {
    EXPECT_THAT(ErrorOf(Parse(Edited("\"shape\":[12,2]", std::string("\"shape\":") + shape))),
                HasSubstr("DATA_LOSS"))
        << shape;
  }
}

TEST(SafetensorsTest, RejectsOtherTypes) {
  EXPECT_THAT(ErrorOf(Parse(Edited("F32", "F16"))),
              AllOf(HasSubstr("FAILED_PRECONDITION"), HasSubstr("only F32")));
}

TEST(SafetensorsTest, RejectsADuplicateTensor) {
  EXPECT_FALSE(Parse(Edited("lstm.bias_hh_l0", "lstm.bias_ih_l0")).ok());
}

TEST(SafetensorsTest, RejectsMalformedHeaders) {
  for (const char* header :
       {"", "[]", " {}", "{", "{\"a\":1}", "{\"a\":{}}", "{\"__metadata__\":1}",
        "{\"__metadata__\":{\"a\":1}}", "{\"__metadata__\":{},\"__metadata__\":{}}", "{}"}) {
    EXPECT_FALSE(Parse(WithHeader(header, "")).ok()) << header;
  }
}

TEST(SafetensorsTest, RejectsDeepJson) {
  std::string header = "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_THAT(ErrorOf(Parse(WithHeader(header, ""))), HasSubstr("not a JSON object"));
}

TEST(SafetensorsTest, NamesTheTensorAndOffsetOfANonFiniteValue) {
  Weights weights = SmallModel().weights;
  weights.w_hh[4] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(ErrorOf(Parse(SerializeSafetensors(weights))),
              AllOf(HasSubstr("DATA_LOSS"), HasSubstr("offset"),
                    HasSubstr("'lstm.weight_hh_l0': value 4")));
}

}  // namespace
}  // namespace txtsentry::model
