// Creates an engine: by name, or the best one for this build and this machine.
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
  // "simd", "libtorch", "reference", or "auto": LibTorch if there is a usable GPU, otherwise simd.
  // simd and the reference give bit-identical results for a row in any batch.
  std::string engine = "auto";
  std::string device =
      "auto";  // "auto", "cpu", "cuda" or "cuda:N"; simd and reference accept only auto and cpu
  int threads = 1;                           // Threads in one Score call of LibTorch; at least 1.
  std::string precision = "fp32";            // For simd: SimdOptions::precision.
  std::vector<std::vector<int32_t>> sample;  // For simd: SimdOptions::sample.
  // Folder of libtxtsentry_libtorch.so; empty selects the running program's folder.
  std::string module_folder;
};

struct ChosenEngine {
  std::unique_ptr<Engine> engine;
  std::string why;  // One log line: the choice and, for "auto", the reason.
};

// Returns InvalidArgument for an unknown name; FailedPrecondition if the engine is not in this
// build or its device cannot be used. "auto" falls back and reports the reason in `why`.
absl::StatusOr<ChosenEngine> MakeEngine(const model::Weights& weights,
                                        const EngineOptions& options);

// Argument of TxtsentryMakeLibtorchEngine, the entry point of the run-time module. Both sides are
// built together, so passing C++ types is safe.
struct ModuleRequest {
  const model::Weights* weights;
  std::string device;
  int threads;
};

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_ENGINE_FACTORY_H_
