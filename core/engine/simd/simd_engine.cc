#include "core/engine/simd/simd_engine.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_format.h"
#include "core/base/mutex.h"
#include "core/base/status.h"
#include "core/base/version.h"
#include "core/engine/lane_scorer.h"
#include "core/engine/simd/folded_weights.h"
#include "core/engine/simd/lstm_kernel.h"
#include "core/engine/simd/prefix_states.h"

namespace txtsentry::engine {
namespace {

// Maximum number of steps before the feed is asked for new rows: about 20 us for a single row.
constexpr int64_t kStepsMax = 32;

// The functions of a kernel: steps, and the update for a row's first token.
struct Kernels {
  LstmKernel fp32;
  Int16LstmKernel int16 = {};  // run is null for fp32.
};

// The rows that one thread is computing, and their states.
class Lanes {
 public:
  Lanes(int hidden, bool int16)
      : hidden_(hidden),
        int16_(int16),
        q0_(int16 ? static_cast<size_t>(kLanesMax) * hidden : 0),
        q1_(q0_.size()),
        h0_(static_cast<size_t>(kLanesMax) * hidden),
        h1_(static_cast<size_t>(kLanesMax) * hidden),
        c_(static_cast<size_t>(kLanesMax) * hidden) {}

  // Two copies of h (also as integers) and c, in addition to the object itself.
  static int64_t Bytes(int hidden) {
    return int64_t{3} * kLanesMax * hidden * sizeof(float) +
           int64_t{2} * kLanesMax * hidden * sizeof(int16_t) + sizeof(Lanes);
  }

  int size() const { return size_; }
  int long_rows() const { return long_rows_; }

  // Number of floats in a row's state, as stored in PrefixStates: c, h and, for int16, the integer
  // h.
  static size_t StateFloats(int hidden, bool int16) {
    return size_t{2} * hidden + (int16 ? hidden * sizeof(int16_t) / sizeof(float) : 0);
  }

  // Starts a row, behind a cached prefix if there is one.
  void Add(const FeedRow& row, const FoldedWeights& weights, const Kernels& kernels,
           PrefixStates* prefixes) {
    const PrefixStates::Start start =
        prefixes != nullptr ? prefixes->Find(row.ids) : PrefixStates::Start();
    if (start.state != nullptr) {
      rows_[size_] = {row, start.tokens, start.tokens, start.ticket};
      TakeState(size_, start.state);
    } else {
      rows_[size_] = {row, 1, 0, start.ticket};
      StepFirst(row.ids[0], weights, kernels);
    }
    long_rows_ += IsLong(row);
    ++size_;
  }

  // Stores the states of rows that have reached their ticket's position.
  void KeepStates(PrefixStates& prefixes) {
    for (int lane = 0; lane < size_; ++lane) {
      Row& row = rows_[lane];
      if (row.ticket.kept_after != row.done) continue;
      if (float* const state = prefixes.Keep(row.ticket)) GiveState(lane, state);
      row.ticket = {};
    }
  }

  // Steps all rows together until a row ends or has a state to store, for at most kStepsMax steps.
  // Does nothing if a row has already ended.
  void Step(const FoldedWeights& weights, const Kernels& kernels) {
    LstmRun run;
    run.table = weights.table.data();
    run.w_hh = weights.w_hh.data();
    run.w_hh_int16 = weights.w_hh_int16.data();
    run.scale_int16 = weights.scale_int16.data();
    run.hidden = hidden_;
    run.bounded = weights.bounded;
    run.lanes = size_;
    run.steps = kStepsMax;
    for (int lane = 0; lane < size_; ++lane) {
      const Row& row = rows_[lane];
      run.ids[lane] = row.given.ids.data() + row.done;
      const int64_t until = row.ticket.kept_after > 0 ? row.ticket.kept_after : row.tokens();
      run.steps = std::min(run.steps, until - row.done);
    }
    if (run.steps == 0) return;
    run.h[0] = flipped_ ? h1_.data() : h0_.data();
    run.h[1] = flipped_ ? h0_.data() : h1_.data();
    run.h_int16[0] = flipped_ ? q1_.data() : q0_.data();
    run.h_int16[1] = flipped_ ? q0_.data() : q1_.data();
    run.c = c_.data();
    int16_ ? kernels.int16.run(run) : kernels.fp32.run(run);
    if (run.steps % 2 == 1) flipped_ = !flipped_;
    for (int lane = 0; lane < size_; ++lane) rows_[lane].done += run.steps;
  }

  // Returns the result of every row that has ended and moves the last row into its lane.
  void Finish(const FoldedWeights& weights, RowFeed& feed) {
    for (int lane = size_ - 1; lane >= 0; --lane) {
      if (rows_[lane].done < rows_[lane].tokens()) continue;
      const Row row = rows_[lane];
      const float* state = h() + Place(lane);
      double product = 0;
      for (int k = 0; k < hidden_; ++k) {
        product += static_cast<double>(weights.fc_weight[k]) * state[k];
      }
      if (int16_) product /= kStateScale;
      const auto logit = static_cast<float>(weights.fc_bias + product);
      long_rows_ -= IsLong(row.given);
      --size_;
      if (lane != size_) {
        rows_[lane] = rows_[size_];
        std::memcpy(h() + Place(lane), h() + Place(size_), hidden_ * sizeof(float));
        if (int16_) {
          std::memcpy(q() + Place(lane), q() + Place(size_), hidden_ * sizeof(int16_t));
        }
        std::memcpy(c_.data() + Place(lane), c_.data() + Place(size_), hidden_ * sizeof(float));
      }
      feed.Done(row.given.tag, row.reused, logit);
    }
  }

 private:
  // A row in progress.
  struct Row {
    FeedRow given;
    int64_t done = 0;             // Tokens processed.
    int64_t reused = 0;           // The part of `done` that came from a cached prefix.
    PrefixStates::Ticket ticket;  // The state to store, if any.

    int64_t tokens() const { return static_cast<int64_t>(given.ids.size()); }
  };

  // Processes a row's first token: h is 0, so the step needs no product.
  void StepFirst(int32_t id, const FoldedWeights& weights, const Kernels& kernels) {
    float* const c = c_.data() + Place(size_);
    std::memset(c, 0, hidden_ * sizeof(float));
    kernels.fp32.update_cells(weights.table.data() + id * size_t{4} * hidden_, c,
                              h() + Place(size_), hidden_, weights.bounded);
    if (int16_) {
      for (int k = 0; k < hidden_; ++k) {
        float& state = h()[Place(size_) + k];
        state *= kStateScale;
        q()[Place(size_) + k] = static_cast<int16_t>(std::lrint(state));
      }
    }
  }

  // Loads a lane's state, in the order of StateFloats.
  void TakeState(int lane, const float* state) {
    std::memcpy(c_.data() + Place(lane), state, hidden_ * sizeof(float));
    std::memcpy(h() + Place(lane), state + hidden_, hidden_ * sizeof(float));
    if (int16_) std::memcpy(q() + Place(lane), state + 2 * hidden_, hidden_ * sizeof(int16_t));
  }
  void GiveState(int lane, float* state) {
    std::memcpy(state, c_.data() + Place(lane), hidden_ * sizeof(float));
    std::memcpy(state + hidden_, h() + Place(lane), hidden_ * sizeof(float));
    if (int16_) std::memcpy(state + 2 * hidden_, q() + Place(lane), hidden_ * sizeof(int16_t));
  }

  static bool IsLong(const FeedRow& row) {
    return static_cast<int64_t>(row.ids.size()) >= kLongRowTokens;
  }
  float* h() { return flipped_ ? h1_.data() : h0_.data(); }
  int16_t* q() { return flipped_ ? q1_.data() : q0_.data(); }
  size_t Place(int lane) const { return static_cast<size_t>(lane) * hidden_; }

  const int hidden_;
  const bool int16_;
  int size_ = 0;
  int long_rows_ = 0;
  bool flipped_ = false;  // Which of the two copies holds the newest h.
  Row rows_[kLanesMax];
  base::AlignedBuffer<int16_t> q0_, q1_;    // [kLanesMax, H], h as integers; empty for fp32
  base::AlignedBuffer<float> h0_, h1_, c_;  // [kLanesMax, H]
};

// Feeds the rows of a batch.
class BatchFeed final : public RowFeed {
 public:
  BatchFeed(const RaggedBatch& batch, absl::Span<float> logits) : batch_(batch), logits_(logits) {}

  bool Next(int /*lanes*/, bool short_only, FeedRow& row) override {
    if (next_ == batch_.rows()) return false;
    const int64_t begin = batch_.offsets[next_];
    const int64_t tokens = batch_.offsets[next_ + 1] - begin;
    if (short_only && tokens >= kLongRowTokens) return false;
    row = {batch_.ids.subspan(begin, tokens), static_cast<uint64_t>(next_++)};
    return true;
  }

  void Done(uint64_t tag, int64_t /*reused*/, absl::StatusOr<float> logit) override {
    logits_[tag] = *logit;
  }

 private:
  const RaggedBatch& batch_;
  const absl::Span<float> logits_;
  int64_t next_ = 0;
};

class SimdEngine final : public Engine, public LaneScorer {
 public:
  SimdEngine(std::shared_ptr<const FoldedWeights> weights, const Kernels& kernels)
      : folded_(std::move(weights)), weights_(*folded_), kernels_(kernels) {}

  EngineInfo info() const override {
    return {"simd",
            "cpu",
            absl::StrFormat("txtsentry %s, %s %s", base::kVersion, int16() ? "int16" : "fp32",
                            int16() ? kernels_.int16.name : kernels_.fp32.name),
            static_cast<int64_t>((weights_.table.size() + weights_.w_hh.size()) * sizeof(float)),
            Lanes::Bytes(weights_.hidden),
            PrefixStates::BytesOfOne(Lanes::StateFloats(weights_.hidden, int16()))};
  }
  BatchShape batch_shape() const override { return {16 * kLanesMax, 65'536}; }
  const LaneScorer* lane_scorer() const override { return this; }
  int lanes() const override { return kLanesMax; }

  absl::Status Score(const RaggedBatch& batch, absl::Span<float> logits) const override {
    TXTSENTRY_RETURN_IF_ERROR(Validate(batch, weights_.vocabulary_rows));
    BatchFeed feed(batch, logits);
    RunLanes(feed, nullptr);
    return absl::OkStatus();
  }

  std::unique_ptr<PrefixStates> MakePrefixStates(int64_t states) const override {
    return std::make_unique<PrefixStates>(states, Lanes::StateFloats(weights_.hidden, int16()));
  }

  void Run(RowFeed& feed, PrefixStates* prefixes) const override {
    CheckingFeed checking(feed, weights_.vocabulary_rows);
    RunLanes(checking, prefixes);
  }

 private:
  bool int16() const { return kernels_.int16.run != nullptr; }

  // Answers invalid rows with an error before they reach a kernel.
  class CheckingFeed final : public RowFeed {
   public:
    CheckingFeed(RowFeed& feed, int vocabulary_rows)
        : feed_(feed), vocabulary_rows_(vocabulary_rows) {}

    bool Next(int lanes, bool short_only, FeedRow& row) override {
      while (feed_.Next(lanes, short_only, row)) {
        const int64_t offsets[] = {0, static_cast<int64_t>(row.ids.size())};
        absl::Status status = Validate({row.ids, offsets}, vocabulary_rows_);
        if (status.ok()) return true;
        feed_.Done(row.tag, 0, std::move(status));
      }
      return false;
    }

    void Done(uint64_t tag, int64_t reused, absl::StatusOr<float> logit) override {
      feed_.Done(tag, reused, std::move(logit));
    }

   private:
    RowFeed& feed_;
    const int vocabulary_rows_;
  };

  void RunLanes(RowFeed& feed, PrefixStates* prefixes) const {
    std::unique_ptr<Lanes> lanes = TakeLanes();
    while (true) {
      FeedRow row;
      while (lanes->size() < kLanesMax &&
             feed.Next(lanes->size(), lanes->long_rows() >= kLanesMax / 2, row)) {
        lanes->Add(row, weights_, kernels_, prefixes);
      }
      if (lanes->size() == 0) break;
      lanes->Step(weights_, kernels_);
      if (prefixes != nullptr) lanes->KeepStates(*prefixes);
      lanes->Finish(weights_, feed);
    }
    GiveLanesBack(std::move(lanes));
  }

  // Reuses states of earlier runs, so that a running engine does not allocate.
  std::unique_ptr<Lanes> TakeLanes() const {
    {
      const base::MutexLock lock(mu_);
      if (!spare_.empty()) {
        std::unique_ptr<Lanes> lanes = std::move(spare_.back());
        spare_.pop_back();
        return lanes;
      }
    }
    return std::make_unique<Lanes>(weights_.hidden, int16());
  }
  void GiveLanesBack(std::unique_ptr<Lanes> lanes) const {
    const base::MutexLock lock(mu_);
    spare_.push_back(std::move(lanes));
  }

  const std::shared_ptr<const FoldedWeights> folded_;
  const FoldedWeights& weights_;  // *folded_
  const Kernels kernels_;
  mutable base::Mutex mu_;
  mutable std::vector<std::unique_ptr<Lanes>> spare_ ABSL_GUARDED_BY(mu_);
};

absl::StatusOr<Int16LstmKernel> FindInt16Kernel(const std::string& name) {
  for (const Int16LstmKernel& kernel : SupportedInt16LstmKernels()) {
    if (name.empty() || name == kernel.name) return kernel;
  }
  return absl::FailedPreconditionError(absl::StrFormat(
      "precision=int16: this processor has no such kernel%s%s", name.empty() ? "" : " ", name));
}

// Returns FailedPrecondition if the error of a sample row exceeds kInt16Bound.
absl::Status Certify(const Engine& int16, const Engine& fp32,
                     const std::vector<std::vector<int32_t>>& sample) {
  if (sample.empty()) return absl::InvalidArgumentError("precision=int16 without a sample");
  float worst = 0;
  for (const std::vector<int32_t>& ids : sample) {
    const int64_t offsets[] = {0, static_cast<int64_t>(ids.size())};
    float rough = 0;
    float exact = 0;
    TXTSENTRY_RETURN_IF_ERROR(int16.Score({ids, offsets}, absl::MakeSpan(&rough, 1)));
    TXTSENTRY_RETURN_IF_ERROR(fp32.Score({ids, offsets}, absl::MakeSpan(&exact, 1)));
    worst = std::max(worst, std::abs(Probability(rough) - Probability(exact)));
  }
  if (worst <= kInt16Bound) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrFormat(
      "precision=int16 is off by %g on a sample of %d texts, at most %g is allowed: this model "
      "needs fp32",
      worst, sample.size(), kInt16Bound));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> MakeSimdEngine(const model::Weights& weights,
                                                       const SimdOptions& options) {
  TXTSENTRY_RETURN_IF_ERROR(model::Validate(weights));
  if (options.precision != "fp32" && options.precision != "int16") {
    return absl::InvalidArgumentError(
        absl::StrFormat("precision=%s is none of fp32, int16", options.precision));
  }
  std::string kernel = options.kernel;
  if (kernel.empty()) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets it.
    if (const char* forced = std::getenv("TXTSENTRY_KERNEL")) kernel = forced;
  }
  Kernels kernels;
  const auto folded = std::make_shared<const FoldedWeights>(Fold(weights));
  if (options.precision == "fp32") {
    TXTSENTRY_ASSIGN_OR_RETURN(kernels.fp32, FindLstmKernel(kernel));
    return std::unique_ptr<Engine>(std::make_unique<SimdEngine>(folded, kernels));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(kernels.fp32, FindLstmKernel(""));
  const SimdEngine exact(folded, kernels);
  TXTSENTRY_ASSIGN_OR_RETURN(kernels.int16, FindInt16Kernel(kernel));
  auto engine = std::make_unique<SimdEngine>(folded, kernels);
  TXTSENTRY_RETURN_IF_ERROR(Certify(*engine, exact, options.sample));
  return std::unique_ptr<Engine>(std::move(engine));
}

}  // namespace txtsentry::engine
