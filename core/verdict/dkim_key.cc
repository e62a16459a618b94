#include "core/verdict/dkim_key.h"

#include <cstddef>

#include "core/verdict/ascii.h"
#include "core/verdict/byte_set.h"

namespace txtsentry::verdict {
namespace {

constexpr ByteSet kBase64([](char c) { return IsAlnum(c) || c == '+' || c == '/'; });

// Sets of bytes that a header may have at a place.
constexpr char kAnyByte = '.';
constexpr char kAnyButI = '!';
constexpr char kAnyButF = '^';
constexpr char kAToB = '2';
constexpr char kAToP = '*';
constexpr char kCToP = '>';
constexpr char kFOrH = '<';
constexpr char kGOrH = ':';
constexpr char kLastBits = '#';  // Whose last four bits are 0011: the 0x30 of a sequence.

bool MayStand(char byte, char set) {
  switch (set) {
    case kAnyByte:
      return true;
    case kAnyButI:
      return byte != 'I';
    case kAnyButF:
      return byte != 'f';
    case kAToB:
      return byte == 'A' || byte == 'B';
    case kAToP:
      return byte >= 'A' && byte <= 'P';
    case kCToP:
      return byte >= 'C' && byte <= 'P';
    case kFOrH:
      return byte == 'F' || byte == 'H';
    case kGOrH:
      return byte == 'G' || byte == 'H';
    case kLastBits:
      return byte == 'D' || byte == 'T' || byte == 'j' || byte == 'z';
    default:
      return byte == set;
  }
}

struct Form {
  std::string_view header;  // Base64; the sets above where a byte may be one of several.
  size_t bytes_min;         // Of what follows.
  size_t bytes_max;
};

constexpr Form kForms[] = {
    {"MIGfMA0GCSqGSIb3DQEBAQUAA4", 60, 190},
    {"MI:^MA0GCSqGSIb3DQEBAQUAA4", 60, 320},
    {"MIIBIjANBgkqhkiG9w0BAQEFAAOC", 30, 364},
    {"MII2!#ANBgkqhkiG9w0BAQEFAAOC", 30, 660},
    {"MII>.#ANBgkqhkiG9w0BAQEFAAOC", 60, 720},
    {"M<.wDQYJKoZIhvcNAQEBBQAD", 60, 140},
    {"MIGJAoGB", 80, 180},
    {"MII*.gKC", 80, 352},
};

bool HasForm(std::string_view key, const Form& form) {
  const size_t header = form.header.size();
  if (key.size() < header + form.bytes_min || key.size() > header + form.bytes_max) return false;
  for (size_t i = 0; i < header; ++i) {
    if (!MayStand(key[i], form.header[i])) return false;
  }
  return true;
}

}  // namespace

bool IsDkimKey(std::string_view key) {
  constexpr size_t kEd25519Bytes = 43;
  size_t padding = 0;
  while (!key.empty() && key.back() == '=') {
    key.remove_suffix(1);
    ++padding;
  }
  if (padding > 2 || !kBase64.HasAllOf(key)) return false;
  if (padding == 1 && key.size() == kEd25519Bytes) return true;
  for (const Form& form : kForms) {
    if (HasForm(key, form)) return true;
  }
  return false;
}

}  // namespace txtsentry::verdict
