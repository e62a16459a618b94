// Helpers for the tests of core/model: a small model, temporary folders, and two checks for every
// reader of untrusted bytes.
#ifndef TXTSENTRY_TESTS_CORE_MODEL_MODEL_FIXTURE_H_
#define TXTSENTRY_TESTS_CORE_MODEL_MODEL_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "core/model/model.h"

namespace txtsentry::model {

// Has 9 tokens, some of them not ASCII, embedding_dim 2 and hidden_dim 3. All values are distinct.
Model SmallModel();

// Compares bit for bit; -0.0 and 0.0 differ.
bool SameWeights(const Weights& a, const Weights& b);

// Returns a literal's bytes, including zeros.
template <size_t kBytes>
std::string Bytes(const char (&literal)[kBytes]) {
  return std::string(literal, kBytes - 1);
}

// Returns an empty folder for the current test.
std::string TestFolder();

std::string ReadBytes(const std::string& path);
void WriteBytes(const std::string& path, std::string_view bytes);

// Formats the status of a Status or StatusOr as "CODE: message".
template <typename T>
std::string ErrorOf(const T& result) {
  if constexpr (std::is_same_v<T, absl::Status>) {
    return result.ToString();
  } else {
    return result.status().ToString();
  }
}

// `parse` must reject every proper prefix of a valid file.
template <typename Parse>
void ExpectEveryPrefixIsRefused(const std::string& bytes, const Parse& parse) {
  ASSERT_TRUE(parse(bytes).ok()) << ErrorOf(parse(bytes));
  for (size_t length = 0; length < bytes.size(); ++length) {
    // An exact-length copy, so that a sanitizer detects a read past its end.
    const std::string prefix = bytes.substr(0, length);
    EXPECT_FALSE(parse(prefix).ok()) << "prefix of " << length << " bytes";
  }
}

// `parse` must handle every single-byte change: it returns an error that names the file, or a valid
// result.
template <typename Parse, typename Check>
void ExpectEveryChangedByteIsHandled(const std::string& bytes, const Parse& parse,
                                     const Check& valid) {
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (const unsigned char mask : {0x01, 0x20, 0x80, 0xff}) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ mask);
      const auto result = parse(changed);
      if (result.ok()) {
        EXPECT_TRUE(valid(*result)) << "byte " << at << " mask " << int{mask};
      } else {
        EXPECT_THAT(ErrorOf(result), ::testing::HasSubstr("f.bin")) << "byte " << at;
      }
    }
  }
}

}  // namespace txtsentry::model

#endif  // TXTSENTRY_TESTS_CORE_MODEL_MODEL_FIXTURE_H_
