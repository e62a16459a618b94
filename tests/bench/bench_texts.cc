#include "tests/bench/bench_texts.h"

#include <fstream>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"

namespace txtsentry::bench {
namespace {

BenchTexts* g_texts = nullptr;

// Enough for a smoke run: lengths as in real zones.
std::vector<std::string> MadeTexts() {
  std::vector<std::string> texts;
  for (int i = 0; i < 300; ++i) {
    texts.push_back(
        absl::StrFormat("v=spf1 ip4:192.0.2.%d include:_spf%d.example.com ~all", i % 250, i));
    texts.push_back(absl::StrFormat("example-domain-verification=%032x", i * 2654435761u));
    texts.push_back("v=DKIM1; k=rsa; p=" + std::string(i, 'A'));
  }
  return texts;
}

}  // namespace

absl::Status Load(const std::string& model_folder, const std::string& texts_file) {
  auto* loaded = new BenchTexts;  // Lives as long as the process.
  TXTSENTRY_ASSIGN_OR_RETURN(loaded->model, model::LoadModel(model_folder));
  TXTSENTRY_ASSIGN_OR_RETURN(loaded->tokenizer,
                             text::Tokenizer::Create(loaded->model.tokens, model::kUnknownId));
  if (texts_file.empty()) {
    loaded->texts = MadeTexts();
  } else {
    std::ifstream file(texts_file);
    for (std::string line; std::getline(file, line);) loaded->texts.push_back(line);
  }
  for (const std::string& text : loaded->texts) {
    std::vector<int32_t> ids;
    loaded->tokenizer->AppendIds(text, ids);
    if (!ids.empty()) loaded->ids.push_back(std::move(ids));
    loaded->bytes += static_cast<int64_t>(text.size());
  }
  if (loaded->ids.empty()) {
    return absl::InvalidArgumentError(absl::StrFormat("%s: no records", texts_file));
  }
  g_texts = loaded;
  return absl::OkStatus();
}

const BenchTexts& Texts() { return *g_texts; }

}  // namespace txtsentry::bench
