#include <cstddef>
#include <cstdint>
#include <string>

#include "client/formats/trace_reader.h"
#include "tests/client/formats/check_reader.h"

namespace txtsentry::client {
namespace {

constexpr int64_t kRecordsMax = 50;

absl::StatusOr<std::vector<TracedRecord>> Read(const std::string& input, size_t block_bytes) {
  MemorySource source(input, block_bytes);
  LineReader lines(source);
  return ReadTrace(lines, kRecordsMax);
}

void Check(const std::string& input) {
  const auto whole = Read(input, 1 << 20);
  const auto bytewise = Read(input, 1 + input.size() % 3);
  CheckThat(whole.status() == bytewise.status(), "the status does not depend on the blocks");
  if (!whole.ok()) return;
  CheckThat(whole->size() == bytewise->size(), "the records do not depend on the blocks");
  CheckThat(!whole->empty() && static_cast<int64_t>(whole->size()) <= kRecordsMax,
            "a trace holds 1 to records_max records");
  int64_t last_us = 0;
  for (const TracedRecord& record : *whole) {
    CheckThat(record.offset_us >= last_us, "offsets never fall");
    last_us = record.offset_us;
  }
}

}  // namespace
}  // namespace txtsentry::client

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  txtsentry::client::Check(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
