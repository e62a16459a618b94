#include "core/model/notebook/torch_file.h"

#include <limits>

#include "tests/core/model/model_fixture.h"
#include "tests/core/model/notebook/torch_builder.h"

namespace txtsentry::model {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kWeightIh = "lstm.weight_ih_l0";

absl::StatusOr<Weights> Parse(const std::string& bytes) { return ParseTorchFile("f.bin", bytes); }

std::string Error(const BuiltTorchFile& file) { return ErrorOf(Parse(file.Build())); }

TEST(TorchFileTest, ReadsWhatItWrites) {
  const Weights weights = SmallModel().weights;
  const absl::StatusOr<std::string> bytes = SerializeTorchFile(weights);
  ASSERT_TRUE(bytes.ok()) << ErrorOf(bytes);
  const absl::StatusOr<Weights> read = Parse(*bytes);
  ASSERT_TRUE(read.ok()) << ErrorOf(read);
  EXPECT_TRUE(SameWeights(*read, weights));
}

TEST(TorchFileTest, GivesTheSameBytesForTheSameWeights) {
  EXPECT_EQ(*SerializeTorchFile(SmallModel().weights), *SerializeTorchFile(SmallModel().weights));
}

TEST(TorchFileTest, RejectsEveryTruncatedFile) {
  ExpectEveryPrefixIsRefused(*SerializeTorchFile(SmallModel().weights), Parse);
}

TEST(TorchFileTest, HandlesEveryChangedByte) {
  ExpectEveryChangedByteIsHandled(*SerializeTorchFile(SmallModel().weights), Parse,
                                  [](const Weights& weights) { return Validate(weights).ok(); });
}

TEST(TorchFileTest, ReadsAnyFolderNameWithoutByteorder) {
  BuiltTorchFile file = PlainTorchFile(SmallModel().weights);
  file.folder = "some model";
  file.byteorder = "";
  EXPECT_TRUE(Parse(file.Build()).ok()) << Error(file);
}

TEST(TorchFileTest, ReadsParameters) {
  BuiltTorchFile file = PlainTorchFile(SmallModel().weights);
  file.parameters = true;
  const absl::StatusOr<Weights> read = Parse(file.Build());
  ASSERT_TRUE(read.ok()) << ErrorOf(read);
  EXPECT_TRUE(SameWeights(*read, SmallModel().weights));
}

TEST(TorchFileTest, ReadsTensorsThatShareAStorage) {
  BuiltTorchFile file = PlainTorchFile(SmallModel().weights);
  std::vector<float> flat;
  for (const char* name : {kWeightIh, "lstm.weight_hh_l0", "lstm.bias_ih_l0", "lstm.bias_hh_l0"}) {
    BuiltTensor& tensor = file.tensor(name);
    const std::vector<float> values = file.storages[tensor.storage];
    file.storages.erase(tensor.storage);
    tensor.storage = "flat";
    tensor.offset = static_cast<int32_t>(flat.size());
    flat.insert(flat.end(), values.begin(), values.end());
  }
  file.storages["flat"] = flat;
  const absl::StatusOr<Weights> read = Parse(file.Build());
  ASSERT_TRUE(read.ok()) << ErrorOf(read);
  EXPECT_TRUE(SameWeights(*read, SmallModel().weights));
}

TEST(TorchFileTest, HonoursStrides) {
  const Weights weights = SmallModel().weights;
  BuiltTorchFile file = PlainTorchFile(weights);
  BuiltTensor& tensor = file.tensor(kWeightIh);
  // The 12 x 2 matrix, stored column by column.
  std::vector<float> transposed(24);
  for (int row = 0; row < 12; ++row) {
    for (int column = 0; column < 2; ++column) {
      transposed[column * 12 + row] = weights.w_ih[row * 2 + column];
    }
  }
  file.storages[tensor.storage] = transposed;
  tensor.strides = {1, 12};
  const absl::StatusOr<Weights> read = Parse(file.Build());
  ASSERT_TRUE(read.ok()) << ErrorOf(read);
  EXPECT_TRUE(SameWeights(*read, weights));
}

TEST(TorchFileTest, RejectsLayoutsOutsideTheStorage) {
  struct Layout {
    int32_t offset;
    std::vector<int32_t> shape;
    std::vector<int32_t> strides;
  };
  const int32_t huge = std::numeric_limits<int32_t>::max();
  for (const Layout& layout : std::vector<Layout>{
           {1, {12, 2}, {2, 1}},
           {-1, {12, 2}, {2, 1}},
           {huge, {12, 2}, {2, 1}},
           {0, {12, 2}, {3, 1}},
           {0, {12, 2}, {huge, huge}},
           {0, {huge, huge}, {1, 1}},
           {0, {12, 2, huge, huge}, {1, 1, 1, 1}},
           {25, {0, 2}, {2, 1}},
       }) {
    BuiltTorchFile file = PlainTorchFile(SmallModel().weights);
    BuiltTensor& tensor = file.tensor(kWeightIh);
    tensor.offset = layout.offset;
    tensor.shape = layout.shape;
    tensor.strides = layout.strides;
    EXPECT_THAT(Error(file), AllOf(HasSubstr("DATA_LOSS"), HasSubstr("data.pkl: offset"),
                                   HasSubstr("reach outside the storage's 24 elements")));
  }
}

TEST(TorchFileTest, RejectsATensorLargerThanItsStorage) {
  BuiltTorchFile file = PlainTorchFile(SmallModel().weights);
  file.tensor("embedding.weight").shape = {1'000'000, 1024};
  file.tensor("embedding.weight").strides = {0, 0};
  EXPECT_THAT(Error(file), HasSubstr("reach outside"));
}

TEST(TorchFileTest, RejectsNegativeSizesAndStrides) {
  for (const bool stride : {false, true}) {
    BuiltTorchFile file = PlainTorchFile(SmallModel().weights);
    (stride ? file.tensor(kWeightIh).strides : file.tensor(kWeightIh).shape) = {-2, 1};
    EXPECT_THAT(Error(file), HasSubstr("is not a number of zero or more"));
  }
}

TEST(TorchFileTest, RejectsStridesThatDoNotMatchTheSizes) {
  BuiltTorchFile file = PlainTorchFile(SmallModel().weights);
  file.tensor(kWeightIh).strides = {2};
  EXPECT_THAT(Error(file), HasSubstr("not as many strides as sizes"));
  file.tensor(kWeightIh).strides = {1, 1, 1, 1, 1};
  EXPECT_THAT(Error(file), HasSubstr("dimensions=5"));
}

TEST(TorchFileTest, RejectsAStorageThatIsMissing) {
  BuiltTorchFile file = PlainTorchFile(SmallModel().weights);
  file.tensor(kWeightIh).storage = "elsewhere";
  EXPECT_THAT(Error(file), HasSubstr("no storage 'data/elsewhere'"));
}

TEST(TorchFileTest, RejectsBigEndianFiles) {
  BuiltTorchFile file = PlainTorchFile(SmallModel().weights);
  file.byteorder = "big";
  EXPECT_THAT(Error(file), AllOf(HasSubstr("FAILED_PRECONDITION"), HasSubstr("byteorder")));
}

TEST(TorchFileTest, RejectsDoublePrecision) {
  BuiltTorchFile file = PlainTorchFile(SmallModel().weights);
  file.storage_type = "DoubleStorage";
  EXPECT_THAT(Error(file), HasSubstr("torch DoubleStorage; only torch.FloatStorage"));
}

TEST(TorchFileTest, NamesTheTensorAndOffsetOfANonFiniteValue) {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    BuiltTorchFile file = PlainTorchFile(SmallModel().weights);
    file.storages[file.tensor(kWeightIh).storage][5] = bad;
    EXPECT_THAT(Error(file), AllOf(HasSubstr("DATA_LOSS"), HasSubstr("f.bin: offset"),
                                   HasSubstr("'lstm.weight_ih_l0': value 5")));
  }
}

TEST(TorchFileTest, RejectsMissingUnknownAndDuplicateTensors) {
  BuiltTorchFile file = PlainTorchFile(SmallModel().weights);
  file.tensors.pop_back();
  EXPECT_THAT(Error(file), HasSubstr("'fc2.bias' stands 0 times"));
  file.tensors.push_back(file.tensors.front());
  EXPECT_THAT(Error(file), HasSubstr("stands"));
  file.tensors.back().name = "fc3.bias";
  EXPECT_THAT(Error(file), HasSubstr("'fc3.bias' is not one of DNSTxtClassifier"));
}

TEST(TorchFileTest, RejectsAWrongShape) {
  BuiltTorchFile file = PlainTorchFile(SmallModel().weights);
  file.tensor(kWeightIh).shape = {8, 2};
  EXPECT_THAT(Error(file), AllOf(HasSubstr("FAILED_PRECONDITION"), HasSubstr("f.bin"),
                                 HasSubstr("shape is [8, 2], expected [12, 2]")));
}

TEST(TorchFileTest, RejectsSizesBeyondTheBounds) {
  BuiltTorchFile file = PlainTorchFile(SmallModel().weights);
  BuiltTensor& tensor = file.tensor("embedding.weight");
  file.storages[tensor.storage].assign(2000, 0.5F);
  tensor.shape = {1, 2000};
  tensor.strides = {2000, 1};
  EXPECT_THAT(Error(file), HasSubstr("at most [1000000, 1024]"));
}

TEST(TorchFileTest, RejectsTheFormatBeforePyTorch16) {
  EXPECT_THAT(ErrorOf(Parse("\x80\x02\x8a\n")),
              AllOf(HasSubstr("FAILED_PRECONDITION"), HasSubstr("before PyTorch 1.6")));
}

TEST(TorchFileTest, RejectsOtherArchives) {
  BuiltTorchFile file;
  file.folder = "x";
  EXPECT_THAT(ErrorOf(Parse("PK")), HasSubstr("f.bin"));
  EXPECT_THAT(Error(file), HasSubstr("stands 0 times"));
}

}  // namespace
}  // namespace txtsentry::model
