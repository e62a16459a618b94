// The LSTM on LibTorch: one packed forward pass per ragged batch, on a CPU or a GPU.
#ifndef TXTSENTRY_CORE_ENGINE_LIBTORCH_ENGINE_H_
#define TXTSENTRY_CORE_ENGINE_LIBTORCH_ENGINE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "core/engine/engine.h"
#include "core/model/weights.h"

namespace txtsentry::engine {

// `device`: "cpu", "cuda", "cuda:N" or "auto" (a GPU if LibTorch can use one, otherwise the CPU).
// Copies the weights to the device. `threads`: the number of LibTorch's intra-op threads, for the
// whole process; use 1 with one worker per core. Returns FailedPrecondition if the device cannot be
// used.
absl::StatusOr<std::unique_ptr<Engine>> MakeLibtorchEngine(const model::Weights& weights,
                                                           const std::string& device, int threads);

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_LIBTORCH_ENGINE_H_
