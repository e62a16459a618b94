// The only file of the core that includes LibTorch. It uses only the part of the C++ API that 1.13
// and the newest version share.
#include "core/engine/libtorch_engine.h"

#include <torch/torch.h>
#include <torch/version.h>

#include <exception>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/engine/packed_batch.h"

namespace txtsentry::engine {
namespace {

// Maximum number of tokens per at::lstm call. A longer batch is split between steps and its states
// are carried over, so that a giant record cannot use unbounded memory: a call needs about 3 KB per
// token, 100 MB in total.
constexpr int64_t kTokensPerCallMax = 32'768;

torch::Tensor ToTensor(const std::vector<float>& values, at::IntArrayRef shape,
                       const torch::Device& device) {
  return torch::from_blob(const_cast<float*>(values.data()), shape, torch::kFloat32)
      .to(device, torch::kFloat64);
}

// Computes in float64. In float32 a row's probability differs by up to 2e-6 between batch sizes,
// because the order of the sums changes, and by as much from the notebook; in float64 only the
// notebook's own rounding remains. On a CPU, float64 costs two thirds of the speed.
class LibtorchEngine final : public Engine {
 public:
  LibtorchEngine(const model::Weights& w, torch::Device device)
      : device_(device),
        vocabulary_rows_(w.vocabulary_rows),
        hidden_dim_(w.hidden_dim),
        embedding_(ToTensor(w.embedding, {w.vocabulary_rows, w.embedding_dim}, device)),
        lstm_parameters_({ToTensor(w.w_ih, {4 * w.hidden_dim, w.embedding_dim}, device),
                          ToTensor(w.w_hh, {4 * w.hidden_dim, w.hidden_dim}, device),
                          ToTensor(w.b_ih, {4 * w.hidden_dim}, device),
                          ToTensor(w.b_hh, {4 * w.hidden_dim}, device)}),
        fc_weight_(ToTensor(w.fc_weight, {1, w.hidden_dim}, device)),
        fc_bias_(torch::full({1}, w.fc_bias, torch::kFloat64).to(device)) {}

  EngineInfo info() const override {
    return {"libtorch", device_.str(),
            absl::StrFormat("libtorch %d.%d.%d", TORCH_VERSION_MAJOR, TORCH_VERSION_MINOR,
                            TORCH_VERSION_PATCH)};
  }

  BatchShape batch_shape() const override {
    return device_.is_cuda() ? BatchShape{1024, 262'144} : BatchShape{64, kTokensPerCallMax};
  }

  absl::Status Score(const RaggedBatch& batch, absl::Span<float> logits) const override {
    TXTSENTRY_RETURN_IF_ERROR(Validate(batch, vocabulary_rows_));
    if (batch.rows() == 0) return absl::OkStatus();
    try {
      Forward(Pack(batch), logits);
    } catch (const std::bad_alloc&) {
      return absl::ResourceExhaustedError(absl::StrFormat(
          "libtorch ran out of memory on rows=%d tokens=%d", batch.rows(), batch.tokens()));
    } catch (const c10::Error& error) {
      return absl::InternalError(absl::StrFormat("libtorch failed on rows=%d tokens=%d: %s",
                                                 batch.rows(), batch.tokens(),
                                                 error.what_without_backtrace()));
    } catch (const std::exception& error) {
      return absl::InternalError(absl::StrFormat("libtorch failed on rows=%d tokens=%d: %s",
                                                 batch.rows(), batch.tokens(), error.what()));
    }
    return absl::OkStatus();
  }

 private:
  void Forward(const PackedBatch& packed, absl::Span<float> logits) const;

  const torch::Device device_;
  const int vocabulary_rows_;
  const int hidden_dim_;
  const torch::Tensor embedding_;                     // [V, E]
  const std::vector<torch::Tensor> lstm_parameters_;  // w_ih, w_hh, b_ih, b_hh
  const torch::Tensor fc_weight_;                     // [1, H]
  const torch::Tensor fc_bias_;                       // [1]
};

void LibtorchEngine::Forward(const PackedBatch& packed, absl::Span<float> logits) const {
  const c10::InferenceMode no_autograd;
  const auto rows = static_cast<int64_t>(packed.row_of.size());
  const auto steps = static_cast<int64_t>(packed.batch_sizes.size());
  const auto as_tensor = [](const std::vector<int64_t>& values) {
    return torch::from_blob(const_cast<int64_t*>(values.data()),
                            {static_cast<int64_t>(values.size())}, torch::kInt64);
  };
  const torch::Tensor ids = as_tensor(packed.ids);  // [tokens], on the CPU
  const torch::Tensor batch_sizes =
      as_tensor(packed.batch_sizes);  // [steps]; LibTorch requires the CPU
  const auto on_device = torch::TensorOptions().dtype(torch::kFloat64).device(device_);
  torch::Tensor hidden = torch::zeros({1, rows, hidden_dim_}, on_device);  // in sorted order
  torch::Tensor cell = torch::zeros({1, rows, hidden_dim_}, on_device);

  int64_t token = 0;
  for (int64_t step = 0; step < steps;) {
    const int64_t first_step = step;
    const int64_t first_token = token;
    const int64_t running = packed.batch_sizes[first_step];
    do {
      token += packed.batch_sizes[step++];
    } while (step < steps && token - first_token + packed.batch_sizes[step] <= kTokensPerCallMax);
    const torch::Tensor data = torch::embedding(
        embedding_, ids.slice(0, first_token, token).to(device_), /*padding_idx=*/0);
    auto [output, last_hidden, last_cell] = torch::lstm(
        data, batch_sizes.slice(0, first_step, step),
        {hidden.slice(1, 0, running).contiguous(), cell.slice(1, 0, running).contiguous()},
        lstm_parameters_, /*has_biases=*/true, /*num_layers=*/1, /*dropout=*/0.0, /*train=*/false,
        /*bidirectional=*/false);
    hidden.slice(1, 0, running).copy_(last_hidden);
    cell.slice(1, 0, running).copy_(last_cell);
  }

  const torch::Tensor sorted_logits = torch::addmm(fc_bias_, hidden[0], fc_weight_.t())
                                          .to(torch::kCPU, torch::kFloat32)
                                          .contiguous();  // [rows, 1]
  const float* values = sorted_logits.data_ptr<float>();
  for (int64_t place = 0; place < rows; ++place) logits[packed.row_of[place]] = values[place];
}

// Returns the device with this name, or the reason why it cannot be used.
absl::StatusOr<torch::Device> ChooseDevice(const std::string& name) {
  if (name == "cpu") return torch::Device(torch::kCPU);
  const bool usable = torch::cuda::is_available();
  if (name == "auto") return usable ? torch::Device(torch::kCUDA, 0) : torch::Device(torch::kCPU);
  int index = 0;
  if (name != "cuda" && (name.rfind("cuda:", 0) != 0 ||
                         !absl::SimpleAtoi(name.substr(sizeof("cuda:") - 1), &index))) {
    return absl::InvalidArgumentError(
        absl::StrFormat("device=%s is none of auto, cpu, cuda, cuda:N", name));
  }
  if (!usable) {
    return absl::FailedPreconditionError(
        absl::StrFormat("device=%s: LibTorch finds no usable GPU", name));
  }
  // NOLINTNEXTLINE(bugprone-signed-char-misuse): a small number, not a character.
  const int devices = static_cast<int>(torch::cuda::device_count());
  if (index < 0 || index >= devices) {
    return absl::FailedPreconditionError(
        absl::StrFormat("device=%s: there are %d GPUs", name, devices));
  }
  return torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(index));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> MakeLibtorchEngine(const model::Weights& weights,
                                                           const std::string& device, int threads) {
  TXTSENTRY_RETURN_IF_ERROR(model::Validate(weights));
  if (threads < 1) {
    return absl::InvalidArgumentError(absl::StrFormat("threads=%d is below 1", threads));
  }
  try {
    TXTSENTRY_ASSIGN_OR_RETURN(const torch::Device chosen, ChooseDevice(device));
    at::set_num_threads(threads);
    const c10::InferenceMode no_autograd;
    return std::unique_ptr<Engine>(std::make_unique<LibtorchEngine>(weights, chosen));
  } catch (const std::exception& error) {
    return absl::FailedPreconditionError(
        absl::StrFormat("libtorch cannot start on device=%s: %s", device, error.what()));
  }
}

}  // namespace txtsentry::engine
