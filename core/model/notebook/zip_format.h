// Constants of the zip format, shared by the reader and the writer.
#ifndef TXTSENTRY_CORE_MODEL_NOTEBOOK_ZIP_FORMAT_H_
#define TXTSENTRY_CORE_MODEL_NOTEBOOK_ZIP_FORMAT_H_

#include <cstdint>
#include <string_view>

namespace txtsentry::model {

inline constexpr uint32_t kZipLocalHeader = 0x04034b50;
inline constexpr uint32_t kZipDirectoryHeader = 0x02014b50;
inline constexpr uint32_t kZipEnd = 0x06054b50;
inline constexpr uint32_t kZip64End = 0x06064b50;
inline constexpr uint32_t kZip64Locator = 0x07064b50;

// Size in bytes of each record's fixed part.
inline constexpr uint64_t kZipLocalHeaderBytes = 30;
inline constexpr uint64_t kZipDirectoryHeaderBytes = 46;
inline constexpr uint64_t kZipEndBytes = 22;
inline constexpr uint64_t kZip64EndBytes = 56;
inline constexpr uint64_t kZip64LocatorBytes = 20;

inline constexpr uint16_t kZipFlagEncrypted = 1 << 0;
inline constexpr uint16_t kZipFlagDataDescriptor = 1 << 3;
inline constexpr uint16_t kZipExtraZip64 = 0x0001;

// Computes CRC-32 as defined for zip.
uint32_t ZipCrc32(std::string_view bytes);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_ZIP_FORMAT_H_
