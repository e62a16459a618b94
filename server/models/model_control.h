// Interface for loading, unloading and listing models while the server runs.
#ifndef TXTSENTRY_SERVER_MODELS_MODEL_CONTROL_H_
#define TXTSENTRY_SERVER_MODELS_MODEL_CONTROL_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace txtsentry::server {

// One version of a model.
struct ModelStatus {
  std::string name;
  std::string version;
  std::string state;   // "READY", "LOADING" or "UNAVAILABLE"
  std::string reason;  // Why the version is not ready; usually empty for a ready one.
};

// Thread-safe. No function waits for a load: `done` is called exactly once, before the function
// returns or later from another thread, and must not block.
class ModelControl {
 public:
  virtual ~ModelControl() = default;

  // Makes the highest version of the model that passes its checks live. NotFound for an unknown
  // name; else the error of the highest version if it did not go live.
  virtual void LoadAsync(std::string name, std::function<void(absl::Status)> done) = 0;

  // Unloads a model; it still answers the calls that it has begun. NotFound if it is not live.
  virtual void UnloadAsync(std::string name, std::function<void(absl::Status)> done) = 0;

  // All versions, ordered by name, then number.
  virtual std::vector<ModelStatus> Index() const = 0;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_MODELS_MODEL_CONTROL_H_
