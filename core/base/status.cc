#include "core/base/status.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_format.h"

namespace txtsentry::base {

absl::Status WithPrefix(const std::string& prefix, const absl::Status& status) {
  absl::Status prefixed(status.code(),
                        absl::StrFormat("%s: %s", prefix, std::string(status.message())));
  status.ForEachPayload(
      [&prefixed](auto url, const absl::Cord& payload) { prefixed.SetPayload(url, payload); });
  return prefixed;
}

}  // namespace txtsentry::base
