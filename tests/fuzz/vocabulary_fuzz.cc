// Whatever the bytes, both vocabulary readers end, and what one accepts both files can hold.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/model/vocabulary_file.h"

namespace {

void CheckRoundTrip(const std::vector<std::string>& tokens) {
  const auto tsv = txtsentry::model::ParseVocabularyTsv(
      "again", txtsentry::model::SerializeVocabularyTsv(tokens));
  const auto pickle = txtsentry::model::ParseVocabularyPickle(
      "again", txtsentry::model::SerializeVocabularyPickle(tokens));
  if (!tsv.ok() || *tsv != tokens || !pickle.ok() || *pickle != tokens) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto tsv = txtsentry::model::ParseVocabularyTsv("fuzz", bytes);
  if (tsv.ok()) CheckRoundTrip(*tsv);
  const auto pickle = txtsentry::model::ParseVocabularyPickle("fuzz", bytes);
  if (pickle.ok()) CheckRoundTrip(*pickle);
  return 0;
}
