#include "server/options/options.h"

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/base/version.h"
#include "core/rules/policy.h"
#include "server/options/flags.h"

namespace txtsentry::server {
namespace {

constexpr int64_t kCacheBytesMin = 1 << 20;
constexpr int64_t kPrefixStatesMax = 1 << 16;

void AddFlags(CLI::App& app, ServerOptions& o) {
  AddFlag(app, "model", o.model, "model folder: a bundle, or the notebook's .pt and vocab.pkl");
  AddFlag(app, "repository", o.repository,
          "folder with NAME/VERSION/ model folders; use instead of --model");
  AddFlag(app, "repository-mode", o.repository_mode,
          "explicit: load models at start and on request; poll: follow changes of the folder");
  AddFlag(app, "repository-poll-ms", o.repository_poll_ms,
          "poll interval of the repository folder");
  AddFlag(app, "default-model", o.default_model,
          "repository model for calls that name none; default: the first by name");
  AddFlag(app, "shadow-sample", o.shadow_sample,
          "share of records, 0 to 1, that a shadow version also scores");
  AddFlag(app, "listen", o.listen, "HOST:PORT for gRPC; repeatable")->delimiter(',');
  AddFlag(app, "engine", o.engine, "auto, simd, libtorch or reference");
  AddFlag(app, "device", o.device, "auto, cpu, cuda or cuda:N");
  AddFlag(app, "precision", o.precision, "precision of the simd engine: fp32 or int16");
  AddFlag(app, "workers", o.workers,
          "engine threads; 0: as many as CPU affinity and cgroup quota allow");
  AddFlag(app, "pin-workers", o.pin_workers, "pin each engine thread to one processor");
  AddFlag(app, "prefix-states", o.prefix_states,
          "LSTM states after frequent prefixes that each engine thread caches; 0: none");
  AddFlag(app, "threshold", o.threshold,
          "a record is suspicious from this probability on; negative: use the model's threshold");
  AddFlag(app, "policy", o.policy,
          "how the label is decided: notebook (by probability) or triage (by reasons first)");
  AddFlag(app, "owner-names", o.owner_names,
          "file of owner names with their expected values, added to the built-in list");
  AddFlag(app, "watchdog-ms", o.watchdog_ms,
          "interval of the watchdog that checks listeners and progress; 0: off");
  AddFlag(app, "records-max", o.records_max, "maximum records of a request");
  AddFlag(app, "message-bytes-max", o.message_bytes_max, "maximum bytes of a request");
  AddFlag(app, "stream-requests-max", o.stream_requests_max,
          "maximum requests of a stream read but not yet answered");
  AddFlag(app, "queue-rows-max", o.queue_rows_max, "maximum records accepted but not yet answered");
  AddFlag(app, "queue-tokens-max", o.queue_tokens_max, "maximum tokens of those records");
  AddFlag(app, "queue-bytes-max", o.queue_bytes_max, "maximum bytes of those records");
  AddFlag(app, "cache-bytes-max", o.cache_bytes_max, "memory for cached results; 0: no cache");
  AddFlag(app, "batch-rows-max", o.batch_rows_max,
          "maximum records of a batch; 0: the engine's default");
  AddFlag(app, "batch-tokens-max", o.batch_tokens_max,
          "maximum tokens of a batch, with padding; 0: the engine's default");
  AddFlag(app, "explain-bytes-max", o.explain_bytes_max, "maximum bytes of a record to explain");
  AddFlag(app, "explain-calls-max", o.explain_calls_max, "maximum Explain calls that wait");
  AddFlag(app, "lame-duck-ms", o.lame_duck_ms,
          "time to keep serving after SIGTERM while health reports NOT_SERVING");
  AddFlag(app, "drain-ms", o.drain_ms, "maximum time after that to answer accepted records");
  AddFlag(app, "port-file", o.port_file, "file to write the bound ports to, one per line");
  AddFlag(app, "log-level", o.log_level, "trace, debug, info, warning, error or off");
}

absl::Status CheckModels(const ServerOptions& o) {
  if (o.model.empty() == o.repository.empty()) {
    return absl::InvalidArgumentError(o.model.empty() ? "one of --model and --repository is needed"
                                                      : "--model and --repository are given both");
  }
  if (o.repository_mode != "explicit" && o.repository_mode != "poll") {
    return absl::InvalidArgumentError(
        absl::StrFormat("--repository-mode=%s is neither explicit nor poll", o.repository_mode));
  }
  if (!(o.shadow_sample >= 0 && o.shadow_sample <= 1)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("--shadow-sample=%g is not in 0..1", o.shadow_sample));
  }
  return absl::OkStatus();
}

absl::Status AtLeast(const char* flag, int64_t value, int64_t least) {
  if (value >= least) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrFormat("--%s=%d is below %d", flag, value, least));
}

}  // namespace

ParsedOptions ParseOptions(int argc, const char* const* argv) {
  ParsedOptions parsed;
  CLI::App app("txtsentryd: scores DNS TXT records over gRPC", "txtsentryd");
  app.set_version_flag("--version", std::string("txtsentryd ") + base::kVersion);
  app.set_config("--config", "", "TOML or INI file with flags")->envname("TXTSENTRY_CONFIG");
  AddFlags(app, parsed.options);
  AddEndpointFlags(app, parsed.options.endpoints);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    parsed.exit = true;
    parsed.exit_code = app.exit(error) == 0 ? 0 : 2;
  }
  return parsed;
}

absl::Status Validate(const ServerOptions& o) {
  struct Bound {
    const char* flag;
    int64_t value;
    int64_t least;
  };
  for (const Bound& bound : {Bound{"workers", o.workers, 0},
                             {"watchdog-ms", o.watchdog_ms, 0},
                             {"records-max", o.records_max, 1},
                             {"message-bytes-max", o.message_bytes_max, 1},
                             {"stream-requests-max", o.stream_requests_max, 1},
                             {"queue-rows-max", o.queue_rows_max, o.records_max},
                             // A byte gives at most three tokens, so every allowed message fits.
                             {"queue-tokens-max", o.queue_tokens_max, 3 * o.message_bytes_max},
                             {"queue-bytes-max", o.queue_bytes_max, o.message_bytes_max},
                             {"prefix-states", o.prefix_states, 0},
                             {"batch-rows-max", o.batch_rows_max, 0},
                             {"batch-tokens-max", o.batch_tokens_max, 0},
                             {"explain-bytes-max", o.explain_bytes_max, 1},
                             {"explain-calls-max", o.explain_calls_max, 1},
                             {"repository-poll-ms", o.repository_poll_ms, 1},
                             {"lame-duck-ms", o.lame_duck_ms, 0},
                             {"drain-ms", o.drain_ms, 0}}) {
    if (absl::Status status = AtLeast(bound.flag, bound.value, bound.least); !status.ok()) {
      return status;
    }
  }
  if (o.cache_bytes_max != 0 && o.cache_bytes_max < kCacheBytesMin) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--cache-bytes-max=%d is neither 0 nor at least %d", o.cache_bytes_max, kCacheBytesMin));
  }
  if (o.prefix_states > kPrefixStatesMax) {
    return absl::InvalidArgumentError(
        absl::StrFormat("--prefix-states=%d exceeds %d", o.prefix_states, kPrefixStatesMax));
  }
  if (o.message_bytes_max > 1 << 30) {
    return absl::InvalidArgumentError(
        absl::StrFormat("--message-bytes-max=%d exceeds %d", o.message_bytes_max, 1 << 30));
  }
  if (o.threshold > 1) {
    return absl::InvalidArgumentError(absl::StrFormat("--threshold=%g exceeds 1", o.threshold));
  }
  TXTSENTRY_RETURN_IF_ERROR(ValidateEndpoints(o.endpoints));
  TXTSENTRY_RETURN_IF_ERROR(rules::ParsePolicy(o.policy).status());
  return CheckModels(o);
}

}  // namespace txtsentry::server
