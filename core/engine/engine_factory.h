// Which engine computes: by name, or the best that this build and this machine have.
#ifndef TXTSENTRY_CORE_ENGINE_ENGINE_FACTORY_H_
#define TXTSENTRY_CORE_ENGINE_ENGINE_FACTORY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/engine/engine.h"
#include "core/model/weights.h"

namespace txtsentry::engine {

struct EngineOptions {
  // "simd", "libtorch", "reference", or "auto": LibTorch when there is a usable GPU, else simd. The
  // results of simd and of the reference are the same to the last bit whatever a row shares its
  // batch with.
  std::string engine = "auto";
  std::string device =
      "auto";       // "auto", "cpu", "cuda" or "cuda:N"; simd and the reference take auto, cpu
  int threads = 1;  // Threads inside one Score call of LibTorch; at least 1.
  std::string precision = "fp32";            // Of simd: SimdOptions::precision.
  std::vector<std::vector<int32_t>> sample;  // For it: SimdOptions::sample.
  // Where libtxtsentry_libtorch.so lies; empty: beside the running program.
  std::string module_folder;
};

struct ChosenEngine {
  std::unique_ptr<Engine> engine;
  std::string why;  // One line for the log: what was chosen and, for "auto", why.
};

// InvalidArgument for an unknown name; FailedPrecondition when the engine is not in this build or
// its device cannot be used. "auto" falls back and says so in `why`.
absl::StatusOr<ChosenEngine> MakeEngine(const model::Weights& weights,
                                        const EngineOptions& options);

// What the run-time module's entry point TxtsentryMakeLibtorchEngine takes. Both sides are built
// together, so C++ types may cross.
struct ModuleRequest {
  const model::Weights* weights;
  std::string device;
  int threads;
};

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_ENGINE_FACTORY_H_
