#include "train/lstm_trainer.h"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <filesystem>
#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/engine/packed_batch.h"
#include "train/length_batches.h"
#include "train/lstm_cell.h"
#include "train/training_checks.h"

namespace txtsentry::train {
namespace {

constexpr int64_t kEmbeddingDim = 64;
constexpr int64_t kHiddenDim = 64;
constexpr double kGradientNormMax = 1.0;
constexpr double kLearningRateDecay = 0.7;

// The layers of the notebook's DNSTxtClassifier, with its names.
struct NetworkImpl : torch::nn::Module {
  explicit NetworkImpl(int64_t vocabulary_rows)
      : embedding(torch::nn::EmbeddingOptions(vocabulary_rows, kEmbeddingDim).padding_idx(0)),
        lstm(torch::nn::LSTMOptions(kEmbeddingDim, kHiddenDim)),
        fc2(kHiddenDim, 1) {
    register_module("embedding", embedding);
    register_module("lstm", lstm);
    register_module("fc2", fc2);
  }

  torch::nn::Embedding embedding;
  torch::nn::LSTM lstm;
  torch::nn::Linear fc2;
};
TORCH_MODULE(Network);

// A mini-batch in step-major order; the labels are in the order of the sorted rows.
struct Batch {
  torch::Tensor ids;                 // [tokens] int64
  std::vector<int64_t> batch_sizes;  // [steps]: rows that have a token at each step
  torch::Tensor labels;              // [rows] float32
  torch::Tensor weights;             // [rows] float32: weight of the row's class in the loss
  int64_t tokens = 0;
  int64_t rows = 0;
};

// `vary` returns other ids for a row, or none; it may be empty.
Batch MakeBatch(const std::vector<TrainingRow>& rows, const std::vector<int32_t>& members,
                const float (&class_weights)[2],
                const std::function<std::vector<int32_t>(int64_t)>& vary) {
  std::vector<int32_t> ids;
  std::vector<int64_t> offsets = {0};
  for (const int32_t member : members) {
    const std::vector<int32_t> varied = vary ? vary(member) : std::vector<int32_t>();
    const std::vector<int32_t>& row =
        varied.empty() ? rows[static_cast<size_t>(member)].ids : varied;
    ids.insert(ids.end(), row.begin(), row.end());
    offsets.push_back(static_cast<int64_t>(ids.size()));
  }
  const engine::PackedBatch packed = engine::Pack({ids, offsets});
  std::vector<float> labels, weights;
  for (const int64_t row : packed.row_of) {
    labels.push_back(rows[static_cast<size_t>(members[static_cast<size_t>(row)])].label);
    weights.push_back(class_weights[labels.back() > 0.5f ? 1 : 0]);
  }
  Batch batch;
  batch.ids = torch::tensor(packed.ids, torch::kInt64);
  batch.batch_sizes = packed.batch_sizes;
  batch.labels = torch::tensor(labels, torch::kFloat32);
  batch.weights = torch::tensor(weights, torch::kFloat32);
  batch.tokens = static_cast<int64_t>(ids.size());
  batch.rows = static_cast<int64_t>(members.size());
  return batch;
}

// The LSTM over packed rows: maps x [tokens, embedding], step-major, to the hidden state of each
// row after its last token, [rows, hidden]. torch::nn::LSTM computes the same, but splits the
// packed input into steps with narrow(), whose gradient has the input's length at every step: this
// is quadratic and limits training to about 50 thousand tokens per second here. This class computes
// the weight gradients of all steps in one product.
class PackedLstm : public torch::autograd::Function<PackedLstm> {
 public:
  // `bias` is the sum of the layer's two biases.
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               const torch::Tensor& w_ih, const torch::Tensor& w_hh,
                               const torch::Tensor& bias, const std::vector<int64_t>& batch_sizes) {
    const int64_t hidden = w_hh.size(1);
    torch::Tensor gates = torch::addmm(bias, x, w_ih.t());    // [tokens, 4 hidden]
    torch::Tensor cells = torch::empty({x.size(0), hidden});  // c after each token
    torch::Tensor tanh_cells = torch::empty_like(cells);
    torch::Tensor h_before = torch::empty_like(cells);  // h before each token
    torch::Tensor h = torch::zeros({batch_sizes.front(), hidden});
    torch::Tensor c = torch::zeros_like(h);
    const torch::Tensor w_hh_t = w_hh.t();
    int64_t at = 0;
    for (const int64_t rows : batch_sizes) {
      torch::Tensor step = gates.narrow(0, at, rows);
      torch::Tensor h_rows = h.narrow(0, 0, rows), c_rows = c.narrow(0, 0, rows);
      torch::Tensor tanh_rows = tanh_cells.narrow(0, at, rows);
      h_before.narrow(0, at, rows).copy_(h_rows);
      step.addmm_(h_rows, w_hh_t);
      step.narrow(1, 0, 2 * hidden).sigmoid_();
      step.narrow(1, 2 * hidden, hidden).tanh_();
      step.narrow(1, 3 * hidden, hidden).sigmoid_();
      const float* const gate_data = step.data_ptr<float>();
      RunLstmCellUpdate(gate_data, c_rows.data_ptr<float>(), rows, hidden);
      cells.narrow(0, at, rows).copy_(c_rows);
      torch::tanh_out(tanh_rows, c_rows);
      RunLstmCellOutput(gate_data, tanh_rows.data_ptr<float>(), h_rows.data_ptr<float>(), rows,
                        hidden);
      at += rows;
    }
    context->save_for_backward({x, w_ih, w_hh, gates, cells, tanh_cells, h_before});
    context->saved_data["batch_sizes"] = batch_sizes;
    return h;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor &x = saved[0], &w_ih = saved[1], &w_hh = saved[2], &gates = saved[3],
                        &cells = saved[4], &tanh_cells = saved[5], &h_before = saved[6];
    const std::vector<int64_t> batch_sizes = context->saved_data["batch_sizes"].toIntVector();
    const int64_t hidden = w_hh.size(1);
    torch::Tensor dh = gradients[0].clone(at::MemoryFormat::Contiguous);
    torch::Tensor dc = torch::zeros_like(dh);
    torch::Tensor d_gates = torch::empty_like(gates);
    int64_t at = x.size(0);
    for (size_t i = batch_sizes.size(); i-- > 0;) {
      const int64_t rows = batch_sizes[i];
      at -= rows;
      LstmCellBackward step;
      step.gates = gates.data_ptr<float>() + at * 4 * hidden;
      step.tanh_c = tanh_cells.data_ptr<float>() + at * hidden;
      step.c_previous =
          i == 0 ? nullptr : cells.data_ptr<float>() + (at - batch_sizes[i - 1]) * hidden;
      step.dh = dh.data_ptr<float>();
      step.dc = dc.data_ptr<float>();
      step.d_gates = d_gates.data_ptr<float>() + at * 4 * hidden;
      RunLstmCellBackward(step, rows, hidden);
      torch::Tensor dh_rows = dh.narrow(0, 0, rows);
      torch::mm_out(dh_rows, d_gates.narrow(0, at, rows), w_hh);
    }
    const torch::Tensor d_gates_t = d_gates.t();
    return {d_gates.mm(w_ih), d_gates_t.mm(x), d_gates_t.mm(h_before), d_gates.sum(0),
            torch::Tensor()};
  }
};

// Returns the mean loss of a batch.
torch::Tensor Loss(Network& network, const Batch& batch) {
  const auto parameters = network->lstm->named_parameters();
  const torch::Tensor hidden =
      PackedLstm::apply(network->embedding->forward(batch.ids), parameters["weight_ih_l0"],
                        parameters["weight_hh_l0"],
                        parameters["bias_ih_l0"] + parameters["bias_hh_l0"], batch.batch_sizes);
  const torch::Tensor logits = network->fc2->forward(hidden).squeeze(1);
  return torch::nn::functional::binary_cross_entropy_with_logits(
      logits, batch.labels,
      torch::nn::functional::BinaryCrossEntropyWithLogitsFuncOptions().weight(batch.weights));
}

std::vector<float> ToVector(const torch::Tensor& tensor) {
  const torch::Tensor flat = tensor.detach().to(torch::kFloat32).contiguous().view({-1});
  const float* const data = flat.data_ptr<float>();
  return {data, data + flat.numel()};
}

using Parameters = std::vector<torch::Tensor>;

Parameters CopyParameters(Network& network) {
  Parameters copy;
  for (const torch::Tensor& parameter : network->parameters()) {
    copy.push_back(parameter.detach().clone());
  }
  return copy;
}

// `parameters` in NetworkImpl's registration order: embedding, the LSTM's four, the output's two.
model::Weights ToWeights(const Parameters& parameters) {
  model::Weights weights;
  weights.vocabulary_rows = static_cast<int>(parameters[0].size(0));
  weights.embedding_dim = static_cast<int>(kEmbeddingDim);
  weights.hidden_dim = static_cast<int>(kHiddenDim);
  weights.embedding = ToVector(parameters[0]);
  weights.w_ih = ToVector(parameters[1]);
  weights.w_hh = ToVector(parameters[2]);
  weights.b_ih = ToVector(parameters[3]);
  weights.b_hh = ToVector(parameters[4]);
  weights.fc_weight = ToVector(parameters[5]);
  weights.fc_bias = ToVector(parameters[6])[0];
  return weights;
}

// Copies `weights` into the network, in the order of ToWeights.
void FromWeights(const model::Weights& weights, Network& network) {
  const std::vector<const std::vector<float>*> sources = {&weights.embedding, &weights.w_ih,
                                                          &weights.w_hh,      &weights.b_ih,
                                                          &weights.b_hh,      &weights.fc_weight};
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> own = network->parameters();
  for (size_t i = 0; i < sources.size(); ++i) {
    std::copy(sources[i]->begin(), sources[i]->end(), own[i].data_ptr<float>());
  }
  own.back().fill_(weights.fc_bias);
}

class Training {
 public:
  Training(const TrainingData& data, const TrainerOptions& options)
      : data_(data),
        options_(options),
        fingerprint_(Fingerprint(data, options)),
        network_(data.vocabulary_rows),
        optimizer_(network_->parameters(), torch::optim::AdamOptions(options.learning_rate)),
        best_(CopyParameters(network_)) {
    if (options.init != nullptr) FromWeights(*options.init, network_);
    for (const TrainingRow& row : data.training) {
      lengths_.push_back(static_cast<int64_t>(row.ids.size()));
      tokens_per_epoch_ += lengths_.back();
    }
  }

  absl::StatusOr<TrainingResult> Run();

 private:
  bool Stopped() const {
    return options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed);
  }
  // Runs one epoch from next_batch_ on; returns false if `stop` was set.
  bool RunEpoch();
  void Step(const Batch& batch);
  void ReportBatch(int64_t batches) const;
  double ValidationLoss();
  void Judge(double validation_loss, EpochReport& report);
  void Save();
  absl::Status Load();
  TrainingResult Result(bool stopped) const;

  const TrainingData& data_;
  const TrainerOptions& options_;
  const int64_t fingerprint_;
  std::vector<int64_t> lengths_;  // Lengths of data_.training in tokens.
  int64_t tokens_per_epoch_ = 0;

  // The state that a checkpoint contains.
  Network network_;
  torch::optim::Adam optimizer_;
  Parameters best_;
  double best_loss_ = std::numeric_limits<double>::infinity();
  int64_t epochs_done_ = 0;
  int64_t next_batch_ = 0;  // Index in the epoch after epochs_done_.
  int64_t best_epoch_ = 0;
  int64_t rows_done_ = 0;  // In the current epoch.
  double loss_sum_ = 0;    // Over those rows.

  std::chrono::steady_clock::time_point epoch_start_;  // In this process.
  int64_t tokens_ = 0;                                 // Tokens trained since then.
};

absl::StatusOr<TrainingResult> Training::Run() {
  if (!options_.resume_path.empty()) TXTSENTRY_RETURN_IF_ERROR(Load());
  while (epochs_done_ < options_.epochs && epochs_done_ - best_epoch_ < options_.patience) {
    if (!RunEpoch()) {
      Save();
      return Result(true);
    }
    EpochReport report;
    report.training_loss = loss_sum_ / static_cast<double>(rows_done_);
    ++epochs_done_;
    next_batch_ = 0;
    loss_sum_ = 0;
    rows_done_ = 0;
    Judge(ValidationLoss(), report);
    Save();
    if (options_.report_epoch) options_.report_epoch(report);
  }
  return Result(false);
}

bool Training::RunEpoch() {
  const uint64_t epoch_seed = options_.seed * 1'000'003 + static_cast<uint64_t>(epochs_done_);
  const auto batches = LengthBatches(lengths_, options_.rows_per_batch, epoch_seed);
  for (auto& group : optimizer_.param_groups()) {
    group.options().set_lr(options_.learning_rate *
                           std::pow(kLearningRateDecay, static_cast<double>(epochs_done_)));
  }
  std::function<std::vector<int32_t>(int64_t)> vary;
  if (data_.vary) {
    const int epoch = static_cast<int>(epochs_done_) + 1;
    vary = [this, epoch](int64_t row) { return data_.vary(row, epoch); };
  }
  network_->train();
  epoch_start_ = std::chrono::steady_clock::now();
  tokens_ = 0;
  while (next_batch_ < static_cast<int64_t>(batches.size())) {
    if (Stopped()) return false;
    Step(MakeBatch(data_.training, batches[static_cast<size_t>(next_batch_)],
                   options_.class_weights, vary));
    ++next_batch_;
    ReportBatch(static_cast<int64_t>(batches.size()));
  }
  return true;
}

void Training::ReportBatch(int64_t batches) const {
  if (!options_.report_batch) return;
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - epoch_start_).count();
  BatchReport report;
  report.epoch = static_cast<int>(epochs_done_) + 1;
  report.epochs = options_.epochs;
  report.batches_done = next_batch_;
  report.batches = batches;
  report.training_loss = loss_sum_ / static_cast<double>(rows_done_);
  report.tokens_per_second = static_cast<double>(tokens_) / std::max(seconds, 1e-9);
  const double epochs_left = static_cast<double>(options_.epochs - epochs_done_) -
                             static_cast<double>(next_batch_) / static_cast<double>(batches);
  report.seconds_left =
      epochs_left * static_cast<double>(tokens_per_epoch_) / report.tokens_per_second;
  options_.report_batch(report);
}

void Training::Step(const Batch& batch) {
  optimizer_.zero_grad();
  const torch::Tensor loss = Loss(network_, batch);
  loss.backward();
  torch::nn::utils::clip_grad_norm_(network_->parameters(), kGradientNormMax);
  optimizer_.step();
  loss_sum_ += loss.item<double>() * static_cast<double>(batch.rows);
  rows_done_ += batch.rows;
  tokens_ += batch.tokens;
}

double Training::ValidationLoss() {
  const torch::NoGradGuard no_grad;
  network_->eval();
  std::vector<int64_t> lengths;
  for (const TrainingRow& row : data_.validation) {
    lengths.push_back(static_cast<int64_t>(row.ids.size()));
  }
  double sum = 0;
  for (const auto& members : LengthBatches(lengths, 256, 0)) {
    const Batch batch = MakeBatch(data_.validation, members, options_.class_weights, {});
    sum += Loss(network_, batch).item<double>() * static_cast<double>(batch.rows);
  }
  return sum / static_cast<double>(data_.validation.size());
}

void Training::Judge(double validation_loss, EpochReport& report) {
  report.epoch = static_cast<int>(epochs_done_);
  report.epochs = options_.epochs;
  report.validation_loss = validation_loss;
  report.best = validation_loss < best_loss_;
  if (report.best) {
    best_loss_ = validation_loss;
    best_epoch_ = epochs_done_;
    best_ = CopyParameters(network_);
  }
}

void Training::Save() {
  if (options_.checkpoint_path.empty()) return;
  torch::serialize::OutputArchive archive, optimizer;
  const Parameters parameters = CopyParameters(network_);
  for (size_t i = 0; i < parameters.size(); ++i) {
    archive.write(absl::StrFormat("parameter%d", i), parameters[i]);
    archive.write(absl::StrFormat("best%d", i), best_[i]);
  }
  optimizer_.save(optimizer);
  archive.write("optimizer", optimizer);
  archive.write("counts",
                torch::tensor({fingerprint_, epochs_done_, next_batch_, best_epoch_, rows_done_},
                              torch::kInt64));
  archive.write("losses", torch::tensor({best_loss_, loss_sum_}, torch::kFloat64));
  // Rename the file, so that a crash leaves either the old or the new checkpoint, never a part.
  const std::string part = options_.checkpoint_path + ".part";
  archive.save_to(part);
  std::filesystem::rename(part, options_.checkpoint_path);
}

absl::Status Training::Load() {
  torch::serialize::InputArchive archive, optimizer;
  torch::Tensor counts, losses;
  Parameters parameters(best_.size()), best(best_.size());
  try {
    archive.load_from(options_.resume_path);
    archive.read("counts", counts);
    archive.read("losses", losses);
    for (size_t i = 0; i < best_.size(); ++i) {
      archive.read(absl::StrFormat("parameter%d", i), parameters[i]);
      archive.read(absl::StrFormat("best%d", i), best[i]);
    }
    archive.read("optimizer", optimizer);
  } catch (const std::exception& error) {
    return absl::DataLossError(absl::StrFormat("%s: cannot be read as a checkpoint: %s",
                                               options_.resume_path,
                                               std::string(error.what()).substr(0, 200)));
  }
  if (counts[0].item<int64_t>() != fingerprint_) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: the checkpoint is of a training with other data, seed, batch size or "
                        "learning rate",
                        options_.resume_path));
  }
  optimizer_.load(optimizer);
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> own = network_->parameters();
  for (size_t i = 0; i < own.size(); ++i) own[i].copy_(parameters[i]);
  best_ = std::move(best);
  epochs_done_ = counts[1].item<int64_t>();
  next_batch_ = counts[2].item<int64_t>();
  best_epoch_ = counts[3].item<int64_t>();
  rows_done_ = counts[4].item<int64_t>();
  best_loss_ = losses[0].item<double>();
  loss_sum_ = losses[1].item<double>();
  return absl::OkStatus();
}

TrainingResult Training::Result(bool stopped) const {
  TrainingResult result;
  result.weights = ToWeights(best_);
  result.epochs_run = static_cast<int>(epochs_done_);
  result.best_epoch = static_cast<int>(best_epoch_);
  result.validation_loss = best_loss_;
  result.stopped = stopped;
  return result;
}

}  // namespace

absl::StatusOr<TrainingResult> TrainLstm(const TrainingData& data, const TrainerOptions& options) {
  TXTSENTRY_RETURN_IF_ERROR(CheckTraining(data, options));
  try {
    torch::manual_seed(options.seed);
    torch::set_num_threads(options.threads);
    // Gradients decay over hundreds of steps, and denormal numbers slow the processor down many
    // times.
    at::globalContext().setFlushDenormal(true);
    return Training(data, options).Run();
  } catch (const std::exception& error) {
    return absl::InternalError(
        absl::StrFormat("LibTorch: %s", std::string(error.what()).substr(0, 400)));
  }
}

}  // namespace txtsentry::train
