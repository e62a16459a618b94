#include "core/model/load_gate.h"

#include "absl/strings/cord.h"

namespace txtsentry::model {
namespace {

constexpr char kPayload[] = "txtsentry/load_gate";

}  // namespace

absl::Status AtGate(std::string_view gate, absl::Status status) {
  if (!status.ok() && GateOf(status).empty()) {
    status.SetPayload(kPayload, absl::Cord(std::string(gate)));
  }
  return status;
}

std::string GateOf(const absl::Status& status) {
  const auto gate = status.GetPayload(kPayload);
  return gate.has_value() ? std::string(*gate) : std::string();
}

}  // namespace txtsentry::model
