#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "client/formats/event_writer.h"
#include "client/formats/json_text.h"
#include "core/base/utf8.h"

namespace txtsentry::client {
namespace {

// Whether `a` is more relevant for its event than `b`.
bool OutranksResult(const ScoreResult& a, const ScoreResult& b) {
  if (a.status.ok() != b.status.ok()) return a.status.ok();
  if (a.suspicious != b.suspicious) return a.suspicious;
  return a.probability > b.probability;
}

void AppendError(const absl::Status& status, std::string& out) {
  out += "\"error\":";
  AppendJsonString(ErrorText(status), out);
}

// Appends the members of a result's object, without braces.
void AppendResult(const ScoreResult& result, std::string& out) {
  if (!result.status.ok()) return AppendError(result.status, out);
  absl::StrAppendFormat(&out, "\"probability\":%.9g,\"label\":%d,\"category\":", result.probability,
                        result.suspicious ? 1 : 0);
  AppendJsonString(result.category, out);
  out += ",\"reasons\":[";
  for (size_t i = 0; i < result.reasons.size(); ++i) {
    if (i > 0) out += ',';
    AppendJsonString(result.reasons[i], out);
  }
  out += "],\"matcher\":";
  AppendJsonString(result.matcher, out);
  if (result.encoded_blob) {
    out += ",\"encoded_blob\":{\"encoding\":";
    AppendJsonString(result.encoded_blob->encoding, out);
    absl::StrAppendFormat(&out, ",\"offset\":%d,\"length\":%d,\"entropy\":%.3f}",
                          result.encoded_blob->offset, result.encoded_blob->length,
                          result.encoded_blob->entropy);
  }
  if (!result.execution_rule.empty()) {
    out += ",\"execution_rule\":";
    AppendJsonString(result.execution_rule, out);
  }
  absl::StrAppendFormat(&out, ",\"token_count\":%d", result.token_count);
}

class NdjsonWriter final : public EventWriter {
 public:
  explicit NdjsonWriter(WriterOptions options) : options_(std::move(options)) {}

  void Begin(std::string&) override {}

  void Write(const Event& event, absl::Span<const ScoreResult> results, std::string& out) override {
    if (!event.status.ok()) return WriteUnreadable(event, out);
    if (!Wanted(results)) return;
    if (results.empty()) {
      out += TrimJsonBlanks(event.json);
    } else {
      AppendWithMember(event.json, ScoreMember(results), out);
    }
    out += '\n';
  }

  void End(const RunSummary&, std::string&) override {}

 private:
  bool Wanted(absl::Span<const ScoreResult> results) const {
    if (!options_.only_suspicious) return true;
    for (const ScoreResult& result : results) {
      if (result.suspicious || !result.status.ok()) return true;
    }
    return false;
  }

  static void WriteUnreadable(const Event& event, std::string& out) {
    std::string member = "\"txt_score\":{";
    AppendError(event.status, member);
    member += '}';
    if (!event.json.empty()) {
      AppendWithMember(event.json, member, out);
    } else {
      const bool utf8 = base::IsValidUtf8(event.line);
      out += utf8 ? "{\"line\":" : "{\"line_b64\":";
      AppendJsonString(utf8 ? event.line : absl::Base64Escape(event.line), out);
      out += ',';
      out += member;
      out += '}';
    }
    out += '\n';
  }

  std::string ScoreMember(absl::Span<const ScoreResult> results) const {
    const ScoreResult* first = &results[0];
    for (const ScoreResult& result : results) {
      if (OutranksResult(result, *first)) first = &result;
    }
    std::string member = "\"txt_score\":{";
    AppendResult(*first, member);
    member += ",\"model\":";
    AppendJsonString(options_.model, member);
    if (results.size() > 1) {
      member += ",\"answers\":[";
      for (const ScoreResult& result : results) {
        if (member.back() != '[') member += ',';
        member += '{';
        AppendResult(result, member);
        member += '}';
      }
      member += ']';
    }
    member += '}';
    return member;
  }

  const WriterOptions options_;
};

}  // namespace

std::unique_ptr<EventWriter> NewNdjsonWriter(WriterOptions options) {
  return std::make_unique<NdjsonWriter>(std::move(options));
}

}  // namespace txtsentry::client
