// A cache of LSTM states after common prefixes, so that a row can start behind its prefix. Records
// of one kind have the same beginning.
#ifndef TXTSENTRY_CORE_ENGINE_SIMD_PREFIX_STATES_H_
#define TXTSENTRY_CORE_ENGINE_SIMD_PREFIX_STATES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "core/base/aligned_buffer.h"
#include "core/base/cache_line.h"

namespace txtsentry::engine {

// Caches the states of a bounded number of prefixes that consist of whole strides, keyed by their
// exact tokens.
//
// A prefix is a chain of strides, each of which refers to its predecessor. A stride behind a cached
// prefix is recorded as a hash when it is first seen; when it is seen again soon, it gets one of
// the kWays slots of its set. Eviction is CLOCK with counters: a slot is reused when the clock's
// hand has decremented its use counter to zero. Rows that occur once, which is the majority,
// therefore take no slot.
//
// Thread-compatible; meant for one thread. The states belong to one engine and one model.
class PrefixStates {
 public:
  static constexpr int64_t kStride = 8;  // Tokens.
  static constexpr int kWays = 8;

  // Holds at least `states` prefixes. Allocates all memory.
  PrefixStates(int64_t states, size_t state_floats);

  // A slot that awaits its state. A null ticket has kept_after 0.
  struct Ticket {
    int64_t kept_after = 0;  // The state is to be stored after this many tokens of the row.
    int64_t slot = 0;
    uint64_t number = 0;
  };

  // The point at which a row may start.
  struct Start {
    int64_t tokens = 0;            // Number of tokens to skip; at most all of them.
    const float* state = nullptr;  // [state_floats] after those tokens; valid until the next call;
                                   // null if tokens is 0.
    Ticket ticket;                 // The state to store while the row runs, if any.
  };
  Start Find(absl::Span<const int32_t> ids);

  // Returns the destination, [state_floats], for the state of a ticket returned by Find. It must be
  // written before the next call. Returns null if the slot has been reused.
  float* Keep(const Ticket& ticket);

  // Returns the memory per state, including the index.
  static int64_t BytesOfOne(size_t state_floats);

 private:
  // A stride behind a prefix.
  struct Key {
    uint64_t before = 0;  // The prefix's number; 0 for the start of the row.
    int32_t ids[kStride] = {};
    bool operator==(const Key& other) const;
  };
  // Numbers are never reused, so strides behind an evicted prefix are never found behind another
  // one.
  struct alignas(base::kCacheLineBytes) Slot {
    Key key;
    uint64_t number = 0;  // 0: free.
    uint8_t uses = 0;     // Use counter, decremented by the clock; at most kUsesMax.
    bool has_state = false;
  };
  static constexpr uint8_t kUsesMax = 15;

  static int64_t SetsOf(int64_t states);  // A power of two.
  // Returns the slot of a set to reuse: advances the set's clock to the first slot with a zero
  // counter.
  int64_t TakeSlot(int64_t set);

  const size_t state_floats_;
  const uint64_t set_mask_;
  std::vector<uint32_t> tags_;         // [sets, kWays]: tags of the keys' hashes; 0: free.
  std::vector<Slot> slots_;            // [sets, kWays]
  std::vector<uint8_t> hands_;         // [sets]: the clock's next way.
  std::vector<uint32_t> seen_once_;    // Hashes of strides seen once; a newer one overwrites.
  base::AlignedBuffer<float> states_;  // [sets, kWays, state_floats]
  uint64_t last_number_ = 0;
};

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_SIMD_PREFIX_STATES_H_
