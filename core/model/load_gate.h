// Marks an error with the check ("gate") of model loading that reported it, so that log lines,
// metrics and indexes use the same name.
#ifndef TXTSENTRY_CORE_MODEL_LOAD_GATE_H_
#define TXTSENTRY_CORE_MODEL_LOAD_GATE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace txtsentry::model {

inline constexpr char kGateChecksum[] = "checksum";
inline constexpr char kGateNotFinite[] = "not finite";

// Returns the status marked with the gate; returns it unchanged if it is OK or already marked. The
// message stays the same.
absl::Status AtGate(std::string_view gate, absl::Status status);

// Returns the gate of a marked status; empty for any other.
std::string GateOf(const absl::Status& status);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_LOAD_GATE_H_
