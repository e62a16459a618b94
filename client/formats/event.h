// One event of an input: the data to write back, and its TXT records.
#ifndef TXTSENTRY_CLIENT_FORMATS_EVENT_H_
#define TXTSENTRY_CLIENT_FORMATS_EVENT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/scorer.h"

namespace txtsentry::client {

struct TxtRecord {
  ScoreRequest request;
  // Not OK if this record is malformed; it is then not scored.
  absl::Status status;
};

// A line of a log, a row of a table or one plain record.
struct Event {
  // The event as one JSON object without a txt_score member: the original bytes for JSON input.
  // Empty if the input cannot be represented as JSON; then `line` holds it.
  std::string json;
  std::string line;

  // Empty for an event without a TXT answer; several if a log has several answers per event.
  std::vector<TxtRecord> records;

  // Not OK if the event could not be read; it then has no records.
  absl::Status status;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_EVENT_H_
