#include "core/model/safetensors.h"

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "core/base/json_text.h"
#include "core/base/little_endian.h"
#include "core/base/status.h"
#include "core/model/load_gate.h"
#include "core/model/tensors.h"

namespace txtsentry::model {
namespace {

constexpr size_t kLengthBytes = sizeof(uint64_t);
constexpr size_t kTensorsMax = 64;
constexpr size_t kDimensionsMax = 4;
constexpr size_t kShownNameBytesMax = 128;
constexpr int64_t kAlignmentBytes = 8;

// One tensor's entry in the header. Offsets are relative to the end of the header.
struct Entry {
  std::string name;
  std::vector<int64_t> shape;
  int64_t begin = 0;
  int64_t end = 0;
};

class Parser {
 public:
  Parser(const std::string& file, std::string_view bytes) : file_(file), bytes_(bytes) {}

  absl::StatusOr<std::vector<NamedTensor>> Parse();

 private:
  absl::Status Broken(size_t offset, const std::string& what) const {
    return absl::DataLossError(
        absl::StrFormat("%s: safetensors: offset %d: %s", file_, offset, what));
  }
  // Returns an error about a tensor's entry in the header.
  absl::Status BadEntry(const std::string& name, const std::string& what) const {
    return Broken(kLengthBytes,
                  absl::StrFormat("tensor '%s': %s",
                                  absl::CHexEscape(name.substr(0, kShownNameBytesMax)), what));
  }

  absl::StatusOr<std::vector<Entry>> ReadHeader(std::string_view header) const;
  absl::StatusOr<Entry> ReadEntry(std::string name, simdjson::dom::element value) const;
  absl::StatusOr<std::vector<int64_t>> ReadNumbers(const std::string& name, const char* field,
                                                   simdjson::dom::object object) const;
  absl::Status CheckMetadata(simdjson::dom::element value) const;
  absl::Status CheckTiling(std::vector<Entry>& entries, int64_t buffer_bytes) const;
  absl::StatusOr<NamedTensor> ReadTensor(const Entry& entry, size_t buffer_offset) const;

  const std::string& file_;
  const std::string_view bytes_;
};

absl::StatusOr<std::vector<NamedTensor>> Parser::Parse() {
  if (bytes_.size() < kLengthBytes) {
    return Broken(
        0, absl::StrFormat("bytes=%d is less than the 8 of the header's length", bytes_.size()));
  }
  const auto header_bytes = base::LoadLittleEndian<uint64_t>(bytes_, 0);
  const uint64_t header_bytes_max =
      std::min<uint64_t>(kSafetensorsHeaderBytesMax, bytes_.size() - kLengthBytes);
  if (header_bytes > header_bytes_max) {
    return Broken(0, absl::StrFormat("header_bytes=%d exceeds %d", header_bytes, header_bytes_max));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(std::vector<Entry> entries,
                             ReadHeader(bytes_.substr(kLengthBytes, header_bytes)));
  const size_t buffer_offset = kLengthBytes + header_bytes;
  TXTSENTRY_RETURN_IF_ERROR(
      CheckTiling(entries, static_cast<int64_t>(bytes_.size() - buffer_offset)));
  std::vector<NamedTensor> tensors;
  for (const Entry& entry : entries) {
    TXTSENTRY_ASSIGN_OR_RETURN(NamedTensor tensor, ReadTensor(entry, buffer_offset));
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

absl::StatusOr<std::vector<Entry>> Parser::ReadHeader(std::string_view header) const {
  if (header.empty() || header.front() != '{') {
    return Broken(kLengthBytes, "the header does not start with '{'");
  }
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  const simdjson::padded_string padded(header);
  if (const auto error = parser.parse(padded).get_object().get(object); error) {
    return Broken(kLengthBytes, absl::StrFormat("the header is not a JSON object: %s",
                                                simdjson::error_message(error)));
  }
  std::vector<Entry> entries;
  bool metadata_seen = false;
  for (const simdjson::dom::key_value_pair pair : object) {
    if (pair.key == "__metadata__") {
      if (metadata_seen) return Broken(kLengthBytes, "__metadata__ stands twice");
      metadata_seen = true;
      TXTSENTRY_RETURN_IF_ERROR(CheckMetadata(pair.value));
      continue;
    }
    if (entries.size() >= kTensorsMax) {
      return Broken(kLengthBytes, absl::StrFormat("tensors exceed tensors_max=%d", kTensorsMax));
    }
    TXTSENTRY_ASSIGN_OR_RETURN(Entry entry, ReadEntry(std::string(pair.key), pair.value));
    entries.push_back(std::move(entry));
  }
  return entries;
}

absl::Status Parser::CheckMetadata(simdjson::dom::element value) const {
  simdjson::dom::object object;
  if (value.get_object().get(object)) return Broken(kLengthBytes, "__metadata__ is not an object");
  for (const simdjson::dom::key_value_pair pair : object) {
    if (!pair.value.is_string()) {
      return Broken(kLengthBytes, "__metadata__ holds something else than strings");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Entry> Parser::ReadEntry(std::string name, simdjson::dom::element value) const {
  simdjson::dom::object object;
  if (value.get_object().get(object)) return BadEntry(name, "its entry is not an object");
  if (object.size() != 3) {
    return BadEntry(name, "its entry has other fields than dtype, shape and data_offsets");
  }
  std::string_view dtype;
  if (object.at_key("dtype").get_string().get(dtype)) {
    return BadEntry(name, "dtype is missing or not a string");
  }
  if (dtype != "F32") {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: safetensors: tensor '%s': dtype is '%s', only F32 is read", file_,
                        absl::CHexEscape(name.substr(0, kShownNameBytesMax)),
                        absl::CHexEscape(std::string(dtype.substr(0, 16)))));
  }
  Entry entry;
  TXTSENTRY_ASSIGN_OR_RETURN(entry.shape, ReadNumbers(name, "shape", object));
  TXTSENTRY_ASSIGN_OR_RETURN(const std::vector<int64_t> offsets,
                             ReadNumbers(name, "data_offsets", object));
  if (offsets.size() != 2) return BadEntry(name, "data_offsets are not two");
  entry.name = std::move(name);
  entry.begin = offsets[0];
  entry.end = offsets[1];
  return entry;
}

absl::StatusOr<std::vector<int64_t>> Parser::ReadNumbers(const std::string& name, const char* field,
                                                         simdjson::dom::object object) const {
  simdjson::dom::array array;
  if (object.at_key(field).get_array().get(array)) {
    return BadEntry(name, absl::StrFormat("%s is missing or not an array", field));
  }
  std::vector<int64_t> numbers;
  for (const simdjson::dom::element element : array) {
    int64_t number = 0;
    if (element.get_int64().get(number) || number < 0 || numbers.size() >= kDimensionsMax) {
      return BadEntry(name, absl::StrFormat("%s is not at most %d integers of zero or more", field,
                                            kDimensionsMax));
    }
    numbers.push_back(number);
  }
  return numbers;
}

// The format allows no gap and no overlap: in order of offset, each tensor starts at the end of the
// previous one, and the last one ends at the end of the file.
absl::Status Parser::CheckTiling(std::vector<Entry>& entries, int64_t buffer_bytes) const {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::make_pair(a.begin, a.end) < std::make_pair(b.begin, b.end);
  });
  int64_t at = 0;
  for (const Entry& entry : entries) {
    if (entry.begin != at || entry.end < entry.begin || entry.end > buffer_bytes) {
      return BadEntry(entry.name,
                      absl::StrFormat("data_offsets=[%d, %d] do not follow on %d within %d",
                                      entry.begin, entry.end, at, buffer_bytes));
    }
    const int64_t bytes = entry.end - entry.begin;
    const int64_t elements = ElementsOf(entry.shape, bytes / 4);
    if (elements < 0 || elements * 4 != bytes) {
      return BadEntry(entry.name, absl::StrFormat("shape %s does not fill bytes=%d",
                                                  ShapeText(entry.shape), bytes));
    }
    at = entry.end;
  }
  if (at != buffer_bytes) {
    return Broken(bytes_.size() - static_cast<size_t>(buffer_bytes - at),
                  absl::StrFormat("%d bytes belong to no tensor", buffer_bytes - at));
  }
  return absl::OkStatus();
}

absl::StatusOr<NamedTensor> Parser::ReadTensor(const Entry& entry, size_t buffer_offset) const {
  NamedTensor tensor;
  tensor.name = entry.name;
  tensor.shape = entry.shape;
  const size_t count = static_cast<size_t>(entry.end - entry.begin) / sizeof(float);
  const size_t start = buffer_offset + static_cast<size_t>(entry.begin);
  tensor.values.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const auto value = base::LoadLittleEndian<float>(bytes_, start + i * sizeof(float));
    if (!std::isfinite(value)) {
      return AtGate(
          kGateNotFinite,
          Broken(start + i * sizeof(float),
                 absl::StrFormat("tensor '%s': value %d is %f, not a finite one",
                                 absl::CHexEscape(entry.name.substr(0, kShownNameBytesMax)), i,
                                 value)));
    }
    tensor.values.push_back(value);
  }
  return tensor;
}

}  // namespace

absl::StatusOr<Weights> ParseSafetensors(const std::string& file, std::string_view bytes) {
  TXTSENTRY_ASSIGN_OR_RETURN(std::vector<NamedTensor> tensors, Parser(file, bytes).Parse());
  return WeightsFromTensors(file, std::move(tensors));
}

std::string SerializeSafetensors(const Weights& weights) {
  const std::vector<TensorView> tensors = TensorsOf(weights);
  std::string header = "{\"__metadata__\":{\"format\":\"pt\"}";
  uint64_t at = 0;
  for (const TensorView& tensor : tensors) {
    const uint64_t end = at + tensor.values.size() * sizeof(float);
    header +=
        absl::StrFormat(",%s:{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%d,%d]}",
                        base::JsonString(tensor.name), absl::StrJoin(tensor.shape, ","), at, end);
    at = end;
  }
  header += '}';
  // Pad the header with spaces to align the tensors, so that a reader can map them without copying.
  header.append((kAlignmentBytes - header.size() % kAlignmentBytes) % kAlignmentBytes, ' ');
  std::string out;
  out.reserve(kLengthBytes + header.size() + at);
  base::AppendLittleEndian<uint64_t>(header.size(), out);
  out += header;
  for (const TensorView& tensor : tensors) {
    out.append(reinterpret_cast<const char*>(tensor.values.data()),
               tensor.values.size() * sizeof(float));
  }
  return out;
}

}  // namespace txtsentry::model
