// Conversion of results to a ModelInferResponse.
#ifndef TXTSENTRY_SERVER_OIP_INFER_RESPONSE_H_
#define TXTSENTRY_SERVER_OIP_INFER_RESPONSE_H_

#include <vector>

#include "core/pipeline/classifier.h"
#include "inference/grpc_service.pb.h"
#include "server/models/model_host.h"
#include "server/oip/infer_request.h"

namespace txtsentry::server::oip {

// Fills the whole response. A record that could not be scored has the probability NaN, the label
// kLabelOfNone and its error in STATUS.
void FillInferResponse(const ResponseForm& form, const ServedModel& served,
                       const std::vector<pipeline::Result>& results,
                       inference::ModelInferResponse& response);

}  // namespace txtsentry::server::oip

#endif  // TXTSENTRY_SERVER_OIP_INFER_RESPONSE_H_
