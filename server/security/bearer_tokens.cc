#include "server/security/bearer_tokens.h"

#include <openssl/crypto.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/status.h"

namespace txtsentry::server {
namespace {

constexpr int64_t kFileBytesMax = 1 << 20;
constexpr base::TimeUs kCheckEveryUs = 1'000'000;
constexpr size_t kTokenBytesMin = 16;
constexpr size_t kTokenBytesMax = 1024;
constexpr size_t kTokensMax = 1000;
constexpr size_t kNameDigits = 8;

absl::Status LineError(int line, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrFormat("line %d: %s", line, what));
}

absl::StatusOr<Scope> ParseScope(const std::string& word) {
  if (word == "read") return Scope::kRead;
  if (word == "admin") return Scope::kAdmin;
  // The message does not repeat the text, which may be part of a token with a blank.
  return absl::InvalidArgumentError("the scope is neither read nor admin");
}

bool IsTokenCharacter(char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)) != 0; }

// Holds the file's bytes and wipes them on destruction.
struct Secret {
  std::string text;
  ~Secret() { OPENSSL_cleanse(text.data(), text.size()); }
};

}  // namespace

absl::StatusOr<TokenSet> TokenSet::Parse(std::string_view text) {
  TokenSet set;
  int line = 0;
  std::vector<std::string> lines = absl::StrSplit(std::string(text), '\n');
  for (std::string& content : lines) {
    ++line;
    content.resize(std::min(content.size(), content.find('#')));
    const std::vector<std::string> words =
        absl::StrSplit(content, absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
    if (words.empty()) continue;
    const std::string& token = words[0];
    if (token.size() < kTokenBytesMin || token.size() > kTokenBytesMax) {
      return LineError(line, absl::StrFormat("a token of bytes=%d is not in %d..%d", token.size(),
                                             kTokenBytesMin, kTokenBytesMax));
    }
    if (!std::all_of(token.begin(), token.end(), IsTokenCharacter)) {
      return LineError(line, "a token has a character that a header cannot carry");
    }
    if (words.size() > 2) return LineError(line, "more than a token and its scope");
    const auto scope = words.size() == 2 ? ParseScope(words[1]) : Scope::kRead;
    if (!scope.ok()) return LineError(line, std::string(scope.status().message()));
    Entry entry = {base::Sha256Hex(token), *scope};
    const bool twice = std::any_of(set.entries_.begin(), set.entries_.end(),
                                   [&entry](const Entry& e) { return e.digest == entry.digest; });
    if (twice) return LineError(line, "a token that stands in the file already");
    if (set.entries_.size() == kTokensMax) {
      return LineError(line, absl::StrFormat("more than tokens_max=%d", kTokensMax));
    }
    set.entries_.push_back(std::move(entry));
  }
  if (set.entries_.empty()) return absl::InvalidArgumentError("the file has no token");
  return set;
}

TokenSet::Match TokenSet::Find(std::string_view token) const {
  // Compares digests, and all of them, so that the time reveals neither how much of a token is
  // right nor which one matches.
  const std::string digest = base::Sha256Hex(token);
  Match match;
  for (const Entry& entry : entries_) {
    const bool same = CRYPTO_memcmp(entry.digest.data(), digest.data(), digest.size()) == 0;
    match.scope = same ? entry.scope : match.scope;
  }
  if (match.scope != Scope::kNone) match.name = "token:" + digest.substr(0, kNameDigits);
  return match;
}

absl::StatusOr<std::unique_ptr<BearerTokens>> BearerTokens::Create(std::string path,
                                                                   const base::Clock& clock) {
  Secret file;
  TXTSENTRY_ASSIGN_OR_RETURN(file.text, base::ReadFile(path, kFileBytesMax));
  auto set = TokenSet::Parse(file.text);
  if (!set.ok()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: %s", path, std::string(set.status().message())));
  }
  std::unique_ptr<BearerTokens> tokens(new BearerTokens(std::move(path), clock));
  tokens->next_check_us_ = clock.NowUs() + kCheckEveryUs;
  const base::MutexLock lock(tokens->mu_);
  tokens->tokens_ = std::make_shared<const TokenSet>(*std::move(set));
  tokens->seen_ = base::Sha256Hex(file.text);
  return tokens;
}

void BearerTokens::Refresh() {
  Secret file;
  auto read = base::ReadFile(path_, kFileBytesMax);
  if (read.ok()) file.text = std::move(*read);
  std::string seen = read.ok() ? base::Sha256Hex(file.text) : read.status().ToString();
  {
    const base::MutexLock lock(mu_);
    if (seen_ == seen) return;
    seen_ = std::move(seen);
  }
  auto set = read.ok() ? TokenSet::Parse(file.text) : absl::StatusOr<TokenSet>(read.status());
  if (!set.ok()) {
    spdlog::warn("token file {}: {}; the tokens stay as they were", path_, set.status().ToString());
    return;
  }
  spdlog::info("token file {}: read again", path_);
  auto next = std::make_shared<const TokenSet>(*std::move(set));
  const base::MutexLock lock(mu_);
  tokens_.swap(next);
}

TokenSet::Match BearerTokens::Find(std::string_view token) {
  const base::TimeUs now_us = clock_.NowUs();
  base::TimeUs next_us = next_check_us_;
  // One of the concurrent callers checks the file; the others use the current tokens.
  if (now_us >= next_us &&
      next_check_us_.compare_exchange_strong(next_us, now_us + kCheckEveryUs)) {
    Refresh();
  }
  std::shared_ptr<const TokenSet> tokens;
  {
    const base::MutexLock lock(mu_);
    tokens = tokens_;
  }
  return tokens->Find(token);
}

}  // namespace txtsentry::server
