// Which of the checks that a model passes on its way to serving an error comes from, carried by the
// status itself, so that a log line, a metric and an index can say so alike.
#ifndef TXTSENTRY_CORE_MODEL_LOAD_GATE_H_
#define TXTSENTRY_CORE_MODEL_LOAD_GATE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace txtsentry::model {

inline constexpr char kGateChecksum[] = "checksum";
inline constexpr char kGateNotFinite[] = "not finite";

// The status marked with the gate, or as it is when OK or marked already. The message is the same.
absl::Status AtGate(std::string_view gate, absl::Status status);

// The gate of a marked status; empty for any other.
std::string GateOf(const absl::Status& status);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_LOAD_GATE_H_
