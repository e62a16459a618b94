// Bytes and text in general-purpose encodings that are not typical of any known tool, and fields
// that frame encoded data.
#include <algorithm>
#include <string>

#include "absl/strings/str_format.h"
#include "train/concat.h"
#include "train/encodings.h"
#include "train/grammars/kind.h"
#include "train/names.h"

namespace txtsentry::train {
namespace {

// Returns the data to encode: random bytes, as in an encrypted channel, or a command.
std::string Plain(Rng& rng) {
  if (rng.Chance(60)) return rng.Bytes(rng.Range(16, 110));
  return CommandKinds()[rng.Below(CommandKinds().size())].draw(rng).text.substr(0, 110);
}

// Formats every byte with a format such as "%02x", joined with `join`.
template <typename Format>
std::string EachByte(const std::string& bytes, const Format& format, const std::string& join) {
  std::string text;
  for (const char byte : bytes) {
    if (!text.empty()) text += join;
    text += absl::StrFormat(format, static_cast<unsigned>(static_cast<unsigned char>(byte)));
  }
  return text;
}

std::string Bits(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) {
    for (int bit = 7; bit >= 0; --bit) text += ((byte >> bit) & 1) != 0 ? '1' : '0';
  }
  return text;
}

std::string Rot13(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>('a' + (c - 'a' + 13) % 26);
    if (c >= 'A' && c <= 'Z') c = static_cast<char>('A' + (c - 'A' + 13) % 26);
  }
  return text;
}

Draft SpelledBytes(Rng& rng) {
  const std::string bytes = Plain(rng).substr(0, 70);
  switch (rng.Below(8)) {
    case 0:
      return {EachByte(bytes, absl::ParsedFormat<'x'>("%02x"), rng.Pick({" ", ":", "-", ","})), ""};
    case 1:
      return {EachByte(bytes, absl::ParsedFormat<'x'>("\\x%02x"), ""), ""};
    case 2:
      return {EachByte(bytes, absl::ParsedFormat<'x'>("0x%02x"), rng.Pick({",", ", ", " "})), ""};
    case 3:
      return {EachByte(bytes, absl::ParsedFormat<'d'>("%d"), rng.Pick({" ", ",", ", ", "."})), ""};
    case 4:
      return {EachByte(bytes, absl::ParsedFormat<'x'>("%%%02x"), ""), ""};
    case 5:
      return {EachByte(bytes, absl::ParsedFormat<'x'>("\\u%04x"), ""), ""};
    case 6:
      return {Concat({"0x", HexEncode(bytes, kHexUpper)}), ""};
    default:
      return {Bits(bytes.substr(0, 30)), ""};
  }
}

Draft OtherAlphabet(Rng& rng) {
  const int characters = rng.Range(24, 240);
  switch (rng.Below(6)) {
    case 0:  // base58, as in addresses and some implants
      return {rng.Characters(kBase58, characters), ""};
    case 1:  // base91 and similar: nearly all printable characters
      return {rng.Characters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                             "!#$%&()*+,./:;<=>?@[]^_`{|}~",
                             characters),
              ""};
    case 2: {
      std::string reversed = Base64Encode(Plain(rng));
      std::reverse(reversed.begin(), reversed.end());
      return {reversed, ""};
    }
    case 3:
      return {Base64Encode(Plain(rng), rng.Chance(30), kBase64Url), ""};
    case 4:
      return {Rot13(CommandKinds()[rng.Below(3)].draw(rng).text), ""};
    default:
      return {rng.Characters(rng.Chance(50) ? kLowerDigits : kUpperDigits, characters), ""};
  }
}

// A number, a name or a length, followed by the data, as in custom protocols.
Draft FramedData(Rng& rng) {
  const std::string data =
      rng.Chance(50) ? Base64Encode(Plain(rng), rng.Chance(60)) : HexEncode(Plain(rng));
  const std::string number = Number(rng, 0, 9999);
  switch (rng.Below(7)) {
    case 0:
      return {Concat({number, rng.Pick({":", "|", ",", " ", "."}), data}), ""};
    case 1:
      return {Concat({rng.Pick({"d=", "data=", "p=", "payload=", "c=", "x=", "m="}), data}), ""};
    case 2:
      return {Concat({rng.Pick({"id=", "seq=", "n=", "s="}), number, rng.Pick({";", "&", ",", " "}),
                      rng.Pick({"d=", "data=", "b="}), data}),
              ""};
    case 3:
      return {Concat({"{\"", rng.Pick({"id", "s", "n", "seq"}), "\":", number, ",\"",
                      rng.Pick({"d", "data", "p", "r"}), "\":\"", data, "\"}"}),
              ""};
    case 4:
      return {Concat({"<", rng.Pick({"d", "r", "cmd"}), ">", data, "</",
                      rng.Pick({"d", "r", "cmd"}), ">"}),
              ""};
    case 5:
      return {Concat({rng.Pick({"START", "BEGIN", "CHUNK", "ACK", "END", "PART"}), " ", number, " ",
                      data}),
              ""};
    default:
      return {Concat({data, rng.Pick({"|", ":", ".", " "}), number}), ""};
  }
}

constexpr Kind kKinds[] = {{"spelled_bytes", 1, 18, SpelledBytes},
                           {"other_alphabet", 1, 22, OtherAlphabet},
                           {"framed_data", 1, 24, FramedData}};

}  // namespace

absl::Span<const Kind> EncodedKinds() { return kKinds; }

}  // namespace txtsentry::train
