#include "core/pipeline/self_check/precision_sample.h"

#include <string_view>
#include <utility>

#include "core/pipeline/self_check/sample_texts.h"

namespace txtsentry::pipeline {
namespace {

constexpr size_t kCutEvery = 2;

}  // namespace

std::vector<std::vector<int32_t>> PrecisionSample(const text::Tokenizer& tokenizer) {
  std::vector<std::vector<int32_t>> sample;
  for (const std::string_view text : SampleTexts()) {
    for (size_t end = kCutEvery; end < text.size() + kCutEvery; end += kCutEvery) {
      std::vector<int32_t> ids;
      tokenizer.AppendIds(text.substr(0, end), ids);
      if (!ids.empty()) sample.push_back(std::move(ids));
    }
  }
  return sample;
}

}  // namespace txtsentry::pipeline
