// The program txtsentryd: parses flags, starts the server, waits for a signal and drains.
#include <pthread.h>
#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <thread>

#include "core/base/version.h"
#include "server/listener/listener_settings.h"
#include "server/options/options.h"
#include "server/server.h"

#ifdef TXTSENTRY_WITH_JEMALLOC
// jemalloc reads this at process start. A background thread returns unused memory to the system
// soon, even if no thread allocates any more, so that the memory of one burst is not held beside
// that of the next.
// NOLINTNEXTLINE(readability-identifier-naming): jemalloc defines the name.
extern "C" const char* const malloc_conf = "background_thread:true,dirty_decay_ms:500";
#endif

namespace {

constexpr int kExitUsage = 2;
constexpr int kExitStartFailed = 3;

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// Waits up to `ms` for a stop signal; returns true if one arrived.
bool WaitForSignal(const sigset_t& signals, int64_t ms) {
  const timespec timeout = {ms / 1000, ms % 1000 * 1'000'000};
  return sigtimedwait(&signals, nullptr, &timeout) > 0;
}

int Run(const txtsentry::server::ServerOptions& options) {
  // Block the signals before any thread starts: all threads inherit the mask, and only this thread
  // receives the signals.
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  spdlog::info("txtsentryd {}", txtsentry::base::kVersion);
  if (const auto files = txtsentry::server::RaiseOpenFilesLimit(); files.ok()) {
    spdlog::info("open files: up to {}", *files);
  } else {
    spdlog::warn("{}", files.status().ToString());
  }
  auto server = txtsentry::server::Server::Start(options);
  if (!server.ok()) {
    spdlog::error("start failed: {}", server.status().ToString());
    return absl::IsInvalidArgument(server.status()) ? kExitUsage : kExitStartFailed;
  }
  int signal = 0;
  sigwait(&signals, &signal);
  spdlog::info("signal {}: draining; health says NOT_SERVING, lame duck {} ms, drain {} ms", signal,
               options.lame_duck_ms, options.drain_ms);
  (*server)->BeginLameDuck();
  const bool hurry = WaitForSignal(signals, options.lame_duck_ms);
  // A second signal ends the process at once; the first was already logged.
  std::thread([signals] {
    int again = 0;
    sigwait(&signals, &again);
    spdlog::warn("signal {} again: leaving at once", again);
    std::_Exit(EXIT_FAILURE);
  }).detach();
  (*server)->Drain(hurry ? 0 : options.drain_ms);
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  const txtsentry::server::ParsedOptions parsed = txtsentry::server::ParseOptions(argc, argv);
  if (parsed.exit) return parsed.exit_code;
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "txtsentryd", std::make_shared<spdlog::sinks::stderr_sink_mt>()));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  spdlog::set_level(spdlog::level::from_str(parsed.options.log_level));
  spdlog::flush_on(spdlog::level::info);
  return Run(parsed.options);
}
