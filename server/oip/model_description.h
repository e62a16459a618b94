// Descriptions of a model: the protocol's ModelMetadata and Triton's ModelConfig.
#ifndef TXTSENTRY_SERVER_OIP_MODEL_DESCRIPTION_H_
#define TXTSENTRY_SERVER_OIP_MODEL_DESCRIPTION_H_

#include <cstdint>

#include "inference/grpc_service.pb.h"
#include "server/models/model_host.h"

namespace txtsentry::server::oip {

// Limits of the service in a description.
struct ServiceLimits {
  int64_t records_max = 1;        // Per request.
  int64_t message_bytes_max = 1;  // Per request message.
  int64_t queue_rows_max = 1;     // Accepted and not yet answered.
  int workers = 1;                // Engine threads.
};

void FillModelMetadata(const ServedModel& served, const ServiceLimits& limits,
                       inference::ModelMetadataResponse& response);

void FillModelConfig(const ServedModel& served, const ServiceLimits& limits,
                     inference::ModelConfig& config);

}  // namespace txtsentry::server::oip

#endif  // TXTSENTRY_SERVER_OIP_MODEL_DESCRIPTION_H_
