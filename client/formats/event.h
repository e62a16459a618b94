// One event of an input: what is written back, and the TXT records in it.
#ifndef TXTSENTRY_CLIENT_FORMATS_EVENT_H_
#define TXTSENTRY_CLIENT_FORMATS_EVENT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/scorer.h"

namespace txtsentry::client {

struct TxtRecord {
  ScoreRequest request;
  // Not OK: the input is broken in this one record, which is then not scored.
  absl::Status status;
};

// A line of a log, a row of a table or one plain record.
struct Event {
  // The event as one JSON object without a txt_score member: the input's own bytes where the input
  // is JSON. Empty when the input cannot be read as such; then `line` holds it.
  std::string json;
  std::string line;

  // None in an event without a TXT answer, more than one where a log has several answers an event.
  std::vector<TxtRecord> records;

  // Not OK: the event could not be read; it has no records.
  absl::Status status;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_EVENT_H_
