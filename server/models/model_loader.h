// From a folder to a model that may answer calls: every gate that it has to pass on the way.
#ifndef TXTSENTRY_SERVER_MODELS_MODEL_LOADER_H_
#define TXTSENTRY_SERVER_MODELS_MODEL_LOADER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "core/base/clock.h"
#include "core/pipeline/classifier.h"
#include "server/models/model_host.h"

namespace txtsentry::server {

// The gates, in order, beside the two of model/load_gate.h, which reading passes as well.
inline constexpr char kGateFiles[] = "files";  // Missing, unreadable or not what they should be.
inline constexpr char kGateEngine[] = "engine";
inline constexpr char kGateSelfCheck[] = "self-check";
inline constexpr char kGateWarmUp[] = "warm-up";

struct ModelLoaderOptions {
  pipeline::ClassifierOptions classifier;
  double threshold = -1;  // Below 0: the model's own.
};

struct ModelSource {
  std::string path;     // A model folder (model/model.h).
  std::string name;     // What callers call it; empty: what its files say.
  std::string version;  // The same.
  bool shadow = false;  // Only ever compared: one engine thread, not pinned, kShadowNiceness.
};

// How long each gate took, in microseconds.
struct LoadTimes {
  int64_t files_us = 0;  // With checksums and the search for values that are not finite.
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
  // `clock` is borrowed and outlives the loader and what it loads.
  ModelLoader(const base::Clock& clock, ModelLoaderOptions options);

  // Reads the folder, makes the classifier, scores the model's golden records with it (without any,
  // what the reference engine says of the built-in ones; classify/golden.h) and rows of several
  // lengths in several numbers. Takes from tens of milliseconds to seconds. An error has the code
  // of its cause, is marked with its gate (model/load_gate.h) and begins with its name.
  absl::StatusOr<LoadedModel> Load(const ModelSource& source) const;

 private:
  const base::Clock& clock_;
  const ModelLoaderOptions options_;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_MODELS_MODEL_LOADER_H_
