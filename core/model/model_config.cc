#include "core/model/model_config.h"

#include <simdjson.h>

#include <algorithm>

#include "absl/strings/str_format.h"
#include "core/base/json_text.h"
#include "core/base/status.h"

namespace txtsentry::model {
namespace {

constexpr size_t kSha256Digits = 64;
constexpr int64_t kFormat = 1;

bool IsSha256(std::string_view text) {
  return text.size() == kSha256Digits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// Reads typed fields of one JSON object. Errors name a field with its parents.
class Fields {
 public:
  Fields(const std::string& file, simdjson::dom::object object) : file_(file), object_(object) {}

  absl::Status Wrong(const char* field, const char* expected) const {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: field '%s' is missing or not %s", file_, field, expected));
  }

  absl::Status Read(const char* field, std::string& value) const {
    std::string_view text;
    if (object_.at_key(field).get_string().get(text)) return Wrong(field, "a string");
    value = std::string(text);
    return absl::OkStatus();
  }

  absl::Status Read(const char* field, int64_t& value) const {
    if (object_.at_key(field).get_int64().get(value)) return Wrong(field, "an integer");
    return absl::OkStatus();
  }

  absl::Status Read(const char* field, double& value) const {
    if (object_.at_key(field).get_double().get(value)) return Wrong(field, "a number");
    return absl::OkStatus();
  }

  absl::Status ReadSha256(const char* name, std::string& value) const {
    simdjson::dom::object digests;
    std::string_view text;
    if (object_.at_key("sha256").get_object().get(digests) ||
        digests.at_key(name).get_string().get(text) || !IsSha256(text)) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "%s: field 'sha256.%s' is missing or not 64 lower-case hex digits", file_, name));
    }
    value = std::string(text);
    return absl::OkStatus();
  }

  bool HasSha256(const char* name) const {
    return !object_.at_key("sha256").get_object().at_key(name).error();
  }

  absl::Status CheckNgramRange() const {
    simdjson::dom::array range;
    int64_t low = 0;
    int64_t high = 0;
    if (object_.at_key("ngram_range").get_array().get(range) || range.size() != 2 ||
        range.at(0).get_int64().get(low) || range.at(1).get_int64().get(high) || low != kNgramMin ||
        high != kNgramMax) {
      return Wrong("ngram_range", "[2, 4], the only range there is");
    }
    return absl::OkStatus();
  }

 private:
  const std::string& file_;
  const simdjson::dom::object object_;
};

}  // namespace

absl::StatusOr<ModelConfig> ParseModelConfig(const std::string& file, std::string_view bytes) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  const simdjson::padded_string padded(bytes);
  if (const auto error = parser.parse(padded).get_object().get(object); error) {
    return absl::DataLossError(
        absl::StrFormat("%s: not a JSON object: %s", file, simdjson::error_message(error)));
  }
  const Fields fields(file, object);
  int64_t format = 0;
  TXTSENTRY_RETURN_IF_ERROR(fields.Read("format", format));
  if (format != kFormat) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: field 'format' is %d, this program reads %d", file, format, kFormat));
  }
  std::string architecture;
  TXTSENTRY_RETURN_IF_ERROR(fields.Read("architecture", architecture));
  if (architecture != kArchitecture) {
    return fields.Wrong("architecture", "'DNSTxtClassifier', the only one there is");
  }
  TXTSENTRY_RETURN_IF_ERROR(fields.CheckNgramRange());
  ModelConfig config;
  TXTSENTRY_RETURN_IF_ERROR(fields.Read("name", config.name));
  TXTSENTRY_RETURN_IF_ERROR(fields.Read("version", config.version));
  TXTSENTRY_RETURN_IF_ERROR(fields.Read("provenance", config.provenance));
  TXTSENTRY_RETURN_IF_ERROR(fields.Read("threshold", config.threshold));
  TXTSENTRY_RETURN_IF_ERROR(fields.Read("vocabulary_rows", config.vocabulary_rows));
  TXTSENTRY_RETURN_IF_ERROR(fields.Read("embedding_dim", config.embedding_dim));
  TXTSENTRY_RETURN_IF_ERROR(fields.Read("hidden_dim", config.hidden_dim));
  TXTSENTRY_RETURN_IF_ERROR(fields.ReadSha256("weights.safetensors", config.weights_sha256));
  TXTSENTRY_RETURN_IF_ERROR(fields.ReadSha256("vocab.tsv", config.vocabulary_sha256));
  if (fields.HasSha256("golden.tsv")) {
    TXTSENTRY_RETURN_IF_ERROR(fields.ReadSha256("golden.tsv", config.golden_sha256));
  }
  return config;
}

std::string SerializeModelConfig(const ModelConfig& config) {
  const std::string golden =
      config.golden_sha256.empty()
          ? ""
          : absl::StrFormat(",\n    \"golden.tsv\": %s", base::JsonString(config.golden_sha256));
  return absl::StrFormat(
      "{\n"
      "  \"format\": %d,\n"
      "  \"name\": %s,\n"
      "  \"version\": %s,\n"
      "  \"architecture\": %s,\n"
      "  \"vocabulary_rows\": %d,\n"
      "  \"embedding_dim\": %d,\n"
      "  \"hidden_dim\": %d,\n"
      "  \"ngram_range\": [%d, %d],\n"
      "  \"threshold\": %s,\n"
      "  \"sha256\": {\n"
      "    \"weights.safetensors\": %s,\n"
      "    \"vocab.tsv\": %s%s\n"
      "  },\n"
      "  \"provenance\": %s\n"
      "}\n",
      kFormat, base::JsonString(config.name), base::JsonString(config.version),
      base::JsonString(kArchitecture), config.vocabulary_rows, config.embedding_dim,
      config.hidden_dim, kNgramMin, kNgramMax, base::JsonNumber(config.threshold),
      base::JsonString(config.weights_sha256), base::JsonString(config.vocabulary_sha256), golden,
      base::JsonString(config.provenance));
}

}  // namespace txtsentry::model
