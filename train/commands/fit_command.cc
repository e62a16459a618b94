#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/base/version.h"
#include "core/model/model.h"
#include "core/pipeline/self_check/golden.h"
#include "core/text/tokenizer.h"
#include "train/commands.h"
#include "train/data_file.h"
#include "train/disguise.h"
#include "train/evaluation/calibration.h"
#include "train/evaluation/record_scorer.h"
#include "train/hash.h"
#include "train/lstm_trainer.h"
#include "train/mistakes.h"
#include "train/ngram_counter.h"
#include "train/rng.h"

namespace txtsentry::train {
namespace {

// Returns at most `bytes_max` bytes of a text, without splitting a UTF-8 sequence.
std::string_view CutText(std::string_view text, int bytes_max) {
  if (text.size() <= static_cast<size_t>(bytes_max)) return text;
  size_t end = static_cast<size_t>(bytes_max);
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

struct Prepared {
  std::vector<std::string> tokens;
  std::unique_ptr<text::Tokenizer> tokenizer;
  TrainingData data;
  std::vector<LabelledRecord> training_records;  // The records of data.training, in order.
  std::vector<LabelledRecord> validation_records;
};

std::vector<std::string> CountVocabulary(const FitOptions& options,
                                         const std::vector<DataRow>& rows) {
  NgramCounter counter;
  for (const DataRow& row : rows) {
    if (IsValidationText(row.record.text)) continue;
    counter.Add(CutText(row.record.text, options.text_bytes_max));
  }
  return counter.Vocabulary(options.vocabulary_max);
}

// `init` is the initial model, or null.
absl::StatusOr<Prepared> Prepare(const FitOptions& options, const model::Model* init) {
  std::vector<DataRow> rows;
  for (const std::string& path : options.data_paths) {
    TXTSENTRY_ASSIGN_OR_RETURN(std::vector<DataRow> more, ReadDataFile(path, std::nullopt));
    for (DataRow& row : more) rows.push_back(std::move(row));
  }
  Prepared prepared;
  prepared.tokens = init != nullptr ? init->tokens : CountVocabulary(options, rows);
  prepared.data.vocabulary_rows = static_cast<int>(prepared.tokens.size());
  TXTSENTRY_ASSIGN_OR_RETURN(prepared.tokenizer,
                             text::Tokenizer::Create(prepared.tokens, model::kUnknownId));
  for (DataRow& row : rows) {
    TrainingRow training_row;
    training_row.label = static_cast<float>(row.record.label);
    prepared.tokenizer->AppendIds(CutText(row.record.text, options.text_bytes_max),
                                  training_row.ids);
    if (training_row.ids.empty()) continue;
    const bool validation = IsValidationText(row.record.text);
    (validation ? prepared.data.validation : prepared.data.training)
        .push_back(std::move(training_row));
    (validation ? prepared.validation_records : prepared.training_records)
        .push_back(std::move(row.record));
  }
  return prepared;
}

// Makes every epoch disguise or alter different rows. Borrows `prepared`.
void AddVariation(const FitOptions& options, Prepared& prepared) {
  prepared.data.vary = [&options, &prepared](int64_t row, int epoch) {
    Rng rng(StableHash(absl::StrFormat("%d %d %d", options.seed, epoch, row)));
    const LabelledRecord& record = prepared.training_records[static_cast<size_t>(row)];
    const bool hostile = record.label == 1;
    std::vector<int32_t> ids;
    if (!rng.Chance(hostile ? options.disguise_percent : options.mistake_percent)) return ids;
    const std::string text = hostile ? Disguise(record.text, rng) : WithMistake(record.text, rng);
    prepared.tokenizer->AppendIds(CutText(text, options.text_bytes_max), ids);
    return ids;
  };
}

// Computes class weights that give both classes equal weight in the loss, with a mean of 1 over the
// rows.
void BalanceClasses(const std::vector<TrainingRow>& rows, float (&weights)[2]) {
  int64_t counts[2] = {0, 0};
  for (const TrainingRow& row : rows) ++counts[row.label > 0.5f ? 1 : 0];
  for (int label = 0; label < 2; ++label) {
    if (counts[label] > 0) {
      weights[label] = static_cast<float>(rows.size()) / static_cast<float>(2 * counts[label]);
    }
  }
}

// Returns the temperature that fits the validation rows, after folding it into the model.
absl::StatusOr<double> Calibrate(const FitOptions& options,
                                 const std::vector<LabelledRecord>& records, model::Model& model) {
  std::vector<std::string> texts;
  texts.reserve(records.size());
  for (const LabelledRecord& record : records) {
    texts.push_back(std::string(CutText(record.text, options.text_bytes_max)));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(const std::vector<float> logits,
                             ScoreLogits(model, texts, options.threads));
  std::vector<Scored> rows;
  for (size_t i = 0; i < logits.size(); ++i) rows.push_back({records[i].label, logits[i]});
  const double temperature = FitTemperature(rows);
  FoldTemperature(temperature, model.weights);
  return temperature;
}

void PrintEpoch(const EpochReport& report) {
  absl::FPrintF(stderr, "epoch %d/%d  loss %.5f  validation loss %.5f%s\n", report.epoch,
                report.epochs, report.training_loss, report.validation_loss,
                report.best ? "  best so far" : "");
}

// Prints a progress line at intervals; most batches take a fraction of a second.
class BatchProgress {
 public:
  void operator()(const BatchReport& report) {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::seconds(10);
    absl::FPrintF(stderr, "epoch %d/%d  batch %d/%d  loss %.5f  %.0f tokens/s  %.0f s left\n",
                  report.epoch, report.epochs, report.batches_done, report.batches,
                  report.training_loss, report.tokens_per_second, report.seconds_left);
  }

 private:
  std::chrono::steady_clock::time_point next_ =
      std::chrono::steady_clock::now() + std::chrono::seconds(10);
};

std::string Provenance(const FitOptions& options, const Prepared& prepared,
                       const TrainingResult& result, double temperature) {
  return absl::StrFormat(
      "txtsentry-train fit %s: %d training and %d validation rows, seed %d, batch %d, learning "
      "rate %g, %d %% disguised, %d %% mistaken%s, best of %d epochs was %d with validation loss "
      "%.5f, temperature %.4f",
      base::kVersion, prepared.data.training.size(), prepared.data.validation.size(), options.seed,
      options.rows_per_batch, options.learning_rate, options.disguise_percent,
      options.mistake_percent, options.init_folder.empty() ? "" : ", begun with a trained model",
      result.epochs_run, result.best_epoch, result.validation_loss, temperature);
}

}  // namespace

absl::Status RunFit(const FitOptions& options) {
  std::optional<model::Model> init;
  if (!options.init_folder.empty()) {
    TXTSENTRY_ASSIGN_OR_RETURN(init, model::LoadModel(options.init_folder));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(Prepared prepared,
                             Prepare(options, init.has_value() ? &*init : nullptr));
  int64_t tokens = 0;
  for (const TrainingRow& row : prepared.data.training) {
    tokens += static_cast<int64_t>(row.ids.size());
  }
  absl::FPrintF(stderr, "%d training rows (%d tokens), %d validation rows, vocabulary %d\n",
                prepared.data.training.size(), tokens, prepared.data.validation.size(),
                prepared.tokens.size());
  if (options.disguise_percent > 0 || options.mistake_percent > 0) AddVariation(options, prepared);
  TrainerOptions trainer;
  if (options.balance_classes) BalanceClasses(prepared.data.training, trainer.class_weights);
  trainer.seed = options.seed;
  trainer.epochs = options.epochs;
  trainer.rows_per_batch = options.rows_per_batch;
  trainer.learning_rate = options.learning_rate;
  trainer.threads = options.threads;
  trainer.patience = options.patience;
  trainer.resume_path = options.resume_path;
  if (init.has_value()) trainer.init = &init->weights;
  trainer.checkpoint_path = options.checkpoint_path.empty() ? options.bundle_folder + ".checkpoint"
                                                            : options.checkpoint_path;
  trainer.stop = options.stop;
  trainer.report_batch = BatchProgress();
  trainer.report_epoch = PrintEpoch;
  const auto start = std::chrono::steady_clock::now();
  TXTSENTRY_ASSIGN_OR_RETURN(TrainingResult result, TrainLstm(prepared.data, trainer));
  if (result.stopped) {
    return absl::AbortedError(absl::StrFormat("stopped after %d epochs; --resume %s goes on",
                                              result.epochs_run, trainer.checkpoint_path));
  }
  model::Model model;
  model.info.name = options.name;
  model.info.version = options.version;
  model.weights = std::move(result.weights);
  model.tokens = prepared.tokens;
  double temperature = 1;
  if (options.calibrate) {
    TXTSENTRY_ASSIGN_OR_RETURN(temperature, Calibrate(options, prepared.validation_records, model));
  }
  model.info.provenance = Provenance(options, prepared, result, temperature);
  TXTSENTRY_RETURN_IF_ERROR(pipeline::SaveWithGolden(model, options.bundle_folder));
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  absl::FPrintF(stderr,
                "%s written: best epoch %d of %d, validation loss %.5f, temperature %.4f, %.0f s\n",
                options.bundle_folder, result.best_epoch, result.epochs_run, result.validation_loss,
                temperature, seconds);
  return absl::OkStatus();
}

}  // namespace txtsentry::train
