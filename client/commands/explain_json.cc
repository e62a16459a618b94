#include "client/commands/explain_json.h"

#include "absl/strings/str_format.h"
#include "client/formats/event.h"
#include "client/formats/event_writer.h"
#include "client/formats/json_text.h"

namespace txtsentry::client {

std::string ExplainAsJson(const RecordExplanation& explanation, const std::string& owner_name) {
  Event event;
  event.records.resize(1);
  event.json = "{";
  AppendTextMember("text", explanation.text, event.json);
  if (!owner_name.empty()) {
    event.json += ",\"owner_name\":";
    AppendJsonString(owner_name, event.json);
  }
  event.json += "}";
  WriterOptions options;
  options.model = explanation.model;
  std::string scored;
  NewNdjsonWriter(options)->Write(event, {explanation.result}, scored);

  std::string member =
      absl::StrFormat("\"explanation\":{\"logit\":%.9g,\"baseline_logit\":%.9g,\"residual\":%.9g,",
                      explanation.logit, explanation.baseline_logit, explanation.residual);
  member += "\"nearest_kind\":";
  AppendJsonString(explanation.nearest_kind, member);
  member += ",\"contributions\":[";
  for (const CharacterPart& part : explanation.parts) {
    if (member.back() != '[') member += ',';
    absl::StrAppendFormat(&member, "{\"offset_bytes\":%d,\"length_bytes\":%d,\"logit\":%.9g}",
                          part.offset_bytes, part.length_bytes, part.logit);
  }
  member += "]}";
  std::string out;
  AppendWithMember(TrimJsonBlanks(scored), member, out);
  out += '\n';
  return out;
}

}  // namespace txtsentry::client
