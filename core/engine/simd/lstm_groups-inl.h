// The loop structure shared by the float32 and the integer kernel: lanes are split into groups,
// groups into steps, steps into tiles. Included once per Highway target.
#if defined(TXTSENTRY_CORE_ENGINE_SIMD_LSTM_GROUPS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TXTSENTRY_CORE_ENGINE_SIMD_LSTM_GROUPS_INL_H_
#undef TXTSENTRY_CORE_ENGINE_SIMD_LSTM_GROUPS_INL_H_
#else
#define TXTSENTRY_CORE_ENGINE_SIMD_LSTM_GROUPS_INL_H_
#endif

#include "core/engine/simd/lstm_gates-inl.h"
#include "core/engine/simd/lstm_kernel.h"
#include "hwy/cache_control.h"

HWY_BEFORE_NAMESPACE();
namespace txtsentry::engine::HWY_NAMESPACE {

// The position of one tile: one step of some rows, starting at the first one's lane, for some
// vectors of hidden units, starting at `unit`.
struct Place {
  int lane;
  int parity;  // Parity of the step: it reads run.h[parity] and writes run.h[1 - parity].
  size_t unit;
};

// Prefetches the part of the table that the tile after this one reads for one of its rows.
template <int kRows, int kParts>
HWY_INLINE void PrefetchRow(const float* const (&rows)[kRows], int row, size_t unit) {
  constexpr size_t kBlocks = (kParts * kWidth + kUnitBlock - 1) / kUnitBlock;
  const float* const from = rows[row] + unit / kUnitBlock * kGateFloats;
  TXTSENTRY_UNROLL for (size_t i = 0; i < kBlocks * kGateFloats; i += kUnitBlock) {
    hwy::Prefetch(from + i);
  }
}

// Runs all steps of kRows rows, starting at `lane`. Every other step visits the units in reverse,
// because the weights used last are still in L1.
template <class Kernel, bool kBounded, int kRows, int kParts>
HWY_NOINLINE void RunGroup(const LstmRun& run, int lane) {
  constexpr size_t kTileUnits = kParts * kWidth;
  const size_t hidden = run.hidden;
  const size_t row_floats = hidden / kUnitBlock * kGateFloats;
  const float* rows[kRows];
  for (int row = 0; row < kRows; ++row) {
    rows[row] = run.table + run.ids[lane + row][0] * row_floats;
  }
  for (int64_t step = 0; step < run.steps; ++step) {
    const float* next_rows[kRows];
    const int64_t next_step = step + 1 < run.steps ? step + 1 : step;
    for (int row = 0; row < kRows; ++row) {
      next_rows[row] = run.table + run.ids[lane + row][next_step] * row_floats;
    }
    if (step % 2 == 0) {
      for (size_t unit = 0; unit < hidden; unit += kTileUnits) {
        const bool last = unit + kTileUnits == hidden;
        Kernel::template Tile<kBounded, kRows, kParts>(
            run, rows, {lane, 0, unit}, last ? next_rows : rows, last ? unit : unit + kTileUnits);
      }
    } else {
      for (size_t unit = hidden; unit > 0;) {
        unit -= kTileUnits;
        Kernel::template Tile<kBounded, kRows, kParts>(run, rows, {lane, 1, unit},
                                                       unit == 0 ? next_rows : rows,
                                                       unit == 0 ? unit : unit - kTileUnits);
      }
    }
    for (int row = 0; row < kRows; ++row) rows[row] = next_rows[row];
  }
}

// A multiply-add takes four cycles and two start per cycle, so fewer than eight parallel sums leave
// the unit idle. With few rows, more hidden units are processed together.
template <class Kernel, bool kBounded>
void RunGroupOf(int rows, const LstmRun& run, int lane) {
  const bool even = run.hidden % (2 * kWidth) == 0;
  switch (rows) {
#if TXTSENTRY_AVX512 || HWY_TARGET == HWY_NEON
    case 1:
      return run.hidden % (4 * kWidth) == 0 ? RunGroup<Kernel, kBounded, 1, 4>(run, lane)
                                            : RunGroup<Kernel, kBounded, 1, 1>(run, lane);
    case 2:
      return even ? RunGroup<Kernel, kBounded, 2, 2>(run, lane)
                  : RunGroup<Kernel, kBounded, 2, 1>(run, lane);
    case 3:
      if constexpr (Kernel::kRowsMax >= 6) {
        if (even) return RunGroup<Kernel, kBounded, 3, 2>(run, lane);
      }
      return RunGroup<Kernel, kBounded, 3, 1>(run, lane);
    case 4:
      return RunGroup<Kernel, kBounded, 4, 1>(run, lane);
    case 5:
      if constexpr (Kernel::kRowsMax >= 5) return RunGroup<Kernel, kBounded, 5, 1>(run, lane);
      return;
    case 6:
      if constexpr (Kernel::kRowsMax >= 6) return RunGroup<Kernel, kBounded, 6, 1>(run, lane);
      return;
#else
    case 1:
      return even ? RunGroup<Kernel, kBounded, 1, 2>(run, lane)
                  : RunGroup<Kernel, kBounded, 1, 1>(run, lane);
    case 2:
      return RunGroup<Kernel, kBounded, 2, 1>(run, lane);
    case 3:
      return RunGroup<Kernel, kBounded, 3, 1>(run, lane);
#endif
  }
}

// Implements LstmKernel::run for a Kernel with a static member template Tile and kRowsMax, the
// maximum number of rows stepped in parallel, limited by the registers.
template <class Kernel>
void RunInGroups(const LstmRun& run) {
  const int groups = (run.lanes + Kernel::kRowsMax - 1) / Kernel::kRowsMax;
  for (int group = 0; group < groups; ++group) {
    const int lane = run.lanes * group / groups;
    const int rows = run.lanes * (group + 1) / groups - lane;
    run.bounded ? RunGroupOf<Kernel, true>(rows, run, lane)
                : RunGroupOf<Kernel, false>(rows, run, lane);
  }
}

}  // namespace txtsentry::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TXTSENTRY_CORE_ENGINE_SIMD_LSTM_GROUPS_INL_H_
