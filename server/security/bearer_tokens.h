// The bearer tokens that may call, from a file that may change while the server runs.
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

// What a caller may do. The greater includes the smaller.
enum class Scope { kNone, kRead, kAdmin };

// What a token file says. Only digests of the tokens are kept.
class TokenSet {
 public:
  struct Match {
    Scope scope = Scope::kNone;  // kNone: no such token.
    std::string name;            // "token:" and 8 digits of the token's SHA-256, for the log.
  };

  // A token a line, then optionally `read` (the default) or `admin`; `#` begins a comment.
  // InvalidArgument naming the line, and never the token, for anything else, for a token of less
  // than 16 or more than 1,024 characters, for one given twice, and for a file without tokens.
  static absl::StatusOr<TokenSet> Parse(std::string_view text);

  // Takes as long whichever token it is, or none.
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
  // `clock` is borrowed and outlives the object. Fails as ReadFile and Parse do.
  static absl::StatusOr<std::unique_ptr<BearerTokens>> Create(std::string path,
                                                              const base::Clock& clock);

  // Looks at the file first when the last look is a second old. A file that cannot be read or has
  // an error leaves the tokens as they were, with a warning in the log once for each such content.
  TokenSet::Match Find(std::string_view token);

 private:
  BearerTokens(std::string path, const base::Clock& clock)
      : path_(std::move(path)), clock_(clock) {}

  void Refresh();

  const std::string path_;
  const base::Clock& clock_;
  std::atomic<base::TimeUs> next_look_us_ = 0;

  base::Mutex mu_;
  std::shared_ptr<const TokenSet> tokens_ ABSL_GUARDED_BY(mu_);
  // Of the content, or the error, that was met last; so that each is parsed and told once.
  std::string seen_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_SECURITY_BEARER_TOKENS_H_
