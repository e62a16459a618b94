// Any text is a list of owner names or an error that names a line; a list that parses can be
// compiled or says why not, and matching with it ends.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/rules/kinds/owner_names.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using txtsentry::rules::OwnerNames;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto entries = txtsentry::rules::ParseOwnerNames(text);
  if (!entries.ok()) {
    if (entries.status().message().substr(0, 5) != "line ") std::abort();
    return 0;
  }
  const auto names = OwnerNames::Create(*entries);
  if (names.ok()) (*names)->Find(text, text.substr(0, text.find('\n')));
  return 0;
}
