#include "server/models/model_loader.h"

#include <algorithm>
#include <future>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/engine/simd/simd_engine.h"
#include "core/model/load_gate.h"
#include "core/model/model.h"
#include "core/pipeline/self_check/golden.h"
#include "server/models/shadow.h"

namespace txtsentry::server {
namespace {

using pipeline::Classifier;
using pipeline::ClassifierOptions;
using Golden = std::vector<model::GoldenRecord>;

// The error with its gate: the marked one, else `gate`.
absl::Status Stopped(const char* gate, const absl::Status& status) {
  const absl::Status marked = model::AtGate(gate, status);
  return base::WithPrefix(model::GateOf(marked), marked);
}

// Bytes of text that fit into the queue; a byte gives at most three tokens.
int64_t QueueBytes(const ClassifierOptions& options) {
  return std::min(options.bytes_max, options.tokens_max / 3);
}

// Scores records like a caller's and waits; splits them into calls that fit the queue limits.
absl::StatusOr<std::vector<pipeline::Result>> Score(Classifier& classifier,
                                                    const ClassifierOptions& options,
                                                    std::vector<pipeline::Record> records) {
  std::vector<pipeline::Result> results;
  for (size_t at = 0; at < records.size();) {
    std::vector<pipeline::Record> call;
    for (int64_t bytes = 0; at < records.size(); ++at) {
      bytes += static_cast<int64_t>(records[at].text.size());
      const bool full = static_cast<int64_t>(call.size()) >= options.rows_max;
      if (!call.empty() && (full || bytes > QueueBytes(options))) break;
      call.push_back(std::move(records[at]));
    }
    const auto answer = std::make_shared<std::promise<std::vector<pipeline::Result>>>();
    auto future = answer->get_future();
    const auto accepted = classifier.Classify(
        std::move(call), schedule::JobClass(),
        [answer](std::vector<pipeline::Result> scored) { answer->set_value(std::move(scored)); });
    if (!accepted.ok()) return accepted.status();
    for (pipeline::Result& result : future.get()) results.push_back(std::move(result));
  }
  return results;
}

absl::Status SelfCheck(Classifier& classifier, const ClassifierOptions& options, Golden golden) {
  // Skip texts that the queue would refuse from a caller.
  golden.erase(std::remove_if(golden.begin(), golden.end(),
                              [&options](const model::GoldenRecord& record) {
                                return static_cast<int64_t>(record.text.size()) >
                                       QueueBytes(options);
                              }),
               golden.end());
  std::vector<pipeline::Record> records;
  for (const model::GoldenRecord& record : golden) records.push_back({record.text, ""});
  TXTSENTRY_ASSIGN_OR_RETURN(const auto results, Score(classifier, options, std::move(records)));
  const bool exact = options.engine.precision == "fp32";
  return pipeline::CompareWithGolden(golden, results,
                                     exact ? pipeline::kGoldenBound : engine::kInt16Bound);
}

// A text of `bytes` bytes that is unique for `number`, so that no cache has its result.
std::string WarmUpText(int64_t number, int64_t bytes) {
  std::string text = absl::StrFormat("v=warmup%d ", number);
  while (static_cast<int64_t>(text.size()) < bytes) {
    text += static_cast<char>('a' + (number + static_cast<int64_t>(text.size()) * 7) % 26);
  }
  text.resize(static_cast<size_t>(bytes));
  return text;
}

// Scores rows of every length, single ones and more than all workers have lanes, so that each
// worker has touched its memory before the first caller.
absl::Status WarmUp(Classifier& classifier, const ClassifierOptions& options) {
  struct Shape {
    int64_t bytes;
    int64_t rows;
  };
  const int64_t workers = options.workers;
  int64_t number = 0;
  for (const Shape& shape : {Shape{16, 1}, Shape{16, 32 * workers}, Shape{64, 1},
                             Shape{64, 16 * workers}, Shape{512, 1}, Shape{512, 2 * workers}}) {
    std::vector<pipeline::Record> records;
    for (int64_t row = 0; row < shape.rows; ++row) {
      records.push_back({WarmUpText(++number, std::min(shape.bytes, QueueBytes(options))), ""});
    }
    TXTSENTRY_ASSIGN_OR_RETURN(const auto results, Score(classifier, options, std::move(records)));
    for (const pipeline::Result& result : results) TXTSENTRY_RETURN_IF_ERROR(result.status);
  }
  return absl::OkStatus();
}

// Each reading restarts from zero.
class StopWatch {
 public:
  explicit StopWatch(const base::Clock& clock) : clock_(clock), start_us_(clock.NowUs()) {}
  int64_t LapUs() {
    const base::TimeUs now_us = clock_.NowUs();
    return now_us - std::exchange(start_us_, now_us);
  }

 private:
  const base::Clock& clock_;
  base::TimeUs start_us_;
};

}  // namespace

std::string LoadTimesText(const LoadTimes& times) {
  const auto ms = [](int64_t us) { return static_cast<double>(us) / 1000; };
  return absl::StrFormat("files %.1f ms, engine %.1f ms, self-check %.1f ms, warm-up %.1f ms",
                         ms(times.files_us), ms(times.engine_us), ms(times.self_check_us),
                         ms(times.warm_up_us));
}

ModelLoader::ModelLoader(const base::Clock& clock, ModelLoaderOptions options)
    : clock_(clock), options_(std::move(options)) {}

absl::StatusOr<LoadedModel> ModelLoader::Load(const ModelSource& source) const {
  StopWatch watch(clock_);
  LoadedModel loaded;
  auto model = model::LoadModel(source.path);
  if (!model.ok()) return Stopped(kGateFiles, model.status());
  if (!source.name.empty()) model->info.name = source.name;
  if (!source.version.empty()) model->info.version = source.version;
  if (options_.threshold >= 0) model->info.threshold = options_.threshold;
  loaded.times.files_us = watch.LapUs();

  absl::StatusOr<Golden> golden = std::move(model->golden);
  if (golden->empty()) golden = pipeline::MakeGolden(*model);
  if (!golden.ok()) return Stopped(kGateSelfCheck, golden.status());
  loaded.times.self_check_us = watch.LapUs();

  ClassifierOptions options = options_.classifier;
  if (source.shadow) {
    options.workers = 1;
    options.pin_workers = false;
    options.niceness = kShadowNiceness;
  }
  ServedModel& served = loaded.served;
  served.name = model->info.name;
  served.version = model->info.version;
  served.display_name = model::DisplayName(model->info);
  served.path = source.path;
  served.answers_callers = !source.shadow;
  auto classifier = Classifier::Create(*std::move(model), clock_, options);
  if (!classifier.ok()) return Stopped(kGateEngine, classifier.status());
  served.classifier = *std::move(classifier);
  loaded.times.engine_us = watch.LapUs();

  served.classifier->set_cache_on(false);
  absl::Status passed = SelfCheck(*served.classifier, options, *std::move(golden));
  if (!passed.ok()) return Stopped(kGateSelfCheck, passed);
  loaded.times.self_check_us += watch.LapUs();
  passed = WarmUp(*served.classifier, options);
  if (!passed.ok()) return Stopped(kGateWarmUp, passed);
  loaded.times.warm_up_us = watch.LapUs();
  served.classifier->set_cache_on(true);
  served.before_live = served.classifier->stats();
  return loaded;
}

}  // namespace txtsentry::server
