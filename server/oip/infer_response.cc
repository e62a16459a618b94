#include "server/oip/infer_response.h"

#include <limits>
#include <string>
#include <string_view>

#include "core/base/little_endian.h"
#include "server/grpc/grpc_status.h"
#include "server/oip/bytes_tensor.h"

namespace txtsentry::server::oip {
namespace {

// Writes one output of a response, element by element.
class OutputWriter {
 public:
  // `response` is borrowed; only one writer may use it at a time.
  OutputWriter(const TensorSpec& spec, size_t elements, bool raw,
               inference::ModelInferResponse& response) {
    auto& output = *response.add_outputs();
    output.set_name(spec.name);
    output.set_datatype(spec.datatype);
    output.add_shape(static_cast<int64_t>(elements));
    if (raw) {
      raw_ = response.add_raw_output_contents();
    } else {
      contents_ = output.mutable_contents();
    }
  }

  void Add(float value) {
    if (raw_ != nullptr) return base::AppendLittleEndian(value, *raw_);
    contents_->add_fp32_contents(value);
  }
  void Add(int32_t value) {
    if (raw_ != nullptr) return base::AppendLittleEndian(value, *raw_);
    contents_->add_int_contents(value);
  }
  void Add(const std::string& value) {
    if (raw_ != nullptr) return server::AppendBytesElement(value, *raw_);
    contents_->add_bytes_contents(value);
  }

 private:
  // Exactly one of the two is set.
  std::string* raw_ = nullptr;
  inference::InferTensorContents* contents_ = nullptr;
};

void AddElement(Output output, const pipeline::Result& result, OutputWriter& writer) {
  const bool ok = result.status.ok();
  switch (output) {
    case kProbability:
      return writer.Add(ok ? result.probability : std::numeric_limits<float>::quiet_NaN());
    case kLabel:
      return writer.Add(ok ? static_cast<int32_t>(result.verdict.suspicious) : kLabelOfNone);
    case kTokens:
      return writer.Add(static_cast<int32_t>(result.token_count));
    case kStatus:
      return writer.Add(ok ? std::string() : ToText(result.status));
  }
}

}  // namespace

void FillInferResponse(const ResponseForm& form, const ServedModel& served,
                       const std::vector<pipeline::Result>& results,
                       inference::ModelInferResponse& response) {
  response.set_model_name(served.name);
  response.set_model_version(served.version);
  response.set_id(form.id);
  if (form.says_final) {
    (*response.mutable_parameters())["triton_final_response"].set_bool_param(true);
  }
  for (const Output output : form.outputs) {
    OutputWriter writer(kOutputs[output], results.size(), form.raw, response);
    for (const pipeline::Result& result : results) AddElement(output, result, writer);
  }
}

}  // namespace txtsentry::server::oip
