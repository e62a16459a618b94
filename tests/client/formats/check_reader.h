// Checks that the fuzzers apply to a reader for any input.
#ifndef TXTSENTRY_TESTS_CLIENT_FORMATS_CHECK_READER_H_
#define TXTSENTRY_TESTS_CLIENT_FORMATS_CHECK_READER_H_

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "client/formats/event_writer.h"
#include "client/formats/json_parser.h"
#include "simdjson.h"
#include "tests/client/formats/read_events.h"

namespace txtsentry::client {

inline void CheckThat(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "violated: %s\n", what);
  std::abort();
}

// Aborts if the events depend on the block size of the input, if an event is neither an error nor
// JSON, or if the NDJSON line of an event is not one JSON object.
inline void CheckReader(InputFormat format, std::string_view input) {
  const ReadEventsResult whole = ReadEvents(format, input);
  const ReadEventsResult bytewise = ReadEvents(format, input, 1 + input.size() % 3);
  CheckThat(whole.status == bytewise.status, "the status does not depend on the blocks");
  CheckThat(DescribeAll(whole.events) == DescribeAll(bytewise.events),
            "the events do not depend on the blocks");
  const auto writer = NewNdjsonWriter({});
  simdjson::dom::parser parser;
  for (const Event& event : whole.events) {
    CheckThat(event.status.ok() || event.records.empty(), "an unreadable event has no records");
    CheckThat(!event.status.ok() || !event.json.empty(), "an event is an error or JSON");
    std::vector<ScoreResult> results(event.records.size());
    for (size_t i = 0; i < results.size(); ++i) results[i].status = event.records[i].status;
    std::string line;
    writer->Write(event, results, line);
    simdjson::dom::object object;
    // A lone surrogate escape is valid JSON that simdjson rejects; the readers keep it.
    std::string repaired = line;
    ReplaceLoneSurrogateEscapes(repaired);
    CheckThat(!parser.parse(repaired).get(object), "each line of NDJSON is a JSON object");
    CheckThat(line.find('\n') == line.size() - 1, "each event is one line");
  }
}

}  // namespace txtsentry::client

#endif  // TXTSENTRY_TESTS_CLIENT_FORMATS_CHECK_READER_H_
