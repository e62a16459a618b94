#include "client/bench/record_mix.h"

#include <iterator>
#include <string>
#include <string_view>

#include "absl/strings/str_format.h"
#include "core/base/random.h"

namespace txtsentry::client {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kWords[] = {"mail",   "edge", "cloud",  "shop",  "status", "north",
                                       "office", "web",  "static", "media", "backup", "lab"};

// Not thread-safe.
class Mixer {
 public:
  explicit Mixer(uint64_t seed) : random_(seed) {}

  ScoreRequest Next() {
    // Percentages, roughly those of TXT answers seen by a resolver.
    struct Kind {
      int share;
      ScoreRequest (Mixer::*make)();
    };
    static constexpr Kind kKinds[] = {
        {30, &Mixer::Spf}, {15, &Mixer::Dkim},    {15, &Mixer::Dmarc}, {18, &Mixer::Verification},
        {7, &Mixer::Acme}, {5, &Mixer::FreeText}, {6, &Mixer::Tunnel}, {4, &Mixer::Command}};
    auto percent = static_cast<int>(random_.Below(100));
    for (const Kind& kind : kKinds) {
      if (percent < kind.share) return (this->*kind.make)();
      percent -= kind.share;
    }
    return Spf();
  }

 private:
  int64_t Between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random_.Below(static_cast<uint64_t>(high - low + 1)));
  }

  std::string Characters(std::string_view alphabet, int64_t count) {
    std::string text;
    for (int64_t i = 0; i < count; ++i) text += alphabet[random_.Below(alphabet.size())];
    return text;
  }

  std::string_view Word() { return kWords[random_.Below(std::size(kWords))]; }

  std::string Domain() {
    return absl::StrFormat("%s%d.example.%s", Word(), Between(1, 999),
                           Between(0, 1) == 0 ? "com" : "net");
  }

  ScoreRequest Spf() {
    std::string text = "v=spf1";
    for (int64_t i = Between(0, 3); i > 0; --i) {
      absl::StrAppendFormat(&text, " include:_spf.%s", Domain());
    }
    for (int64_t i = Between(0, 2); i > 0; --i) {
      absl::StrAppendFormat(&text, " ip4:198.51.100.%d/%d", Between(0, 255), Between(24, 32));
    }
    return {text + (Between(0, 1) == 0 ? " ~all" : " -all"), Domain()};
  }

  ScoreRequest Dkim() {
    // Keys of 1024 and 2048 bits, which exceed one character-string of a TXT record.
    const int64_t digits = Between(0, 2) == 0 ? 216 : 392;
    return {"v=DKIM1; k=rsa; p=MII" + Characters(kBase64, digits),
            absl::StrFormat("selector%d._domainkey.%s", Between(1, 9), Domain())};
  }

  ScoreRequest Dmarc() {
    const std::string domain = Domain();
    static constexpr const char* kPolicies[] = {"none", "quarantine", "reject"};
    return {absl::StrFormat("v=DMARC1; p=%s; rua=mailto:dmarc@%s; pct=%d",
                            kPolicies[random_.Below(3)], domain, Between(1, 100)),
            "_dmarc." + domain};
  }

  ScoreRequest Verification() {
    switch (Between(0, 2)) {
      case 0:
        return {"google-site-verification=" + Characters(kBase64Url, 43), Domain()};
      case 1:
        return {absl::StrFormat("MS=ms%08d", Between(0, 99'999'999)), Domain()};
      default:
        return {"apple-domain-verification=" + Characters(kBase64Url, 16), Domain()};
    }
  }

  ScoreRequest Acme() { return {Characters(kBase64Url, 43), "_acme-challenge." + Domain()}; }

  ScoreRequest FreeText() {
    std::string text;
    for (int64_t i = Between(2, 12); i > 0; --i) {
      if (!text.empty()) text += ' ';
      text += Word();
    }
    return {text, Domain()};
  }

  ScoreRequest Tunnel() {
    const int64_t digits = Between(40, 250);
    return {Characters(Between(0, 1) == 0 ? kHex : kBase64, digits), Domain()};
  }

  ScoreRequest Command() {
    return {
        absl::StrFormat("powershell -nop -w hidden -enc %s", Characters(kBase64, Between(60, 180))),
        Domain()};
  }

  base::Random random_;
};

}  // namespace

std::vector<ScoreRequest> MakeRecordMix(uint64_t seed, int64_t count) {
  Mixer mixer(seed);
  std::vector<ScoreRequest> records;
  for (int64_t i = 0; i < count; ++i) records.push_back(mixer.Next());
  return records;
}

}  // namespace txtsentry::client
