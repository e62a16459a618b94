#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/model/vocabulary_file.h"
#include "core/model/weights.h"

namespace txtsentry::model {
namespace {

void AppendEscaped(std::string_view token, std::string& out) {
  for (const char c : token) {
    switch (c) {
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\\':
        out += "\\\\";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          out += absl::StrFormat("\\x%02x", static_cast<unsigned char>(c));
        } else {
          out += c;
        }
    }
  }
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Appends the token that `text` spells; false when it holds an escape that is not one of the five.
bool Unescape(std::string_view text, std::string& token) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      token += text[i];
      continue;
    }
    if (++i == text.size()) return false;
    switch (text[i]) {
      case 't':
        token += '\t';
        break;
      case 'n':
        token += '\n';
        break;
      case 'r':
        token += '\r';
        break;
      case '\\':
        token += '\\';
        break;
      case 'x': {
        if (text.size() - i < 3) return false;
        const int high = HexDigit(text[i + 1]);
        const int low = HexDigit(text[i + 2]);
        if (high < 0 || low < 0) return false;
        token += static_cast<char>(high * 16 + low);
        i += 2;
        break;
      }
      default:
        return false;
    }
  }
  return true;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseVocabularyTsv(const std::string& file,
                                                            std::string_view bytes) {
  std::vector<std::string> tokens;
  size_t at = 0;
  const auto broken = [&](const char* what) {
    return absl::DataLossError(
        absl::StrFormat("%s: offset %d: line %d: %s", file, at, tokens.size() + 1, what));
  };
  while (at < bytes.size()) {
    if (tokens.size() >= static_cast<size_t>(kVocabularyRowsMax)) {
      return broken("there are more tokens than a vocabulary may have");
    }
    const size_t end = bytes.find('\n', at);
    if (end == std::string_view::npos) return broken("the last line has no newline");
    const std::string_view line = bytes.substr(at, end - at);
    const std::string id = absl::StrFormat("%d\t", tokens.size());
    if (line.substr(0, id.size()) != id) {
      return broken("the line does not start with the next id and a tab");
    }
    std::string token;
    if (!Unescape(line.substr(id.size()), token)) return broken("the token has a bad escape");
    tokens.push_back(std::move(token));
    at = end + 1;
  }
  if (const absl::Status status = ValidateTokens(tokens); !status.ok()) {
    return absl::Status(status.code(),
                        absl::StrFormat("%s: %s", file, std::string(status.message())));
  }
  return tokens;
}

std::string SerializeVocabularyTsv(const std::vector<std::string>& tokens) {
  std::string out;
  for (size_t id = 0; id < tokens.size(); ++id) {
    out += absl::StrFormat("%d\t", id);
    AppendEscaped(tokens[id], out);
    out += '\n';
  }
  return out;
}

}  // namespace txtsentry::model
