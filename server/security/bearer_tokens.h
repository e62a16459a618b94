// Bearer tokens from a file that may change while the server runs.
#ifndef TXTSENTRY_SERVER_SECURITY_BEARER_TOKENS_H_
#define TXTSENTRY_SERVER_SECURITY_BEARER_TOKENS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "core/base/clock.h"
#include "core/base/mutex.h"

namespace txtsentry::server {

// Permission of a caller; larger values include smaller ones.
enum class Scope { kNone, kRead, kAdmin };

// The parsed content of a token file. Holds only digests of the tokens.
class TokenSet {
 public:
  struct Match {
    Scope scope = Scope::kNone;  // kNone: unknown token.
    std::string name;            // "token:" and 8 hex digits of the token's SHA-256, for the log.
  };

  // Each line holds a token and optionally `read` (the default) or `admin`; `#` starts a comment.
  // InvalidArgument for anything else, for tokens of less than 16 or more than 1,024 characters,
  // for duplicates and for files without tokens. The message names the line, never the token.
  static absl::StatusOr<TokenSet> Parse(std::string_view text);

  // Takes the same time for every token, known or unknown.
  Match Find(std::string_view token) const;

 private:
  struct Entry {
    std::string digest;  // SHA-256 in hex.
    Scope scope;
  };
  std::vector<Entry> entries_;
};

// Thread-safe.
class BearerTokens {
 public:
  // `clock` is borrowed and must outlive the object. Returns the errors of ReadFile and Parse.
  static absl::StatusOr<std::unique_ptr<BearerTokens>> Create(std::string path,
                                                              const base::Clock& clock);

  // Checks the file for changes at most once a second. If the file is unreadable or invalid, the
  // old tokens stay valid, and each such content is logged once as a warning.
  TokenSet::Match Find(std::string_view token);

 private:
  BearerTokens(std::string path, const base::Clock& clock)
      : path_(std::move(path)), clock_(clock) {}

  void Refresh();

  const std::string path_;
  const base::Clock& clock_;
  std::atomic<base::TimeUs> next_check_us_ = 0;

  base::Mutex mu_;
  std::shared_ptr<const TokenSet> tokens_ ABSL_GUARDED_BY(mu_);
  // The content or error seen last, so that each is parsed and logged once.
  std::string seen_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_SECURITY_BEARER_TOKENS_H_
