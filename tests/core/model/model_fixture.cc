#include "tests/core/model/model_fixture.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace txtsentry::model {
namespace {

bool SameFloats(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

}  // namespace

Model SmallModel() {
  Model model;
  model.info.name = "small";
  model.info.version = "7";
  model.info.threshold = 0.25;
  model.info.provenance = "made \"by hand\"\n";
  model.tokens = {"<pad>", "<unk>", "v=", "\xc3\xa9\xc3\xa8", "\xf0\x9f\x98\x80", "a\tb",
                  "\\",    "\x01",  "'"};
  Weights& w = model.weights;
  w.vocabulary_rows = static_cast<int>(model.tokens.size());
  w.embedding_dim = 2;
  w.hidden_dim = 3;
  float next = -0.0F;
  const auto fill = [&next](size_t count) {
    std::vector<float> values;
    for (size_t i = 0; i < count; ++i) {
      values.push_back(next);
      next += 0.37F;
    }
    return values;
  };
  w.embedding = fill(18);
  w.w_ih = fill(24);
  w.w_hh = fill(36);
  w.b_ih = fill(12);
  w.b_hh = fill(12);
  w.fc_weight = fill(3);
  w.fc_bias = -0.5F;
  return model;
}

bool SameWeights(const Weights& a, const Weights& b) {
  return a.vocabulary_rows == b.vocabulary_rows && a.embedding_dim == b.embedding_dim &&
         a.hidden_dim == b.hidden_dim && SameFloats(a.embedding, b.embedding) &&
         SameFloats(a.w_ih, b.w_ih) && SameFloats(a.w_hh, b.w_hh) && SameFloats(a.b_ih, b.b_ih) &&
         SameFloats(a.b_hh, b.b_hh) && SameFloats(a.fc_weight, b.fc_weight) &&
         SameFloats({a.fc_bias}, {b.fc_bias});
}

std::string TestFolder() {
  const testing::TestInfo& info = *testing::UnitTest::GetInstance()->current_test_info();
  const std::string folder =
      testing::TempDir() + "model_" + info.test_suite_name() + "_" + info.name();
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

std::string ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

void WriteBytes(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  ASSERT_TRUE(file.good()) << path;
}

}  // namespace txtsentry::model
