// The input and the output of classification: a record and its result.
#ifndef TXTSENTRY_CORE_PIPELINE_RECORD_H_
#define TXTSENTRY_CORE_PIPELINE_RECORD_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "core/base/clock.h"
#include "core/rules/verdict.h"

namespace txtsentry::pipeline {

// The RDATA of a TXT record holds at most 65,535 bytes: RDLENGTH has 16 bits (RFC 1035 3.2.1).
inline constexpr int64_t kRecordBytesMax = 65'535;

// One record to score: canonical text (text/canonical.h), any bytes, and its owner name, which may
// be empty.
struct Record {
  std::string text;
  std::string owner_name;
};

// The result of one record. An error in `status` concerns this record only; then the only other
// valid field is verdict.reasons (TOO_LONG).
struct Result {
  absl::Status status;
  float probability = 0;
  int64_t token_count = 0;
  // The probability was computed for an equal record, earlier or at the same time.
  bool cached = false;
  // Time from the call's acceptance until a worker took the record; 0 if it was not computed.
  base::TimeUs waited_us = 0;
  rules::Verdict verdict;
};

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_RECORD_H_
