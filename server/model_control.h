// What a caller may ask of the models that a server holds.
#ifndef TXTSENTRY_SERVER_MODEL_CONTROL_H_
#define TXTSENTRY_SERVER_MODEL_CONTROL_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace txtsentry::server {

// One version of a model, loaded or not.
struct ModelStatus {
  std::string name;
  std::string version;
  std::string state;   // "READY", "LOADING", "UNLOADING" or "UNAVAILABLE".
  std::string reason;  // Why it is UNAVAILABLE; may be empty.
};

// Thread-safe. Load and Unload block, Load for seconds; they are not called from gRPC's threads.
class ModelControl {
 public:
  virtual ~ModelControl() = default;

  // Returns once the model serves, in place of an older version if there was one. NotFound for a
  // name that the repository does not have, FailedPrecondition or DataLoss for a model that is not
  // what it should be; then what served before serves on.
  virtual absl::Status Load(std::string_view name) = 0;

  // Returns once calls no longer find the model. NotFound when it is not loaded.
  virtual absl::Status Unload(std::string_view name) = 0;

  // All that the repository has, by name and version.
  virtual std::vector<ModelStatus> Index() const = 0;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_MODEL_CONTROL_H_
