// Model loader: reads a model folder, creates the classifier and runs all load checks.
#ifndef TXTSENTRY_SERVER_MODELS_MODEL_LOADER_H_
#define TXTSENTRY_SERVER_MODELS_MODEL_LOADER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "core/base/clock.h"
#include "core/pipeline/classifier.h"
#include "server/models/model_host.h"

namespace txtsentry::server {

// The gates (load checks) in order; reading also passes the two gates of model/load_gate.h.
inline constexpr char kGateFiles[] = "files";  // Missing, unreadable or invalid files.
inline constexpr char kGateEngine[] = "engine";
inline constexpr char kGateSelfCheck[] = "self-check";
inline constexpr char kGateWarmUp[] = "warm-up";

struct ModelLoaderOptions {
  pipeline::ClassifierOptions classifier;
  double threshold = -1;  // Negative: the model's threshold.
};

struct ModelSource {
  std::string path;     // A model folder (model/model.h).
  std::string name;     // The name in requests; empty: the name in its files.
  std::string version;  // Likewise.
  bool shadow = false;  // Only compared: one engine thread, not pinned, kShadowNiceness.
};

// Duration of each gate in microseconds.
struct LoadTimes {
  int64_t files_us = 0;  // Includes checksums and the search for non-finite values.
  int64_t engine_us = 0;
  int64_t self_check_us = 0;
  int64_t warm_up_us = 0;
};

struct LoadedModel {
  ServedModel served;
  LoadTimes times;
};

// "files 12 ms, engine 30 ms, self-check 5 ms, warm-up 40 ms"
std::string LoadTimesText(const LoadTimes& times);

// Thread-safe.
class ModelLoader {
 public:
  // `clock` is borrowed and must outlive the loader and its models.
  ModelLoader(const base::Clock& clock, ModelLoaderOptions options);

  // Reads the folder, creates the classifier, compares its scores with the model's golden records
  // (without any, with the reference engine on the built-in texts; pipeline/self_check/golden.h)
  // and warms it up with rows of several lengths and counts. Takes tens of milliseconds to seconds.
  // An error has the code of its cause, is marked with its gate (model/load_gate.h) and begins with
  // the gate's name.
  absl::StatusOr<LoadedModel> Load(const ModelSource& source) const;

 private:
  const base::Clock& clock_;
  const ModelLoaderOptions options_;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_MODELS_MODEL_LOADER_H_
