#include "server/oip/model_description.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>

#include "absl/strings/str_format.h"
#include "core/pipeline/classifier.h"
#include "server/oip/tensors.h"

namespace txtsentry::server::oip {
namespace {

constexpr char kPlatform[] = "txtsentry_lstm";
constexpr char kBackend[] = "txtsentry";
// Any number of records.
constexpr int64_t kAnyLength = -1;

// Properties that neither message has a field for.
std::map<std::string, std::string> PropertiesOf(const ServedModel& served,
                                                const ServiceLimits& limits) {
  const pipeline::Classifier& classifier = *served.classifier;
  const engine::EngineInfo engine = classifier.engine().info();
  return {
      {"model", served.display_name},
      {"sha256", classifier.model_info().sha256},
      {"threshold", absl::StrFormat("%.9g", classifier.model_info().threshold)},
      {"policy", std::string(rules::PolicyName(classifier.judge().policy()))},
      {"engine", engine.name},
      {"device", engine.device},
      {"records_max", absl::StrFormat("%d", limits.records_max)},
      {"record_bytes_max", absl::StrFormat("%d", pipeline::kRecordBytesMax)},
      {"message_bytes_max", absl::StrFormat("%d", limits.message_bytes_max)},
  };
}

void FillTensor(const TensorSpec& spec, inference::ModelMetadataResponse::TensorMetadata& tensor) {
  tensor.set_name(spec.name);
  tensor.set_datatype(spec.datatype);
  tensor.add_shape(kAnyLength);
}

// The rows of all calls share the engine's batches; the two priorities are those of
// schedule::Priority.
void FillScheduling(const ServiceLimits& limits, inference::ModelDynamicBatching& batching) {
  batching.set_preserve_ordering(false);
  batching.set_priority_levels(2);
  batching.set_default_priority_level(1);
  inference::ModelQueuePolicy& policy = *batching.mutable_default_queue_policy();
  policy.set_timeout_action(inference::ModelQueuePolicy::REJECT);
  policy.set_allow_timeout_override(true);
  policy.set_max_queue_size(static_cast<uint32_t>(
      std::min<int64_t>(limits.queue_rows_max, std::numeric_limits<uint32_t>::max())));
}

}  // namespace

void FillModelMetadata(const ServedModel& served, const ServiceLimits& limits,
                       inference::ModelMetadataResponse& response) {
  response.set_name(served.name);
  response.add_versions(served.version);
  response.set_platform(kPlatform);
  for (const TensorSpec& spec : kInputs) FillTensor(spec, *response.add_inputs());
  for (const TensorSpec& spec : kOutputs) FillTensor(spec, *response.add_outputs());
  for (const auto& [key, value] : PropertiesOf(served, limits)) {
    (*response.mutable_properties())[key] = value;
  }
}

void FillModelConfig(const ServedModel& served, const ServiceLimits& limits,
                     inference::ModelConfig& config) {
  config.set_name(served.name);
  config.set_platform(kPlatform);
  config.set_backend(kBackend);
  // The only dimension of the tensors counts records; there is no separate batch dimension.
  config.set_max_batch_size(0);
  for (const TensorSpec& spec : kInputs) {
    inference::ModelInput& input = *config.add_input();
    input.set_name(spec.name);
    input.set_data_type(spec.type);
    input.add_dims(kAnyLength);
    input.set_optional(spec.optional);
  }
  for (const TensorSpec& spec : kOutputs) {
    inference::ModelOutput& output = *config.add_output();
    output.set_name(spec.name);
    output.set_data_type(spec.type);
    output.add_dims(kAnyLength);
  }
  FillScheduling(limits, *config.mutable_dynamic_batching());
  inference::ModelInstanceGroup& instances = *config.add_instance_group();
  instances.set_name("engine");
  const bool gpu = served.classifier->engine().info().device.rfind("cuda", 0) == 0;
  instances.set_kind(gpu ? inference::ModelInstanceGroup::KIND_GPU
                         : inference::ModelInstanceGroup::KIND_CPU);
  instances.set_count(limits.workers);
  for (const auto& [key, value] : PropertiesOf(served, limits)) {
    (*config.mutable_parameters())[key].set_string_value(value);
  }
  config.mutable_model_transaction_policy()->set_decoupled(false);
}

}  // namespace txtsentry::server::oip
