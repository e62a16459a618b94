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
          "instead of --model: folder of NAME/VERSION/ with a model in each");
  AddFlag(app, "repository-mode", o.repository_mode,
          "explicit: models change when asked to; poll: when the folder does");
  AddFlag(app, "repository-poll-ms", o.repository_poll_ms, "time between two looks at the folder");
  AddFlag(
      app, "default-model", o.default_model,
      "model of the repository that is meant where no name is given; default: the first by name");
  AddFlag(app, "shadow-sample", o.shadow_sample,
          "share of the records, 0 to 1, that a shadow version is compared on");
  AddFlag(app, "listen", o.listen, "HOST:PORT to serve gRPC on; may be given more than once")
      ->delimiter(',');
  AddFlag(app, "engine", o.engine, "auto, simd, libtorch or reference");
  AddFlag(app, "device", o.device, "auto, cpu, cuda or cuda:N");
  AddFlag(app, "precision", o.precision, "of the engine simd: fp32 or int16");
  AddFlag(app, "workers", o.workers, "engine threads; 0: from CPU affinity and cgroup quota");
  AddFlag(app, "pin-workers", o.pin_workers, "bind each engine thread to a processor of its own");
  AddFlag(app, "prefix-states", o.prefix_states,
          "states that each engine thread keeps of how records begin, so that it need not compute "
          "them again; 0: none");
  AddFlag(app, "threshold", o.threshold,
          "probability from which a record is suspicious; below 0: "
          "the model's own");
  AddFlag(app, "policy", o.policy,
          "how probability and reasons give the label: notebook (probability alone) or triage");
  AddFlag(app, "owner-names", o.owner_names,
          "file of owner names and the values that they explain; default: the built-in list");
  AddFlag(app, "watchdog-ms", o.watchdog_ms,
          "between looks at whether the own listeners answer and work goes on; 0: never");
  AddFlag(app, "records-max", o.records_max, "records of one request");
  AddFlag(app, "message-bytes-max", o.message_bytes_max, "bytes of one request message");
  AddFlag(app, "stream-requests-max", o.stream_requests_max,
          "requests of one stream that are read and not yet answered");
  AddFlag(app, "queue-rows-max", o.queue_rows_max, "records accepted and not yet answered");
  AddFlag(app, "queue-tokens-max", o.queue_tokens_max, "their tokens");
  AddFlag(app, "queue-bytes-max", o.queue_bytes_max, "their bytes");
  AddFlag(app, "cache-bytes-max", o.cache_bytes_max,
          "bytes of results kept for equal records; 0: none are kept");
  AddFlag(app, "batch-rows-max", o.batch_rows_max, "records of a batch; 0: the engine's own");
  AddFlag(app, "batch-tokens-max", o.batch_tokens_max,
          "tokens of a batch, padding counted; 0: the engine's own");
  AddFlag(app, "explain-bytes-max", o.explain_bytes_max, "bytes of a record to explain");
  AddFlag(app, "explain-calls-max", o.explain_calls_max,
          "explain calls that wait for the one that is worked on");
  AddFlag(app, "lame-duck-ms", o.lame_duck_ms,
          "after SIGTERM, serve on this long while health says NOT_SERVING");
  AddFlag(app, "drain-ms", o.drain_ms, "then answer what is accepted, at most this long");
  AddFlag(app, "port-file", o.port_file, "write the bound ports here, one a line");
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
  app.set_config("--config", "", "file of flags, TOML or INI")->envname("TXTSENTRY_CONFIG");
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
