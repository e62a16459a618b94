#include "core/engine/lstm_kernel.h"

#include "core/engine/folded_weights.h"

// Scalable vectors cannot stand in arrays, as the kernel's registers do here; processors that have
// SVE have NEON too.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/lstm_kernel.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, which includes this file once a target.
#include "core/engine/lstm_gates-inl.h"
#include "hwy/cache_control.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace txtsentry::engine::HWY_NAMESPACE {

// With 32 vector registers, 6 rows x 4 gates of sums stay in them beside 4 weights and an h; with
// 16, 3 rows.
#if TXTSENTRY_AVX512 || HWY_TARGET == HWY_NEON
constexpr int kGroupRowsMax = 6;
constexpr int kCellsAtOnce = 2;
#else
constexpr int kGroupRowsMax = 3;
constexpr int kCellsAtOnce = 1;
#endif

constexpr size_t kGateFloats = 4 * kUnitBlock;  // Of a block of hidden units.

// How many cells go through a stage together; it divides the number of cells.
constexpr int StageSize(int cells) {
  if (kCellsAtOnce == 1) return 1;
  return cells % 2 == 0 ? 2 : cells % 3 == 0 ? 3 : 1;
}

// The stages of neighbouring batches alternate, so that each chain of dependent instructions has
// independent ones beside it.
template <bool kBounded, int kCells>
HWY_INLINE void UpdateCells(Vec (&gates)[kCells][4], float* const* c, float* const* h) {
  constexpr int kSize = StageSize(kCells);
  constexpr int kBatches = kCells / kSize;
  Vec new_c[kBatches][kSize];
  Vec one_q[kBatches][kSize];
  TXTSENTRY_UNROLL for (int batch = 0; batch <= kBatches; ++batch) {
    Vec exps[4 * kSize];
    if (batch < kBatches) StageGates<kBounded, kSize>(&gates[batch * kSize], exps);
    if (batch > 0) StageCellExp<kSize>(new_c[batch - 1]);
    if (batch < kBatches) {
      StageCell<kSize>(exps, c + batch * kSize, new_c[batch], one_q[batch]);
    }
    if (batch > 0) {
      StageHidden<kSize>(new_c[batch - 1], one_q[batch - 1], h + (batch - 1) * kSize);
    }
  }
}

// gates += w_hh h, for h[first] to h[end - 1].
template <int kRows, int kParts>
HWY_INLINE void AddProducts(const float* const (&w_hh)[kParts], const float* h_in, size_t hidden,
                            size_t first, size_t end, Vec (&gates)[kRows * kParts][4]) {
  const F32 d;
  _Pragma("GCC unroll 2") for (size_t k = first; k < end; ++k) {
    Vec w[kParts][4];
    TXTSENTRY_UNROLL for (int part = 0; part < kParts; ++part) {
      TXTSENTRY_UNROLL for (int gate = 0; gate < 4; ++gate) {
        w[part][gate] = hn::Load(d, w_hh[part] + k * kGateFloats + gate * kUnitBlock);
      }
    }
    TXTSENTRY_UNROLL for (int row = 0; row < kRows; ++row) {
      const Vec x = hn::Set(d, h_in[row * hidden + k]);
      TXTSENTRY_UNROLL for (int part = 0; part < kParts; ++part) {
        TXTSENTRY_UNROLL for (int gate = 0; gate < 4; ++gate) {
          gates[row * kParts + part][gate] =
              hn::MulAdd(x, w[part][gate], gates[row * kParts + part][gate]);
        }
      }
    }
  }
}

// One tile: one step of kRows rows for kParts vectors of hidden units, from the one that begins at
// `unit`. gates = table row + w_hh h stays in registers from the first product to the new h.
// h_in, h_out and c are the first row's; `next` is what the tile after this one reads of the table.
template <bool kBounded, int kRows, int kParts>
HWY_INLINE void Tile(const float* const (&rows)[kRows], const float* w_hh_all, size_t hidden,
                     size_t unit, const float* h_in, float* h_out, float* c_all,
                     const float* const (&next_rows)[kRows], size_t next_unit) {
  const F32 d;
  constexpr int kCells = kRows * kParts;
  Vec gates[kCells][4];
  size_t place[kParts];       // Of a part within a row of the table.
  const float* w_hh[kParts];  // [H, 4, 16] from the part's place on.
  TXTSENTRY_UNROLL for (int part = 0; part < kParts; ++part) {
    const size_t first = unit + part * kWidth;
    place[part] = first / kUnitBlock * kGateFloats + first % kUnitBlock;
    w_hh[part] = w_hh_all + first / kUnitBlock * hidden * kGateFloats + first % kUnitBlock;
  }
  TXTSENTRY_UNROLL for (int cell = 0; cell < kCells; ++cell) {
    TXTSENTRY_UNROLL for (int gate = 0; gate < 4; ++gate) {
      gates[cell][gate] =
          hn::Load(d, rows[cell / kParts] + place[cell % kParts] + gate * kUnitBlock);
    }
  }
  // Spread over the products: in one burst they would fill the line buffers that the weights, which
  // come from L2, need too.
  const size_t next_place = next_unit / kUnitBlock * kGateFloats;
  const size_t share = hidden / kUnitBlock * 2;
  for (int row = 0; row < kRows; ++row) {
    constexpr size_t kBlocks = (kParts * kWidth + kUnitBlock - 1) / kUnitBlock;
    TXTSENTRY_UNROLL for (size_t i = 0; i < kBlocks * kGateFloats; i += kUnitBlock) {
      hwy::Prefetch(next_rows[row] + next_place + i);
    }
    AddProducts<kRows, kParts>(w_hh, h_in, hidden, row * share, (row + 1) * share, gates);
  }
  AddProducts<kRows, kParts>(w_hh, h_in, hidden, kRows * share, hidden, gates);
  float* c[kCells];
  float* h[kCells];
  TXTSENTRY_UNROLL for (int cell = 0; cell < kCells; ++cell) {
    const size_t to = cell / kParts * hidden + unit + cell % kParts * kWidth;
    c[cell] = c_all + to;
    h[cell] = h_out + to;
  }
  UpdateCells<kBounded, kCells>(gates, c, h);
}

// All steps of kRows rows from `lane` on. Every other step goes through the units backwards, since
// the weights used last are still in L1.
template <bool kBounded, int kRows, int kParts>
HWY_NOINLINE void RunGroup(const LstmRun& run, int lane) {
  constexpr size_t kTileUnits = kParts * kWidth;
  const size_t hidden = run.hidden;
  const size_t row_floats = hidden / kUnitBlock * kGateFloats;
  const float* h_in = run.h[0] + lane * hidden;
  float* h_out = run.h[1] + lane * hidden;
  const float* rows[kRows];
  for (int row = 0; row < kRows; ++row) rows[row] = run.table + run.ids[lane + row][0] * row_floats;
  for (int64_t step = 0; step < run.steps; ++step) {
    const float* next_rows[kRows];
    const int64_t next_step = step + 1 < run.steps ? step + 1 : step;
    for (int row = 0; row < kRows; ++row) {
      next_rows[row] = run.table + run.ids[lane + row][next_step] * row_floats;
    }
    float* const c = run.c + lane * hidden;
    if (step % 2 == 0) {
      for (size_t unit = 0; unit < hidden; unit += kTileUnits) {
        const bool last = unit + kTileUnits == hidden;
        Tile<kBounded, kRows, kParts>(rows, run.w_hh, hidden, unit, h_in, h_out, c,
                                      last ? next_rows : rows, last ? unit : unit + kTileUnits);
      }
    } else {
      for (size_t unit = hidden; unit > 0;) {
        unit -= kTileUnits;
        Tile<kBounded, kRows, kParts>(rows, run.w_hh, hidden, unit, h_in, h_out, c,
                                      unit == 0 ? next_rows : rows,
                                      unit == 0 ? unit : unit - kTileUnits);
      }
    }
    for (int row = 0; row < kRows; ++row) rows[row] = next_rows[row];
    float* const written = h_out;
    h_out = const_cast<float*>(h_in);
    h_in = written;
  }
}

// A multiply-add takes four cycles and two start in each, so that fewer than eight sums at a time
// leave the unit idle: few rows work on more hidden units at once.
template <bool kBounded>
void RunGroupOf(int rows, const LstmRun& run, int lane) {
  const bool even = run.hidden % (2 * kWidth) == 0;
  switch (rows) {
#if TXTSENTRY_AVX512 || HWY_TARGET == HWY_NEON
    case 1:
      return run.hidden % (4 * kWidth) == 0 ? RunGroup<kBounded, 1, 4>(run, lane)
                                            : RunGroup<kBounded, 1, 1>(run, lane);
    case 2:
      return even ? RunGroup<kBounded, 2, 2>(run, lane) : RunGroup<kBounded, 2, 1>(run, lane);
    case 3:
      return even ? RunGroup<kBounded, 3, 2>(run, lane) : RunGroup<kBounded, 3, 1>(run, lane);
    case 4:
      return RunGroup<kBounded, 4, 1>(run, lane);
    case 5:
      return RunGroup<kBounded, 5, 1>(run, lane);
    case 6:
      return RunGroup<kBounded, 6, 1>(run, lane);
#else
    case 1:
      return even ? RunGroup<kBounded, 1, 2>(run, lane) : RunGroup<kBounded, 1, 1>(run, lane);
    case 2:
      return RunGroup<kBounded, 2, 1>(run, lane);
    case 3:
      return RunGroup<kBounded, 3, 1>(run, lane);
#endif
  }
}

void Run(const LstmRun& run) {
  const int groups = (run.lanes + kGroupRowsMax - 1) / kGroupRowsMax;
  for (int group = 0; group < groups; ++group) {
    const int lane = run.lanes * group / groups;
    const int rows = run.lanes * (group + 1) / groups - lane;
    run.bounded ? RunGroupOf<true>(rows, run, lane) : RunGroupOf<false>(rows, run, lane);
  }
}

void UpdateCellsOfRow(const float* gates, float* c, float* h, size_t units, bool bounded) {
  const F32 d;
  for (size_t unit = 0; unit < units; unit += kWidth) {
    const float* const from = gates + unit / kUnitBlock * kGateFloats + unit % kUnitBlock;
    Vec loaded[1][4];
    TXTSENTRY_UNROLL for (int gate = 0; gate < 4; ++gate) {
      loaded[0][gate] = hn::Load(d, from + gate * kUnitBlock);
    }
    float* const c_unit = c + unit;
    float* const h_unit = h + unit;
    if (bounded) {
      UpdateCells<true, 1>(loaded, &c_unit, &h_unit);
    } else {
      UpdateCells<false, 1>(loaded, &c_unit, &h_unit);
    }
  }
}

LstmKernel Kernel() { return {hwy::TargetName(HWY_TARGET), &Run, &UpdateCellsOfRow}; }

}  // namespace txtsentry::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "absl/strings/str_format.h"

namespace txtsentry::engine {
namespace {

HWY_EXPORT(Kernel);

}  // namespace

const std::vector<LstmKernel>& SupportedLstmKernels() {
  static const auto* const kernels = [] {
    auto* found = new std::vector<LstmKernel>;
    for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
      hwy::GetChosenTarget().Update(target);
      found->push_back(HWY_DYNAMIC_DISPATCH(Kernel)());
    }
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    return found;
  }();
  return *kernels;
}

absl::StatusOr<LstmKernel> FindLstmKernel(std::string_view name) {
  std::string names;
  for (const LstmKernel& kernel : SupportedLstmKernels()) {
    if (name.empty() || name == kernel.name) return kernel;
    names += names.empty() ? "" : ", ";
    names += kernel.name;
  }
  return absl::InvalidArgumentError(
      absl::StrFormat("kernel=%s is none of what this processor runs: %s", name, names));
}

}  // namespace txtsentry::engine
#endif  // HWY_ONCE
