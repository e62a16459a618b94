// Builds zip archives for tests: well-formed as torch.save writes them, or with one chosen error.
#ifndef TXTSENTRY_TESTS_CORE_MODEL_NOTEBOOK_ZIP_BUILDER_H_
#define TXTSENTRY_TESTS_CORE_MODEL_NOTEBOOK_ZIP_BUILDER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace txtsentry::model {

// One entry. Unset fields are derived from name and content.
struct BuiltEntry {
  std::string name;
  std::string content;
  uint16_t flags = 0x0808;  // UTF-8 name; the sizes are in a data descriptor after the content.
  uint16_t method = 0;
  std::string local_name = {};         // If not empty, replaces the name in the local header.
  std::optional<uint32_t> crc = {};    // In the directory.
  std::optional<uint32_t> bytes = {};  // In the directory.
  std::optional<uint32_t> stored_bytes = {};  // In the directory.
  std::optional<uint64_t> header_offset = {};
};

struct BuiltEnd {
  bool zip64 = true;  // True as in torch's files.
  std::optional<uint16_t> entries = {};
  std::optional<uint32_t> directory_offset = {};
  std::optional<uint32_t> directory_bytes = {};
  std::string comment = {};
};

// Returns the local header and content of one entry at the start of an archive.
std::string BuildLocalEntry(const BuiltEntry& entry);

std::string BuildZip(const std::vector<BuiltEntry>& entries, const BuiltEnd& end = {});

}  // namespace txtsentry::model

#endif  // TXTSENTRY_TESTS_CORE_MODEL_NOTEBOOK_ZIP_BUILDER_H_
