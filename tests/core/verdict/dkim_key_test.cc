#include "core/verdict/dkim_key.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "core/verdict/bytewise_re2.h"
#include "core/verdict/expressions.h"

namespace txtsentry::verdict {
namespace {

// Beginnings of keys of every form, whole and with a byte that the form does not have.
constexpr std::string_view kHeaders[] = {"MIGfMA0GCSqGSIb3DQEBAQUAA4",
                                         "MIHfMA0GCSqGSIb3DQEBAQUAA4",
                                         "MIGeMA0GCSqGSIb3DQEBAQUAA4",
                                         "MIIBIjANBgkqhkiG9w0BAQEFAAOC",
                                         "MIIBITANBgkqhkiG9w0BAQEFAAOC",
                                         "MIIBIzANBgkqhkiG9w0BAQEFAAOC",
                                         "MIIA5jANBgkqhkiG9w0BAQEFAAOC",
                                         "MIIBojANBgkqhkiG9w0BAQEFAAOC",
                                         "MIICIjANBgkqhkiG9w0BAQEFAAOC",
                                         "MIIQIjANBgkqhkiG9w0BAQEFAAOC",
                                         "MFwwDQYJKoZIhvcNAQEBBQAD",
                                         "MHwwDQYJKoZIhvcNAQEBBQAD",
                                         "MGwwDQYJKoZIhvcNAQEBBQAD",
                                         "MIGJAoGB",
                                         "MIIBCgKC",
                                         "MIIQCgKC",
                                         "mIIBCgKC",
                                         ""};

TEST(DkimKey, IsWhatTheExpressionMatches) {
  const RE2 expression(kDkimKey, BytewiseOptions());
  ASSERT_TRUE(expression.ok());
  std::mt19937 random(3);
  constexpr std::string_view kBase64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  int keys = 0;
  for (const std::string_view header : kHeaders) {
    for (size_t bytes = 0; bytes < 760; ++bytes) {
      std::string key(header);
      while (key.size() < header.size() + bytes) key += kBase64[random() % kBase64.size()];
      if (bytes > 0 && random() % 16 == 0) key.back() = "-= ;"[random() % 4];
      key.append(random() % 4, '=');
      const bool is_key = IsDkimKey(key);
      ASSERT_EQ(is_key, IsWhole(expression, key)) << key;
      keys += is_key ? 1 : 0;
    }
  }
  EXPECT_GT(keys, 1000);
}

TEST(DkimKey, ChangesWithAnyByteOfItsHeaderAsTheExpressionDoes) {
  const RE2 expression(kDkimKey, BytewiseOptions());
  for (const std::string_view header : kHeaders) {
    for (size_t at = 0; at < header.size(); ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string key = std::string(header) + std::string(100, 'A');
        key[at] = static_cast<char>(byte);
        ASSERT_EQ(IsDkimKey(key), IsWhole(expression, key)) << key;
      }
    }
  }
}

}  // namespace
}  // namespace txtsentry::verdict
