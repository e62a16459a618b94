// The entry point of libtxtsentry_libtorch.so, which engine_factory.cc loads at run time.
#include <memory>
#include <string>

#include "core/engine/engine_factory.h"
#include "core/engine/libtorch_engine.h"

extern "C" __attribute__((visibility("default"))) void TxtsentryMakeLibtorchEngine(
    const txtsentry::engine::ModuleRequest* request,
    absl::StatusOr<std::unique_ptr<txtsentry::engine::Engine>>* result) {
  *result =
      txtsentry::engine::MakeLibtorchEngine(*request->weights, request->device, request->threads);
}
