#include "client/service_config.h"

#include "absl/strings/str_format.h"

namespace txtsentry::client {

std::string ServiceConfigJson(const RetryOptions& options) {
  return absl::StrFormat(R"({
  "loadBalancingConfig": [{"round_robin": {}}],
  "healthCheckConfig": {"serviceName": "txtsentry.v1.TxtClassifier"},
  "methodConfig": [
    {
      "name": [{"service": "txtsentry.v1.TxtClassifier"}],
      "retryPolicy": {
        "maxAttempts": %d,
        "initialBackoff": "%.3fs",
        "maxBackoff": "%.3fs",
        "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE", "CANCELLED"]
      }
    }
  ]
}
)",
                         options.attempts_max, static_cast<double>(options.backoff_ms_first) / 1e3,
                         static_cast<double>(options.backoff_ms_max) / 1e3);
}

}  // namespace txtsentry::client
