// What an operator may do to the models while the server runs: make one live, take one away, see
// which there are.
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
  std::string reason;  // Why it is not ready; most often empty for one that is.
};

// Thread-safe. Nothing here waits for a load: `done` is called exactly once, later from another
// thread or before the call returns, and must not block.
class ModelControl {
 public:
  virtual ~ModelControl() = default;

  // Makes the highest version of a model that passes its checks live. NotFound for a name that
  // there is not; else the error of the highest version, which then is not live.
  virtual void LoadAsync(std::string name, std::function<void(absl::Status)> done) = 0;

  // Takes a model away; calls that it answers already are answered by it. NotFound when it is not
  // live.
  virtual void UnloadAsync(std::string name, std::function<void(absl::Status)> done) = 0;

  // Every version, by name and then by number.
  virtual std::vector<ModelStatus> Index() const = 0;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_MODELS_MODEL_CONTROL_H_
