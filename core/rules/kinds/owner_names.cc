#include "core/rules/kinds/owner_names.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/rules/match/bytewise_re2.h"
#include "core/rules/match/pattern_list.h"

namespace txtsentry::rules {
namespace {

// A domain name has at most 1,004 characters if every byte is written as \DDD.
constexpr size_t kOwnerNameBytesMax = 1024;
constexpr int64_t kOwnersBytesMax = 32 << 20;  // Memory for the expressions of all owners.
constexpr int64_t kValueBytesMax = 1 << 20;    // Memory for the expression of one value.

}  // namespace

struct OwnerNames::Compiled {
  std::vector<OwnerName> entries;
  PatternList owners{BytewiseOptions(kOwnersBytesMax),
                     MatchOf::kWholeText};  // In the order of entries.
  std::vector<std::unique_ptr<const RE2>> values;
};

absl::StatusOr<std::unique_ptr<OwnerNames>> OwnerNames::Create(std::vector<OwnerName> entries) {
  auto compiled = std::make_unique<Compiled>();
  compiled->entries = std::move(entries);
  for (const OwnerName& entry : compiled->entries) {
    TXTSENTRY_RETURN_IF_ERROR(base::WithPrefix(absl::StrFormat("owner name %s: OWNER", entry.name),
                                               compiled->owners.Add(entry.owner)));
    compiled->values.push_back(
        std::make_unique<const RE2>(entry.value, BytewiseOptions(kValueBytesMax)));
    if (!compiled->values.back()->ok()) {
      return absl::InvalidArgumentError(absl::StrFormat("owner name %s: VALUE: %s", entry.name,
                                                        compiled->values.back()->error()));
    }
  }
  if (!compiled->owners.Compile().ok()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("owner names: %d OWNER expressions take more than %d bytes of memory",
                        compiled->entries.size(), kOwnersBytesMax));
  }
  return std::unique_ptr<OwnerNames>(new OwnerNames(std::move(compiled)));
}

OwnerNames::OwnerNames(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

OwnerNames::~OwnerNames() = default;

FoundKind OwnerNames::Find(std::string_view text, std::string_view owner_name) const {
  if (compiled_->entries.empty() || owner_name.size() > kOwnerNameBytesMax) return {};
  if (!owner_name.empty() && owner_name.back() == '.') owner_name.remove_suffix(1);
  if (owner_name.empty()) return {};
  text = WithoutWrapping(text);
  for (const int i : compiled_->owners.Matches(owner_name)) {
    const OwnerName& entry = compiled_->entries[i];
    if (text.empty() || text.size() > entry.bytes_max) continue;
    if (IsWhole(*compiled_->values[i], text)) {
      return {entry.category, entry.name};
    }
  }
  return {};
}

}  // namespace txtsentry::rules
