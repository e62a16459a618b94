#include "core/engine/engine_factory.h"

#include <dlfcn.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/engine/reference_engine.h"
#include "core/engine/simd/simd_engine.h"

namespace txtsentry::engine {
namespace {

constexpr char kModuleFile[] = "libtxtsentry_libtorch.so";
constexpr char kModuleEntry[] = "TxtsentryMakeLibtorchEngine";

using ModuleEntry = void (*)(const ModuleRequest*, absl::StatusOr<std::unique_ptr<Engine>>*);

std::string ProgramFolder() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path().string();
}

absl::StatusOr<std::unique_ptr<Engine>> MakeFromModule(const model::Weights& weights,
                                                       const EngineOptions& options) {
  const std::string folder =
      options.module_folder.empty() ? ProgramFolder() : options.module_folder;
  const std::string path = folder + "/" + kModuleFile;
  // Never unloaded, because LibTorch leaves threads and thread-local destructors running.
  void* module = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (module == nullptr) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): each thread has a message of its own in glibc.
    const char* why = ::dlerror();
    return absl::FailedPreconditionError(
        absl::StrFormat("engine=libtorch cannot be loaded: %s", why));
  }
  const auto entry = reinterpret_cast<ModuleEntry>(::dlsym(module, kModuleEntry));
  if (entry == nullptr) {
    return absl::FailedPreconditionError(absl::StrFormat("%s has no %s", path, kModuleEntry));
  }
  const ModuleRequest request{&weights, options.device, options.threads};
  absl::StatusOr<std::unique_ptr<Engine>> result =
      absl::InternalError("the module returned nothing");
  entry(&request, &result);
  return result;
}

absl::StatusOr<ChosenEngine> MakeReference(const model::Weights& weights) {
  TXTSENTRY_ASSIGN_OR_RETURN(auto engine, MakeReferenceEngine(weights));
  return ChosenEngine{std::move(engine), "reference on cpu"};
}

// `why` is appended to the engine's name; may be empty.
absl::StatusOr<ChosenEngine> MakeSimd(const model::Weights& weights, const EngineOptions& options,
                                      std::string_view why) {
  TXTSENTRY_ASSIGN_OR_RETURN(auto engine,
                             MakeSimdEngine(weights, {"", options.precision, options.sample}));
  const std::string line = absl::StrFormat("simd on cpu, %s%s", engine->info().version, why);
  return ChosenEngine{std::move(engine), line};
}

absl::StatusOr<ChosenEngine> MakeLibtorch(const model::Weights& weights,
                                          const EngineOptions& options) {
  TXTSENTRY_ASSIGN_OR_RETURN(auto engine, MakeFromModule(weights, options));
  const std::string why =
      absl::StrFormat("%s on %s", engine->info().version, engine->info().device);
  return ChosenEngine{std::move(engine), why};
}

// Loading LibTorch only to find that there is no GPU would cost 0.25 s and 100 MB at every start.
bool HasNvidiaDriver() {
  std::error_code error;
  return std::filesystem::exists("/dev/nvidiactl", error) ||
         std::filesystem::exists("/dev/dxg", error);  // WSL2
}

absl::StatusOr<ChosenEngine> MakeAuto(const model::Weights& weights, EngineOptions options) {
  if (options.precision != "fp32") return MakeSimd(weights, options, ", as precision is set");
  if (options.device == "cpu") return MakeSimd(weights, options, ", as device=cpu");
  if (options.device != "auto") return MakeLibtorch(weights, options);
  if (!HasNvidiaDriver()) return MakeSimd(weights, options, ", no GPU driver here");
  options.device = "cuda";
  auto chosen = MakeLibtorch(weights, options);
  if (chosen.ok()) return chosen;
  return MakeSimd(weights, options,
                  absl::StrFormat(", as the GPU cannot be used: %s", chosen.status().ToString()));
}

}  // namespace

absl::StatusOr<ChosenEngine> MakeEngine(const model::Weights& weights,
                                        const EngineOptions& options) {
  if (options.precision != "fp32" && options.engine != "auto" && options.engine != "simd") {
    return absl::InvalidArgumentError(absl::StrFormat("precision=%s is for engine=simd, not %s",
                                                      options.precision, options.engine));
  }
  if (options.engine == "auto") return MakeAuto(weights, options);
  if (options.engine == "libtorch") return MakeLibtorch(weights, options);
  if (options.engine != "reference" && options.engine != "simd") {
    return absl::InvalidArgumentError(
        absl::StrFormat("engine=%s is none of auto, simd, libtorch, reference", options.engine));
  }
  if (options.device != "auto" && options.device != "cpu") {
    return absl::InvalidArgumentError(absl::StrFormat(
        "engine=%s computes on the cpu, not on device=%s", options.engine, options.device));
  }
  return options.engine == "simd" ? MakeSimd(weights, options, "") : MakeReference(weights);
}

}  // namespace txtsentry::engine
