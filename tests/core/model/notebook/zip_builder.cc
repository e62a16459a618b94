#include "tests/core/model/notebook/zip_builder.h"

#include "core/base/little_endian.h"
#include "core/model/notebook/zip_format.h"

namespace txtsentry::model {
namespace {

void Put16(uint16_t value, std::string& out) { base::AppendLittleEndian(value, out); }
void Put32(uint32_t value, std::string& out) { base::AppendLittleEndian(value, out); }
void Put64(uint64_t value, std::string& out) { base::AppendLittleEndian(value, out); }

std::string DirectoryEntry(const BuiltEntry& entry, uint64_t offset) {
  const auto bytes = static_cast<uint32_t>(entry.content.size());
  std::string out;
  Put32(kZipDirectoryHeader, out);
  Put16(0, out);
  Put16(0, out);
  Put16(entry.flags, out);
  Put16(entry.method, out);
  Put32(0, out);
  Put32(entry.crc.value_or(ZipCrc32(entry.content)), out);
  Put32(entry.stored_bytes.value_or(bytes), out);
  Put32(entry.bytes.value_or(bytes), out);
  Put16(static_cast<uint16_t>(entry.name.size()), out);
  Put16(0, out);
  Put16(0, out);
  Put32(0, out);
  Put32(0, out);
  Put32(static_cast<uint32_t>(entry.header_offset.value_or(offset)), out);
  return out + entry.name;
}

}  // namespace

std::string BuildLocalEntry(const BuiltEntry& entry) {
  const bool descriptor = (entry.flags & kZipFlagDataDescriptor) != 0;
  const std::string& name = entry.local_name.empty() ? entry.name : entry.local_name;
  const auto bytes = static_cast<uint32_t>(entry.content.size());
  const uint32_t crc = ZipCrc32(entry.content);
  std::string out;
  Put32(kZipLocalHeader, out);
  Put16(0, out);
  Put16(entry.flags, out);
  Put16(entry.method, out);
  Put32(0, out);
  Put32(descriptor ? 0 : crc, out);
  Put32(descriptor ? 0 : bytes, out);
  Put32(descriptor ? 0 : bytes, out);
  Put16(static_cast<uint16_t>(name.size()), out);
  Put16(4, out);
  out += name + std::string("FB\0\0", 4) + entry.content;
  if (descriptor) {
    Put32(0x08074b50, out);
    Put32(crc, out);
    Put32(bytes, out);
    Put32(bytes, out);
  }
  return out;
}

std::string BuildZip(const std::vector<BuiltEntry>& entries, const BuiltEnd& end) {
  std::string out;
  std::string directory;
  for (const BuiltEntry& entry : entries) {
    directory += DirectoryEntry(entry, out.size());
    out += BuildLocalEntry(entry);
  }
  const uint64_t offset = out.size();
  out += directory;
  const uint64_t end_offset = out.size();
  if (end.zip64) {
    Put32(kZip64End, out);
    Put64(44, out);
    Put16(0x031e, out);
    Put16(45, out);
    Put32(0, out);
    Put32(0, out);
    Put64(entries.size(), out);
    Put64(entries.size(), out);
    Put64(directory.size(), out);
    Put64(offset, out);
    Put32(kZip64Locator, out);
    Put32(0, out);
    Put64(end_offset, out);
    Put32(1, out);
  }
  const auto count = end.entries.value_or(static_cast<uint16_t>(entries.size()));
  Put32(kZipEnd, out);
  Put32(0, out);
  Put16(count, out);
  Put16(count, out);
  Put32(end.directory_bytes.value_or(static_cast<uint32_t>(directory.size())), out);
  Put32(end.directory_offset.value_or(static_cast<uint32_t>(offset)), out);
  Put16(static_cast<uint16_t>(end.comment.size()), out);
  return out + end.comment;
}

}  // namespace txtsentry::model
