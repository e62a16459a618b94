#include "train/names.h"

#include "absl/strings/str_format.h"
#include "train/concat.h"
#include "train/encodings.h"

namespace txtsentry::train {
namespace {

constexpr const char* kWords[] = {
    "about",    "access",   "account", "active",   "address", "admin",   "after",    "again",
    "agency",   "always",   "amber",   "anchor",   "and",     "answer",  "apple",    "archive",
    "area",     "asset",    "autumn",  "backup",   "bakery",  "balance", "bank",     "beacon",
    "bear",     "before",   "best",    "better",   "big",     "bird",    "black",    "blog",
    "blue",     "board",    "book",    "border",   "bridge",  "bright",  "build",    "busy",
    "cable",    "cafe",     "call",    "camera",   "capital", "care",    "castle",   "center",
    "chair",    "change",   "check",   "city",     "class",   "clean",   "clear",    "client",
    "cloud",    "club",     "coast",   "code",     "coffee",  "college", "color",    "come",
    "config",   "contact",  "copper",  "corner",   "country", "craft",   "credit",   "crystal",
    "current",  "daily",    "data",    "day",      "deep",    "default", "deploy",   "design",
    "desk",     "device",   "digital", "direct",   "do",      "doctor",  "domain",   "door",
    "dragon",   "dream",    "drive",   "east",     "easy",    "edge",    "email",    "energy",
    "engine",   "entry",    "event",   "every",    "export",  "family",  "farm",     "fast",
    "field",    "file",     "final",   "finance",  "fire",    "first",   "fish",     "fix",
    "flight",   "flower",   "folder",  "forest",   "free",    "friend",  "from",     "fund",
    "future",   "garden",   "gate",    "general",  "gift",    "glass",   "global",   "go",
    "gold",     "good",     "grand",   "green",    "group",   "guide",   "hall",     "happy",
    "harbor",   "has",      "have",    "health",   "heart",   "hello",   "help",     "here",
    "high",     "hill",     "history", "home",     "hotel",   "house",   "idea",     "import",
    "in",       "info",     "invoice", "iron",     "is",      "island",  "it",       "jazz",
    "job",      "journey",  "just",    "kernel",   "key",     "kitchen", "lake",     "land",
    "language", "last",     "launch",  "learn",    "legal",   "level",   "library",  "light",
    "link",     "list",     "little",  "live",     "local",   "login",   "long",     "look",
    "love",     "machine",  "mail",    "main",     "make",    "manager", "market",   "master",
    "matter",   "media",    "memory",  "metal",    "mirror",  "mobile",  "module",   "moment",
    "monitor",  "moon",     "morning", "mountain", "music",   "my",      "name",     "need",
    "network",  "never",    "new",     "news",     "next",    "night",   "node",     "north",
    "note",     "now",      "ocean",   "of",       "office",  "old",     "on",       "online",
    "open",     "orange",   "order",   "our",      "outdoor", "owner",   "packet",   "page",
    "paper",    "park",     "partner", "password", "people",  "phone",   "photo",    "pilot",
    "place",    "planet",   "please",  "point",    "policy",  "pool",    "port",     "power",
    "press",    "price",    "print",   "private",  "process", "product", "profile",  "project",
    "public",   "question", "quick",   "radio",    "rain",    "random",  "reach",    "ready",
    "real",     "record",   "release", "remote",   "report",  "request", "reserved", "river",
    "road",     "rocket",   "room",    "safe",     "school",  "science", "secret",   "security",
    "send",     "sensor",   "server",  "service",  "shop",    "silver",  "simple",   "site",
    "sky",      "small",    "smart",   "snow",     "social",  "soft",    "solar",    "some",
    "south",    "space",    "sport",   "spring",   "staff",   "stage",   "star",     "start",
    "status",   "stone",    "store",   "story",    "street",  "strong",  "studio",   "summer",
    "sun",      "support",  "system",  "table",    "task",    "team",    "tech",     "test",
    "text",     "that",     "the",     "there",    "thing",   "this",    "thread",   "tiger",
    "time",     "to",       "today",   "token",    "tower",   "town",    "trade",    "traffic",
    "train",    "travel",   "tree",    "trust",    "under",   "union",   "update",   "user",
    "valley",   "value",    "very",    "video",    "village", "vision",  "voice",    "wait",
    "walk",     "wall",     "was",     "water",    "we",      "web",     "website",  "west",
    "what",     "when",     "white",   "wild",     "will",    "wind",    "window",   "winter",
    "with",     "wood",     "work",    "world",    "yellow",  "yes",     "you",      "your",
    "zone"};

constexpr const char* kForeign[][12] = {
    {"die", "straße", "und", "bitte", "nicht", "für", "über", "schlüssel", "wird", "größe", "ist",
     "grün"},
    {"le", "clé", "être", "très", "où", "français", "ville", "déjà", "pour", "avec", "école", "ça"},
    {"el", "niño", "señal", "año", "está", "aquí", "registro", "más", "por", "qué", "ciudad",
     "día"},
    {"è", "perché", "città", "della", "così", "più", "comune", "posta", "già", "sono", "qui",
     "non"},
    {"привет", "мир", "это", "запись", "домен", "почта", "не", "для", "город", "тест", "как",
     "наш"},
    {"你好", "世界", "请", "记录", "域名", "测试", "内容", "保持", "不变", "这里", "邮箱", "验证"},
    {"こんにちは", "テスト", "これは", "です", "ドメイン", "サーバー", "確認", "設定", "ください",
     "東京", "記録", "メール"},
    {"chào", "bạn", "tên", "miền", "đây", "là", "bước", "của", "tôi", "thử", "việt", "được"},
    {"merhaba", "dünya", "şehir", "için", "değil", "kayıt", "çok", "güzel", "İzmir", "ağaç", "ve",
     "bu"},
    {"cześć", "świat", "jest", "zażółć", "dla", "się", "gęś", "test", "miasto", "żółw", "nie",
     "tak"}};

constexpr const char* kTopLevels[] = {
    "com",    "com",    "com",    "com",    "org",   "net",    "de",     "it",     "fr",
    "nl",     "co.uk",  "ca",     "gov.uk", "ch",    "com.br", "com.au", "io",     "dev",
    "eu",     "es",     "se",     "no",     "dk",    "at",     "be",     "pl",     "cz",
    "fi",     "jp",     "us",     "gov",    "edu",   "co",     "info",   "app",    "ai",
    "xyz",    "me",     "ru",     "in",     "rs",    "si",     "hr",     "sk",     "hu",
    "ro",     "bg",     "gr",     "pt",     "tr",    "ie",     "lu",     "is",     "lt",
    "lv",     "ee",     "ua",     "mx",     "ar",    "cl",     "kr",     "cn",     "tw",
    "hk",     "sg",     "my",     "th",     "vn",    "id",     "za",     "co.nz",  "cat",
    "com.ar", "com.mx", "co.jp",  "or.jp",  "ac.uk", "org.uk", "go.id",  "gob.ar", "gouv.fr",
    "gov.br", "gov.it", "com.tr", "co.za",  "cloud", "site",   "online", "tech",   "page"};
// Suffixes that derive other words from a stem, for texts with more n-grams than the word list.
constexpr const char* kInflections[] = {"s", "ed", "ing", "er", "ly", "ness", "ation", "able"};
constexpr const char* kHostWords[] = {"mail", "mx",   "smtp",  "www", "ns1", "api", "cdn",
                                      "app",  "mx01", "mail2", "web", "vpn", "dev", "static"};
constexpr const char* kMailBoxes[] = {"postmaster", "dmarc",     "info",   "hostmaster", "abuse",
                                      "admin",      "dmarc-rua", "report", "security",   "it"};
constexpr const char* kPaths[] = {"/",         "/index.html", "/.well-known/security.txt",
                                  "/policy",   "/en",         "/docs",
                                  "/logo.svg", "/contact"};

}  // namespace

std::string Word(Rng& rng) {
  std::string word = rng.Pick(kWords);
  if (rng.Chance(12)) word += rng.Pick(kInflections);
  return word;
}

std::string Sentence(Rng& rng, int count) {
  std::string text = Word(rng);
  if (rng.Chance(60)) text[0] = static_cast<char>(text[0] - 'a' + 'A');
  for (int i = 1; i < count; ++i) {
    if (rng.Chance(5)) text += ',';
    text += ' ';
    text += rng.Chance(4) ? absl::StrFormat("%d", rng.Range(1, 2030)) : Word(rng);
  }
  if (rng.Chance(40)) text += rng.Chance(80) ? "." : "!";
  return text;
}

std::string ForeignSentence(Rng& rng, int count) {
  const auto& words = rng.Pick(kForeign);
  std::string text = rng.Pick(words);
  for (int i = 1; i < count; ++i) {
    text += ' ';
    text += rng.Pick(words);
  }
  return text;
}

// Names that are not words: alternating consonants and vowels resemble place names.
std::string PlaceName(Rng& rng) {
  std::string label;
  const int syllables = rng.Range(2, 5);
  for (int i = 0; i < syllables; ++i) {
    label += rng.Characters("bcdfghjklmnprstvwxyz", 1);
    label += rng.Characters("aeiou", 1);
    if (rng.Chance(25)) label += rng.Characters("lnrstkmx", 1);
  }
  return label;
}

std::string HostLabel(Rng& rng) {
  switch (rng.Below(8)) {
    case 0:
      return Concat({Word(rng), "-", Word(rng)});
    case 1:
      return Concat({Word(rng), Word(rng)});
    case 2: {
      std::string label = Word(rng);
      const int digits = rng.Range(1, 3);
      return label += rng.Characters(kDigits, digits);
    }
    case 3:
      return PlaceName(rng);
    case 4: {
      // Abbreviations and numbered hosts: "zgtb", "mx52837", "k61504".
      const int letters = rng.Range(1, 5);
      std::string label = rng.Characters(kLower, letters);
      const int digits = rng.Range(2, 6);
      if (letters < 2 || rng.Chance(45)) label += rng.Characters(kDigits, digits);
      return label;
    }
    case 5:
      return Concat({Word(rng), "-", Word(rng), "-", rng.Chance(50) ? Word(rng) : PlaceName(rng)});
    case 6:
      return Concat({PlaceName(rng), rng.Chance(40) ? "-" : "", PlaceName(rng)});
    default:
      return Word(rng);
  }
}

std::string Domain(Rng& rng) { return Concat({HostLabel(rng), ".", rng.Pick(kTopLevels)}); }

std::string HostName(Rng& rng) {
  std::string name = Domain(rng);
  for (int labels = rng.Range(0, 2); labels > 0; --labels) {
    const std::string label = rng.Chance(50) ? std::string(rng.Pick(kHostWords)) : HostLabel(rng);
    name = label + "." + name;
  }
  return name;
}

std::string MailAddress(Rng& rng) {
  std::string box;
  if (rng.Chance(50)) {
    box = rng.Pick(kMailBoxes);
  } else {
    const bool digits = rng.Chance(50);
    const int count = rng.Range(3, 14);
    box = rng.Characters(digits ? kLowerDigits : kLower, count);
  }
  if (rng.Chance(10)) box += "+" + Word(rng);
  return box + "@" + HostName(rng);
}

std::string Number(Rng& rng, int low, int high) { return std::to_string(rng.Range(low, high)); }

std::string Ipv4(Rng& rng) {
  return Concat({Number(rng, 1, 223), ".", Number(rng, 0, 255), ".", Number(rng, 0, 255), ".",
                 Number(rng, 0, 255)});
}

std::string Ipv6(Rng& rng) {
  if (rng.Chance(25)) {
    // All eight groups, with leading zeros.
    std::string full = absl::StrFormat("2%03x", rng.Range(0, 0xfff));
    for (int i = 0; i < 7; ++i) {
      full += absl::StrFormat(":%04x", rng.Chance(45) ? rng.Range(0, 9) : rng.Range(0, 0xffff));
    }
    return full;
  }
  std::string text = absl::StrFormat("2%03x", rng.Range(0, 0xfff));
  for (int groups = rng.Range(1, 4); groups > 0; --groups) {
    text += absl::StrFormat(":%x", rng.Range(0, 0xffff));
  }
  text += "::";
  if (rng.Chance(60)) text += absl::StrFormat("%x", rng.Range(0, 0xffff));
  return text;
}

std::string Uuid(Rng& rng) {
  return Concat({rng.Characters(kHexLower, 8), "-", rng.Characters(kHexLower, 4), "-4",
                 rng.Characters(kHexLower, 3), "-", rng.Characters("89ab", 1),
                 rng.Characters(kHexLower, 3), "-", rng.Characters(kHexLower, 12)});
}

std::string Url(Rng& rng) {
  std::string url = rng.Chance(80) ? "https://" : "http://";
  url += HostName(rng);
  if (rng.Chance(30)) url += rng.Pick(kPaths);
  for (int parts = rng.Chance(40) ? rng.Range(1, 3) : 0; parts > 0; --parts) {
    if (url.back() != '/') url += '/';
    url += HostLabel(rng);
  }
  if (rng.Chance(6)) {
    const int count = rng.Range(2, 12);
    url += "?id=" + rng.Characters(kLowerDigits, count);
  }
  return url;
}

}  // namespace txtsentry::train
